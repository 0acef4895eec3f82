import type { Series } from '../../optional-parts.js';
import type { SeriesPoint } from '../charts/series-chart.js';

/** Points of all trials of a load that a chart draws at most: more would only make the page heavy. */
const MOST_POINTS = 5000;
/** Of one trial: more are closer together than a line is wide. */
const MOST_OF_A_TRIAL = 120;

/** Seconds that one point stands for, so that all trials of a load fit. */
export function secondsPerPoint(all: readonly Series[]): number {
  const longest = Math.max(1, ...all.map(({ completed }) => completed.length));
  const most = Math.max(10, Math.min(MOST_OF_A_TRIAL, Math.floor(MOST_POINTS / Math.max(1, all.length))));
  return Math.ceil(longest / most);
}

/** Completed requests per second, the mean where a point stands for several. */
export function completedPoints(series: Series, repeat: number, seconds: number): SeriesPoint[] {
  return binsOf(series.completed.length, seconds).map(({ from, to }) => {
    const counts = series.completed.slice(from, to);
    const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
    return { repeat, second: to, value: mean, lost: lostBetween(series, from, to) };
  });
}

/** p99 in microseconds, the worst where a point stands for several; null where no second has one. */
export function p99Points(series: Series, repeat: number, seconds: number): SeriesPoint[] {
  return binsOf(series.completed.length, seconds).map(({ from, to }) => {
    const known = series.p99Us.slice(from, to).flatMap((us) => (us === null || us <= 0 ? [] : [us]));
    const value = known.length === 0 ? null : Math.max(...known);
    return { repeat, second: to, value, lost: lostBetween(series, from, to) };
  });
}

/** Errors, timeouts and requests that were never sent. */
export function lostBetween({ errors, timeouts, dropped }: Series, from = 0, to?: number): number {
  return [errors, timeouts, dropped]
    .flatMap((counts) => counts.slice(from, to))
    .reduce((sum, count) => sum + count, 0);
}

function binsOf(length: number, seconds: number): { readonly from: number; readonly to: number }[] {
  return Array.from({ length: Math.ceil(length / seconds) }, (_, index) => ({
    from: index * seconds,
    to: Math.min(length, (index + 1) * seconds),
  }));
}
