import type { Pair } from '../statistics/log-ratios.js';
import type { RepeatSummary } from './repeat-contract.js';

/** Reads one figure of a trial; null where there is none. */
export type ReadRepeat = (repeat: RepeatSummary) => number | null;

/**
 * Pairs of trials of two modes under one load, formed within a block: valid ones only.
 * @returns nothing for a block in which either has no such trial or no value above 0
 */
export function pairRepeats(
  base: readonly RepeatSummary[],
  other: readonly RepeatSummary[],
  ofBase: ReadRepeat,
  ofOther: ReadRepeat = ofBase,
): Pair[] {
  return other.flatMap((repeat) => {
    const partner = base.find(({ block }) => block === repeat.block);
    if (!partner?.validity.valid || !repeat.validity.valid) return [];
    const pair = { base: ofBase(partner) ?? 0, other: ofOther(repeat) ?? 0 };
    // A log-ratio needs both; a percentile without enough samples is no value.
    return pair.base > 0 && pair.other > 0 ? [pair] : [];
  });
}
