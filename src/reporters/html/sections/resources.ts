import { formatCount, formatMs } from '../../format-number.js';
import type { Column } from '../../table/columns.js';
import { tableOf, type Cell, type TableData } from '../figure.js';
import { html } from '../markup.js';
import { wholeModeLabel, type Report, type Section } from '../report.js';
import { cpuFigure } from './cpu.js';
import { memoryFigure } from './memory.js';
import { storageFigure } from './storage.js';

/** Memory, storage, CPU, start-up and operation of the modes as a whole. */
export function resourcesSection(report: Report): Section | undefined {
  const columns = report.columns.filter(({ mode }) => hasFigures(mode));
  if (columns.length === 0) return undefined;
  return {
    id: 'resources',
    title: 'Memory, storage and CPU',
    body: html`
      ${memoryFigure(report, columns)}${storageFigure(report, columns)}${cpuFigure(report, columns)}
      <h3>Start-up and operation</h3>
      ${tableOf(operation(columns), 'Start-up and operation')}
    `,
  };
}

/** An application that is not ours has none of them. */
function hasFigures({ memory, storage, footprint, cpuUsPerRequest }: Column['mode']): boolean {
  const { rssBytes } = memory;
  return [rssBytes, storage, footprint, cpuUsPerRequest.application].some((part) => part !== null);
}

function operation(columns: readonly Column[]): TableData {
  const ms = (value: number | null): string => (value === null ? '-' : formatMs(value));
  const list = (items: readonly string[], none: string): Cell => ({ words: items.join(', ') || none });
  return {
    head: [
      'mode',
      'prepare',
      'ready',
      'first prediction',
      'processes',
      'ports',
      'stores',
      'redeploy for a new model',
    ],
    rows: columns.map((column): Cell[] => {
      const { startupMs, footprint } = column.mode;
      const name = wholeModeLabel(column);
      const times = [startupMs.prepare, startupMs.ready, startupMs.firstPrediction].map(ms);
      if (!footprint) return [name, ...times, '-', '-', { words: '-' }, { words: '-' }];
      const { processes, ports, stores, redeployForNewModel } = footprint;
      const counts = [formatCount(processes), formatCount(ports)];
      return [name, ...times, ...counts, list(stores, 'none'), list(redeployForNewModel, 'nothing')];
    }),
  };
}
