import { formatBytes } from '../../format-number.js';
import { oneLine } from '../../table/text.js';

/** `50 us`, `2 ms`, `1 s`: a tick of a latency axis, in the largest unit that keeps it whole. */
export function tickUs(us: number): string {
  if (us >= 1e6) return `${trim(us / 1e6)} s`;
  return us >= 1000 ? `${trim(us / 1000)} ms` : `${trim(us)} us`;
}

/** `500`, `2k`, `1.5M`. */
export function tickCount(count: number): string {
  if (count >= 1e6) return `${trim(count / 1e6)}M`;
  return count >= 1000 ? `${trim(count / 1000)}k` : trim(count);
}

export function tickBytes(bytes: number): string {
  return bytes === 0 ? '0' : formatBytes(bytes).replace(/\.0+(?= )|(\.\d*[1-9])0+(?= )/, '$1');
}

function trim(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** The smallest and the largest of positive values, with some room on a log scale. */
export function logDomain(values: readonly number[], room = 1.12): readonly [number, number] {
  const positive = values.filter((value) => value > 0 && Number.isFinite(value));
  if (positive.length === 0) return [1, 10];
  const low = Math.min(...positive) / room;
  const high = Math.max(...positive) * room;
  // A flat line needs an axis too.
  return high / low < 2 ? [low / 1.5, high * 1.5] : [low, high];
}

/** Steps within a power of ten, the finest first. */
const STEPS = [[1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 3, 5, 7], [1, 2, 5], [1, 3], [1]];

/** Ticks of a log axis: as fine as there is room for, and only some powers of ten where those are too many. */
export function logTicks([low, high]: readonly [number, number], most = 8): number[] {
  const first = Math.floor(Math.log10(low));
  const powers = Array.from({ length: Math.ceil(Math.log10(high)) - first + 1 }, (_, i) => 10 ** (first + i));
  const of = (steps: readonly number[]): number[] =>
    powers
      .flatMap((power) => steps.map((step) => Number((power * step).toPrecision(12))))
      .filter((tick) => tick >= low && tick <= high);
  const found = STEPS.map(of).find((ticks) => ticks.length <= most);
  if (found) return found;
  const decades = of([1]);
  const every = Math.ceil(decades.length / most);
  return decades.filter((_, index) => index % every === 0);
}

/** A name that is too long for a chart, cut; the table below the chart has it whole. */
export function shorten(label: string): string {
  const line = oneLine(label);
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST - 1)}\u2026`;
}

const LONGEST = 34;

/**
 * Moves labels apart that would overlap, as little as needed.
 * @param at wanted positions in pixels. @returns positions in the order given, at least `gap` apart, within the bounds
 * as far as there is room.
 */
export function spread(
  at: readonly number[],
  gap: number,
  [top, bottom]: readonly [number, number],
): number[] {
  const order = at.map((_, index) => index).sort((a, b) => (at[a] ?? 0) - (at[b] ?? 0));
  const placed = [...at];
  let least = top;
  for (const index of order) {
    placed[index] = Math.max(placed[index] ?? 0, least);
    least = (placed[index] ?? 0) + gap;
  }
  let most = bottom;
  for (const index of order.toReversed()) {
    placed[index] = Math.min(placed[index] ?? 0, most);
    most = (placed[index] ?? 0) - gap;
  }
  return placed;
}

type Ends = readonly [number, number];

/** Pixels of a value on an axis, and back. */
interface AxisScale {
  readonly toPixel: (value: number) => number;
  readonly toValue: (pixel: number) => number;
}

export function linearScale([low, high]: Ends, [from, to]: Ends): AxisScale {
  const perUnit = (to - from) / (high - low);
  return {
    toPixel: (value) => from + (value - low) * perUnit,
    toValue: (pixel) => low + (pixel - from) / perUnit,
  };
}

export function logScale([low, high]: Ends, [from, to]: Ends): AxisScale {
  const span = Math.log(high / low);
  return {
    toPixel: (value) => from + ((to - from) * Math.log(value / low)) / span,
    toValue: (pixel) => low * Math.exp((span * (pixel - from)) / (to - from)),
  };
}
