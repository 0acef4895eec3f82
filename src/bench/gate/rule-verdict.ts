import type { GateRule } from '../../core/gate.js';
import type { NoiseFloor } from '../../core/noise-floor.js';
import type { GateResult } from '../../result/gate-contract.js';
import { FEWEST_FOR_INTERVAL } from '../../statistics/paired.js';
import { inPercent } from '../in-words.js';
import { isSilent, type Evidence, type Standing } from './judge-rule.js';

/** What is known of a rule so far. */
export interface Finding {
  /** Of this figure on this machine; undefined where no A/A run measured it. */
  readonly noise: NoiseFloor | undefined;
  /** The change it allows is below the noise, or its mode failed: it is not measured any more. */
  isHopeless: boolean;
  standing?: Standing;
  /** Rounds that the standing is of: a mode with another rule is measured further. */
  judgedOn?: ReadonlySet<number>;
  /** Rounds that were to confirm it, and whether they did. */
  fresh?: ReadonlySet<number>;
  isConfirmed?: boolean;
}

/** A verdict on a rule, and why, in words. */
export interface Judged extends Pick<GateResult['rules'][number], 'verdict' | 'reason'> {
  /** It is for want of rounds that it is inconclusive: more of them would mend no other reason. */
  readonly isOpen?: true;
}

/** Of a figure without noise. */
export function judgeExact({ limit }: GateRule, base: number | null, head: number | null): Judged {
  if (head === null) return inconclusive('the head has no such figure');
  if (limit.kind === 'absolute') {
    const isBroken = limit.bound === 'least' ? head < limit.value : head > limit.value;
    return isBroken ? fail('beyond the bound, exactly') : pass('within the bound, exactly');
  }
  if (base === null) return inconclusive('the base has no such figure');
  if (limit.kind === 'exact') return head === base ? pass('equal') : fail('not equal');
  const change = head / base - 1;
  const isBroken = limit.direction === 'increase' ? change > limit.share : -change > limit.share;
  return isBroken ? fail('beyond the limit, exactly') : pass('within the limit, exactly');
}

/** @param evidence of the rounds that decided @param fresh of those that were to confirm it @param doubt see `GateTrials` */
export function judgeNoisy(
  { noise, isHopeless, standing, isConfirmed }: Finding,
  { rule, test, missing }: Evidence,
  fresh: Evidence,
  doubt: string | undefined,
): Judged {
  if (isHopeless && noise) {
    const allowed = rule.limit.kind === 'change' ? inPercent(rule.limit.share) : '';
    return inconclusive(
      `${allowed} is below the noise floor of this machine, ${inPercent(noise.floor)} (${noise.pairs} A/A pairs)`,
    );
  }
  if (doubt !== undefined) return inconclusive(doubt);
  if (isConfirmed === true) {
    if (isSilent(fresh)) return fail('the head answers nothing, in fresh trials as well');
    return standing === 'suspected'
      ? fail('significant, beyond the limit, and confirmed by fresh trials')
      : fail('beyond the limit, and in fresh trials again, with a significant change');
  }
  if (isConfirmed === false) {
    return (fresh.test?.count ?? 0) + fresh.missing < FEWEST_FOR_INTERVAL
      ? inconclusive('looks worse, and too few fresh trials were valid or fitted into the time to confirm it')
      : inconclusive('looked worse, and fresh trials did not confirm it');
  }
  if (standing === 'holds') return pass('the interval excludes the limit');
  if (missing > 0)
    return inconclusive(`${missing} valid trials of the head have no such figure: too little was answered`);
  if (standing === 'suspected')
    return inconclusive('looks worse, and there was no time for the fresh trials that would confirm it');
  if (!test) return inconclusive('no valid trial');
  return { ...inconclusive(`not settled by ${test.count} rounds`), isOpen: true };
}

function pass(reason: string): Judged {
  return { verdict: 'pass', reason };
}
function fail(reason: string): Judged {
  return { verdict: 'fail', reason };
}
export function inconclusive(reason: string): Judged {
  return { verdict: 'inconclusive', reason };
}
