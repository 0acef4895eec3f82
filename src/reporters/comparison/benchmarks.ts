import type { CompareResult } from '../../result/compare-contract.js';
import type { Direction } from '../../result/metrics.js';
import { LOAD_METRICS } from '../../result/metrics.js';
import { MODE_METRICS } from '../../result/mode-metrics.js';
import { benchmarkText } from '../benchmark-text.js';

/** The figures of the new run, under the names that its own report gives them: the action compares by name. */
export function compareBenchmarks({ compare, rows }: CompareResult, better: Direction): string {
  const { id, repeats } = compare.other;
  return benchmarkText(
    rows
      .filter((row) => row.better === better)
      .map((row) => ({
        name: [row.mode, ...(row.load === null ? [] : [row.load]), titleOf(row.metric)].join(' / '),
        unit: row.unit,
        value: row.new,
        extra: `run ${id}, ${repeats} repeats, compared with run ${compare.base.id}`,
      })),
  );
}

function titleOf(metric: string): string {
  return [...LOAD_METRICS, ...MODE_METRICS].find(({ id }) => id === metric)?.title ?? metric;
}
