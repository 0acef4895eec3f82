import { MODE_METRICS } from '../../result/mode-metrics.js';
import type { ModeResult } from '../../result/mode-contract.js';
import { formatBytes, formatCount, formatFigure, formatMs } from '../format-number.js';
import type { Column } from './columns.js';
import { NOTHING, type Cell, type Group, type Row } from './grid.js';
import { rankFigures } from './rank.js';

/** Titles that are wider than the column of labels. */
const SHORT_TITLES: Readonly<Record<string, string>> = {
  anonBytes: 'memory (anon)',
  rssBytes: 'memory (RSS)',
  firstPredictionMs: '1st prediction',
};

/** What a mode takes as a whole. */
export function resourceGroup(columns: readonly Column[], base: number | undefined): Group {
  const row = (id: string): Row[] => metricRow(columns, id, base);
  return {
    name: 'resources',
    about: ['all processes of the mode: application, model servers, stores', 'all processes of the mode'],
    rows: [
      ...row('cpuUsPerRequest'),
      ...row('anonBytes'),
      ...row('rssBytes'),
      ...row('storageBytes'),
      ...tableRow(columns),
    ],
  };
}

/** From nothing to the first prediction, and to a new version of the model. */
export function startGroup(columns: readonly Column[], base: number | undefined): Group {
  const ready = columns.map(({ mode, standing }) => ({ value: mode.startupMs.ready, standing }));
  return {
    name: 'start-up',
    about: ['once: prepare; each deployment: ready, first prediction', 'once, then each deployment'],
    rows: [
      ...metricRow(columns, 'prepareMs', base),
      { label: 'ready', cells: rankFigures(ready, { better: 'lower', format: formatMs, base }) },
      ...metricRow(columns, 'firstPredictionMs', base),
      ...updateRows(columns),
    ],
  };
}

/** What a team operates when it chooses the mode. */
export function operationGroup(columns: readonly Column[]): Group {
  const row = (label: string, read: (footprint: Footprint) => Cell): Row => ({
    label,
    cells: columns.map(({ mode }) => (mode.footprint ? read(mode.footprint) : NOTHING)),
  });
  return {
    name: 'operation',
    about: ['what a team runs, and what it redeploys for a new model', 'what a team runs'],
    rows: [
      row('processes', ({ processes }) => ({ kind: 'figure', text: formatCount(processes) })),
      row('ports', ({ ports }) => ({ kind: 'figure', text: formatCount(ports) })),
      row('stores', ({ stores }) => words(stores, 'none')),
      {
        label: 'for a new model',
        cells: columns.map(({ mode, standing }) =>
          mode.footprint && standing !== 'floor'
            ? words(mode.footprint.redeployForNewModel, 'nothing')
            : NOTHING,
        ),
      },
    ],
  };
}

type Footprint = NonNullable<ModeResult['footprint']>;

function words(items: readonly string[], none: string): Cell {
  return { kind: 'words', text: items.length === 0 ? none : items.join(', ') };
}

/** A metric of `MODE_METRICS` as a row; none for an id that is not there. */
export function metricRow(columns: readonly Column[], id: string, base: number | undefined): Row[] {
  return MODE_METRICS.filter((metric) => metric.id === id).map((metric): Row => {
    const figures = columns.map(({ mode, standing }) => ({ value: metric.of(mode), standing }));
    return {
      label: SHORT_TITLES[id] ?? metric.title,
      cells: rankFigures(figures, {
        better: metric.better,
        format: (value) => formatFigure(value, metric.unit),
        base,
        withRatios: metric.unit !== 'share',
      }),
    };
  });
}

/** Only where a mode has a table. */
function tableRow(columns: readonly Column[]): Row[] {
  if (!columns.some(({ mode }) => (mode.storage?.rows ?? 0) > 0)) return [];
  return [
    {
      label: 'table rows',
      cells: columns.map(({ mode }): Cell => {
        const { rows = 0, bytesPerRow = null } = mode.storage ?? {};
        if (rows === 0) return NOTHING;
        const each = bytesPerRow === null ? '' : ` x ${formatBytes(bytesPerRow)}`;
        return { kind: 'words', text: `${formatCount(rows)}${each}` };
      }),
    },
  ];
}

/** Only where a mode was told to follow a new version. */
function updateRows(columns: readonly Column[]): Row[] {
  const updates = columns.map(({ mode }) => mode.update);
  if (!updates.some((update) => update !== undefined)) return [];
  const row = (label: string, key: 'firstMs' | 'allMs'): Row => ({
    label,
    cells: updates.map((update) =>
      update === undefined ? NOTHING : { kind: 'figure', text: formatMs(update[key]) },
    ),
  });
  const isOne = updates.every((update) => update === undefined || update.applications === 1);
  return isOne
    ? [row('to a new version', 'allMs')]
    : [row('1st to new version', 'firstMs'), row('all to new version', 'allMs')];
}
