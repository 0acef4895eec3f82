import type { LoadSummary } from '../../result/load-contract.js';
import type { LoadMetric } from '../../result/metrics.js';
import { formatFigure } from '../format-number.js';
import type { Column } from './columns.js';
import { NOTHING, type Cell, type Row } from './grid.js';

/** The 95% interval under a metric, where any mode has one. */
export function intervalRow(columns: readonly Column[], load: string, metric: LoadMetric): Row[] {
  const intervals = columns.map(({ mode }) => intervalOf(mode.loads[load], metric.id));
  if (intervals.every((interval) => interval === null)) return [];
  return [
    {
      label: '  95% interval',
      cells: intervals.map((interval): Cell =>
        interval === null ? NOTHING : { kind: 'words', text: rangeWords(interval, metric), tone: 'quiet' },
      ),
    },
  ];
}

function intervalOf(load: LoadSummary | undefined, metric: string): readonly [number, number] | null {
  if (metric === 'capacityRps') return load?.search?.ci95 ?? null;
  const intervals: Readonly<Record<string, readonly [number, number] | null>> = { ...load?.ci95 };
  return intervals[metric] ?? null;
}

/** `1,301-1,502 us`: the unit once where both ends have the same. */
function rangeWords([lower, upper]: readonly [number, number], { unit }: LoadMetric): string {
  const [low, high] = [formatFigure(lower, unit), formatFigure(upper, unit)];
  const suffix = /[^\d.,]+$/.exec(high)?.[0] ?? '';
  return `${low.endsWith(suffix) ? low.slice(0, low.length - suffix.length) : low}-${high}`;
}
