import type { Comparison } from '../../result/comparison-contract.js';
import { LOAD_METRICS } from '../../result/metrics.js';
import { formatBound, formatCount } from '../format-number.js';
import type { Tone } from './paint.js';

/** More repeats than this are "that many or more" (see `repeatsToSettle`). */
const MOST_REPEATS = 1000;

const LIMITS = {
  'lower-bound': 'only a lower bound',
  generator: 'limited by generator',
} satisfies Record<NonNullable<Comparison['limitedBy']>, string>;

/** What a comparison found, and whether that is good, for a reader who does not know the metric. */
export function verdictWords({ metric, verdict, limitedBy, repeatsToSettle }: Comparison): {
  readonly tone: Tone;
  readonly text: string;
} {
  if (verdict === 'same') return { tone: 'quiet', text: 'same' };
  if (verdict === 'inconclusive') {
    const why = limitedBy === undefined ? repeatsWords(repeatsToSettle) : LIMITS[limitedBy];
    return { tone: 'doubtful', text: `inconclusive: ${why}` };
  }
  const better = LOAD_METRICS.find(({ id }) => id === metric)?.better;
  if (better === undefined) return { tone: 'plain', text: verdict };
  return better === verdict
    ? { tone: 'good', text: `${verdict}, better` }
    : { tone: 'bad', text: `${verdict}, worse` };
}

function repeatsWords(repeats: number | null): string {
  if (repeats === null) return 'too few repeats';
  if (repeats >= MOST_REPEATS) return `${formatCount(repeats)} repeats or more`;
  return `needs about ${repeats} repeats`;
}

/** `[0.45, 0.53]`; empty without an interval. */
export function intervalWords(ci95: Comparison['ci95']): string {
  return ci95 === null ? '' : `[${formatBound(ci95[0])}, ${formatBound(ci95[1])}]`;
}
