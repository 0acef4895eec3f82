import type { Result } from '../result/contract.js';
import { MODE_METRICS, type Direction, type Unit } from '../result/metrics.js';
import { loadFigures } from './figures.js';
import { pointsOf, type Point } from './points.js';
import type { Reporter } from './reporter.js';
import { columnsOf, type Column } from './table/columns.js';
import { oneLine } from './table/text.js';

/*
 * The custom formats of github-action-benchmark (`tool: customSmallerIsBetter` and `customBiggerIsBetter`): a list of
 * { name, unit, value, range?, extra? }, one direction a file, so there are two reporters. It compares a name with the
 * last value of that name: so a load that is not valid and a mode that failed are left out rather than compared.
 */

interface Benchmark {
  /** The same in every run of a scenario. */
  readonly name: string;
  readonly unit: Unit;
  readonly value: number;
  /** Free text that the action shows beside the value. */
  readonly range?: string;
  readonly extra: string;
}

/** Latency, CPU, memory, storage, start-up. */
export const smallerReporter = {
  id: 'benchmark-json-smaller',
  aliases: ['benchmark-json'],
  extensions: ['.smaller.json'],
  render: (document) => listOf(pointsOf(document), 'lower'),
} satisfies Reporter;

/** Throughput, capacity, coverage. */
export const biggerReporter = {
  id: 'benchmark-json-bigger',
  extensions: ['.bigger.json'],
  render: (document) => listOf(pointsOf(document), 'higher'),
} satisfies Reporter;

function listOf(points: readonly Point[], better: Direction): string {
  const benchmarks = points.flatMap(({ name, result }) =>
    columnsOf(result)
      .filter(({ standing }) => standing !== 'out')
      .flatMap((column) => [...ofLoads(column, better), ...ofMode(column, better)])
      .map(({ title, ...benchmark }) => ({
        name: oneLine(name === undefined ? title : `${name}: ${title}`),
        ...benchmark,
        extra: extraOf(result),
      })),
  );
  return `${JSON.stringify(benchmarks satisfies Benchmark[], null, 2)}\n`;
}

type Figure = Omit<Benchmark, 'name' | 'extra'> & { readonly title: string };

function ofLoads(column: Column, better: Direction): Figure[] {
  return loadFigures(column).flatMap(({ load, kind, summary, repeats, figures }) =>
    figures.flatMap(({ metric, value, ci95 }): Figure[] => {
      // Latencies at whatever capacity a run found are not comparable with those of the next.
      const isComparable = kind !== 'search' || metric.id === 'capacityRps';
      if (metric.better !== better || value === null || !summary.validity.valid || !isComparable) return [];
      const range = ci95 && `95% interval ${round(ci95[0])} to ${round(ci95[1])}, ${repeats} repeats`;
      const title = `${column.label} / ${load} / ${metric.title}`;
      return [{ title, unit: metric.unit, value: round(value), ...(range ? { range } : {}) }];
    }),
  );
}

function ofMode({ label, mode, standing }: Column, better: Direction): Figure[] {
  return MODE_METRICS.flatMap((metric): Figure[] => {
    const value = metric.of(mode);
    // The floor stores and covers nothing, and the action divides by the last value.
    if (metric.better !== better || value === null || (standing === 'floor' && value === 0)) return [];
    return [{ title: `${label} / ${metric.title}`, unit: metric.unit, value: round(value) }];
  });
}

/** More digits are noise, and the action prints them all. */
function round(value: number): number {
  return Number(value.toPrecision(6));
}

function extraOf({ run: { id, repeats, environment } }: Result): string {
  return oneLine(`run ${id}, ${repeats} repeats, ${environment.cpuModel}, ${environment.cores} cores`);
}
