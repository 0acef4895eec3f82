import { oneLine } from './table/text.js';

/** An entry of the custom formats of github-action-benchmark. */
export interface Benchmark {
  /** The same in every run of a scenario. */
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  /** Free text that the action shows beside the value. */
  readonly range?: string;
  readonly extra: string;
}

export function benchmarkText(benchmarks: readonly Benchmark[]): string {
  const entries = benchmarks.map(({ name, value, extra, ...rest }) => ({
    name: oneLine(name),
    ...rest,
    value: roundFigure(value),
    extra: oneLine(extra),
  }));
  return `${JSON.stringify(entries, null, 2)}\n`;
}

/** More digits are noise, and the action prints them all. */
export function roundFigure(value: number): number {
  return Number(value.toPrecision(6));
}
