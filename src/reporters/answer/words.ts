import { shortTitle, type LoadMetric } from '../../result/metrics.js';
import type { ModeResult } from '../../result/mode-contract.js';
import type { Interval } from '../../statistics/paired.js';
import { formatBound, formatFigure, formatShare } from '../format-number.js';
import type { Duel } from './duel.js';

/** `a`, `a and b`, `a, b and c`. */
export function listWords(items: readonly string[]): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`;
}

/** `with predictions for 56.0%`: a mode that leaves requests without one is not named without it. */
export function coverageWords({ coverage }: Pick<ModeResult, 'coverage'>): string | undefined {
  const covered = coverage?.requests ?? 1;
  return covered < 1 ? `with predictions for ${formatShare(covered)}` : undefined;
}

type About = { readonly load: string; readonly metric: LoadMetric };

/** `p99 at steady`: a metric under a load, as sentences name it; `capacity` where the load is called that too. */
export function topicWords({ load, metric }: About): string {
  const words = shortTitle(metric.id);
  return words === load ? words : `${words} at ${load}`;
}

/** `highest throughput at saturation`, `lowest p99 at steady`. */
export function superlative(about: About): string {
  return `${about.metric.better === 'higher' ? 'highest' : 'lowest'} ${topicWords(about)}`;
}

/** The figure, which may be no more than a lower bound: `at least 24,310/s`. */
export function figureWords(value: number, { unit }: LoadMetric, isLowerBound: boolean): string {
  return `${isLowerBound ? 'at least ' : ''}${formatFigure(value, unit)}`;
}

/** `1.35 times`; beyond three digits only how far. */
export function timesWords(ratio: number): string {
  if (ratio < 0.005) return 'less than 0.01 times';
  return ratio < 999.5 ? `${formatBound(ratio)} times` : 'more than 999 times';
}

/** `95% interval 1.21 to 1.48, 3 pairs`. */
export function intervalWords([low, high]: Interval, pairs: number): string {
  return `95% interval ${bound(low)} to ${bound(high)}, ${pairs} pairs`;
}

function bound(value: number): string {
  if (value < 0.005) return '<0.01';
  return value < 999.5 ? formatBound(value) : '>999';
}

/** `1.35 times that of embedded (95% interval 1.21 to 1.48, 3 pairs)`; without an interval what is known. */
export function duelWords({ rival, ratio, ci95, pairs, isTooShort }: Duel): string {
  if (ratio === null) {
    return `no ratio to ${rival} (${isTooShort ? 'no trial has a value' : 'no repeat is valid for both'})`;
  }
  const sure = ci95 === null ? `no interval from ${countWords(pairs, 'pair')}` : intervalWords(ci95, pairs);
  return `${timesWords(ratio)} that of ${rival} (${sure})`;
}

export function countWords(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
