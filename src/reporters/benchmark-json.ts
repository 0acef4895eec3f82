import type { Result } from '../result/contract.js';
import { comparableMetrics, type Direction } from '../result/metrics.js';
import { MODE_METRICS } from '../result/mode-metrics.js';
import { benchmarkText, roundFigure, type Benchmark } from './benchmark-text.js';
import { compareBenchmarks } from './comparison/benchmarks.js';
import { drillBenchmarks } from './drill/benchmarks.js';
import { loadFigures } from './figures.js';
import { gateBenchmarks } from './gate/benchmarks.js';
import { pointsOf } from './points.js';
import type { Document, Reporter } from './reporter.js';
import { columnsOf, type Column } from './table/columns.js';

/*
 * The custom formats of github-action-benchmark (`tool: customSmallerIsBetter` and `customBiggerIsBetter`): a list of
 * { name, unit, value, range?, extra? }, one direction a file, so there are two reporters. It compares a name with the
 * last value of that name: so a load that is not valid and a mode that failed are left out rather than compared.
 */

/** Latency, CPU, memory, storage, start-up. */
export const smallerReporter = {
  id: 'benchmark-json-smaller',
  aliases: ['benchmark-json'],
  extensions: ['.smaller.json'],
  render: (document) => benchmarksOf(document, 'lower'),
} satisfies Reporter;

/** Throughput, capacity, coverage. */
export const biggerReporter = {
  id: 'benchmark-json-bigger',
  extensions: ['.bigger.json'],
  render: (document) => benchmarksOf(document, 'higher'),
} satisfies Reporter;

function benchmarksOf(document: Document, better: Direction): string {
  if ('compare' in document) return compareBenchmarks(document, better);
  if ('gate' in document) return gateBenchmarks(document, better);
  if ('drill' in document) return drillBenchmarks(document, better);
  const benchmarks = pointsOf(document).flatMap(({ name, result }) =>
    columnsOf(result)
      .filter(({ standing }) => standing !== 'out')
      .flatMap((column) => [...ofLoads(column, better), ...ofMode(column, better)])
      .map(({ title, ...benchmark }) => ({
        name: name === undefined ? title : `${name}: ${title}`,
        ...benchmark,
        extra: extraOf(result),
      })),
  );
  return benchmarkText(benchmarks);
}

type Figure = Omit<Benchmark, 'name' | 'extra'> & { readonly title: string };

function ofLoads(column: Column, better: Direction): Figure[] {
  return loadFigures(column).flatMap(({ load, kind, summary, repeats, figures }) =>
    figures.flatMap(({ metric, value, ci95 }): Figure[] => {
      const isComparable = comparableMetrics(kind).includes(metric);
      if (metric.better !== better || value === null || !summary.validity.valid || !isComparable) return [];
      const range =
        ci95 && `95% interval ${roundFigure(ci95[0])} to ${roundFigure(ci95[1])}, ${repeats} repeats`;
      const title = `${column.label} / ${load} / ${metric.title}`;
      return [{ title, unit: metric.unit, value, ...(range ? { range } : {}) }];
    }),
  );
}

function ofMode({ label, mode, standing }: Column, better: Direction): Figure[] {
  return MODE_METRICS.flatMap((metric): Figure[] => {
    const value = metric.of(mode);
    // The floor stores and covers nothing, and the action divides by the last value.
    if (metric.better !== better || value === null || (standing === 'floor' && value === 0)) return [];
    return [{ title: `${label} / ${metric.title}`, unit: metric.unit, value }];
  });
}

function extraOf({ run: { id, repeats, environment } }: Result): string {
  return `run ${id}, ${repeats} repeats, ${environment.cpuModel}, ${environment.cores} cores`;
}
