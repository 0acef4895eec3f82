import { isVoidByBound } from '../../result/limits.js';
import type { LoadMetric } from '../../result/metrics.js';
import { pairRepeats } from '../../result/pair-repeats.js';
import {
  FEWEST_FOR_INTERVAL,
  pairedRatio,
  type Interval,
  type PairedMethod,
} from '../../statistics/paired.js';
import { repeatsToSettle, verdict } from '../../statistics/verdict.js';
import type { Contender } from './topics.js';

/** One mode held against another in pairs of trials, as `compare-modes` does it. */
export interface Duel {
  readonly rival: string;
  readonly outcome: 'beats' | 'equal' | 'open' | 'loses';
  /** Figure of the first divided by that of the rival; null without a single pair. */
  readonly ratio: number | null;
  readonly ci95: Interval | null;
  readonly pairs: number;
  readonly method: PairedMethod;
  /** Of an open one: repeats in all that would probably settle it; null where that cannot be told. */
  readonly repeatsToSettle: number | null;
  /** A figure that is only a lower bound leaves a duel open, whatever the interval says. */
  readonly isBounded: boolean;
  /** Trials that are valid for both have no value of one, and so there are too few pairs for an interval. */
  readonly isTooShort: boolean;
}

/** @param looks how often the data are looked at in all (see `pairedRatio`) */
export function duel(first: Contender, rival: Contender, metric: LoadMetric, looks: number): Duel {
  const pairs = pairRepeats(rival.repeats, first.repeats, metric.ofRepeat);
  const valid = pairRepeats(rival.repeats, first.repeats, () => 1);
  const isTooShort =
    metric.unit === 'us' && pairs.length < FEWEST_FOR_INTERVAL && pairs.length < valid.length;
  if (pairs.length === 0) return { ...NO_PAIRS, rival: rival.label, isTooShort };
  const { ratio, ci95, method } = pairedRatio(pairs, looks);
  const found = verdict(ci95);
  // The rival may do better than was seen, and so may both.
  const isBounded = isVoidByBound(found, { base: rival.isLowerBound, other: first.isLowerBound });
  const outcome = isBounded ? 'open' : outcomeOf(found, metric);
  return {
    rival: rival.label,
    outcome,
    ratio,
    ci95,
    method,
    pairs: pairs.length,
    repeatsToSettle: outcome === 'open' && !isBounded ? repeatsToSettle(pairs) : null,
    isBounded,
    isTooShort,
  };
}

const NO_PAIRS = {
  outcome: 'open',
  ratio: null,
  ci95: null,
  pairs: 0,
  method: 'none',
  repeatsToSettle: null,
  isBounded: false,
} as const;

function outcomeOf(found: ReturnType<typeof verdict>, { better }: LoadMetric): Duel['outcome'] {
  if (found === 'inconclusive') return 'open';
  if (found === 'same') return 'equal';
  return found === better ? 'beats' : 'loses';
}
