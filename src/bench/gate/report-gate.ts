import type { GateRule } from '../../core/gate.js';
import type { NoiseFloor } from '../../core/noise-floor.js';
import type { Result } from '../../result/contract.js';
import type { GateResult } from '../../result/gate-contract.js';
import { EXACT_METRICS, LOAD_METRICS } from '../../result/metrics.js';
import { standardDeviation } from '../../statistics/describe.js';
import { pairsToDetect } from '../../statistics/detectable-effect.js';
import { logRatios } from '../../statistics/log-ratios.js';
import { FEWEST_FOR_INTERVAL } from '../../statistics/paired.js';
import { inPercent } from '../in-words.js';
import { exactFigure, loadFigure, pairsOf } from './gate-pairs.js';
import { limitRatio, ratioOf, worseSide, type Evidence, type Standing } from './judge-rule.js';
import { LOOKS } from './looks.js';

/** What is known of a rule so far. */
export interface Finding {
  /** Of this figure on this machine; undefined where no A/A run measured it. */
  readonly noise: NoiseFloor | undefined;
  /** The change it allows is below the noise, or its mode failed: it is not measured any more. */
  isHopeless: boolean;
  standing?: Standing;
  /** Rounds that were to confirm it, and whether they did. */
  fresh?: ReadonlySet<number>;
  isConfirmed?: boolean;
}

type RuleReport = GateResult['rules'][number];
type Sides = { readonly base: Result; readonly head: Result };
type FailedMode = GateResult['gate']['failed'][number];
type Judged = Pick<RuleReport, 'verdict' | 'reason'>;

/** fail before inconclusive before pass. */
export function verdictOf(rules: readonly Pick<RuleReport, 'verdict'>[]): RuleReport['verdict'] {
  const has = (verdict: RuleReport['verdict']): boolean => rules.some((rule) => rule.verdict === verdict);
  return has('fail') ? 'fail' : has('inconclusive') ? 'inconclusive' : 'pass';
}

export function reportSide(title: string, result: Result | undefined): GateResult['gate']['base'] {
  return result
    ? { title, run: result.run.id, model: { ...result.run.model } }
    : { title, run: null, model: null };
}

export function failedModes(results: Sides): FailedMode[] {
  return (['base', 'head'] as const).flatMap((side) =>
    Object.entries(results[side].modes).flatMap(([mode, { status, error }]) =>
      status === 'failed' ? [{ mode, side, message: error?.message ?? 'unknown' }] : [],
    ),
  );
}

/** @param results undefined where nothing was measured */
export function reportRule(
  rule: GateRule,
  finding: Finding,
  results: Sides | undefined,
  rounds: ReadonlySet<number>,
  failed: readonly FailedMode[],
): RuleReport {
  const figure = rule.load === null ? exactFigure : loadFigure;
  const [base, head] = results ? [figure(rule, results.base), figure(rule, results.head)] : [null, null];
  const evidence: Evidence = { rule, pairs: results ? pairsOf(rule, results, rounds) : [] };
  const fresh: Evidence = {
    rule,
    pairs: results && finding.fresh ? pairsOf(rule, results, finding.fresh) : [],
  };
  const failure = failed.find(({ mode }) => mode === rule.mode);
  const judged = failure
    ? inconclusive(`${failure.mode} failed in the ${failure.side}: ${failure.message}`)
    : rule.load === null
      ? judgeExact(rule, base, head)
      : judgeNoisy(finding, evidence, fresh);
  const { path, mode, load, metric, limit } = rule;
  return {
    ...{ path, mode, load, metric, limit: { ...limit }, base, head },
    unit: [...LOAD_METRICS, ...EXACT_METRICS].find(({ id }) => id === metric)?.unit ?? '',
    change: changeOf(evidence, LOOKS.length),
    confirmation: changeOf(fresh, 1),
    ...judged,
    roundsToSettle: judged.verdict === 'inconclusive' && !failure ? roundsToSettle(evidence) : null,
    noiseFloor: finding.noise?.floor ?? null,
  };
}

function judgeExact({ limit }: GateRule, base: number | null, head: number | null): Judged {
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

function judgeNoisy(
  { noise, isHopeless, standing, isConfirmed }: Finding,
  { rule, pairs }: Evidence,
  fresh: Evidence,
): Judged {
  if (isHopeless && noise) {
    const allowed = rule.limit.kind === 'change' ? inPercent(rule.limit.share) : '';
    return inconclusive(
      `${allowed} is below the noise floor of this machine, ${inPercent(noise.floor)} (${noise.pairs} A/A pairs)`,
    );
  }
  if (isConfirmed === true) return fail('significant, beyond the limit, and confirmed by fresh trials');
  if (isConfirmed === false) {
    return fresh.pairs.length < FEWEST_FOR_INTERVAL
      ? inconclusive('looks worse, and too few fresh trials were valid or fitted into the time to confirm it')
      : inconclusive('looked worse, and fresh trials did not confirm it');
  }
  if (standing === 'holds') return pass('the interval excludes the limit');
  if (pairs.length === 0) return inconclusive('no valid pair of trials');
  return inconclusive(`not settled by ${pairs.length} pairs`);
}

function changeOf(evidence: Evidence, looks: number): RuleReport['change'] {
  const found = ratioOf(evidence, looks);
  if (!found) return null;
  const { ratio, lower95, upper95, pairs } = found;
  return { ratio, bounds95: lower95 === null || upper95 === null ? null : [lower95, upper95], pairs };
}

/** As many as would probably tell the estimate from the limit. */
function roundsToSettle({ rule, pairs }: Evidence): number | null {
  if (pairs.length < FEWEST_FOR_INTERVAL) return null;
  const { ratio } = ratioOf({ rule, pairs }, 1) ?? { ratio: 1 };
  const distance = Math.abs(Math.log(ratio) - Math.log(limitRatio(rule)));
  const sd = standardDeviation(logRatios(pairs));
  if (!(distance > 0) || !Number.isFinite(distance)) return null;
  const wrongSide = worseSide(rule) === 'above' ? ratio > limitRatio(rule) : ratio < limitRatio(rule);
  // Beyond the limit, what has to be proven is the change itself.
  const effect = wrongSide ? Math.abs(Math.log(ratio)) : distance;
  return Math.max(pairs.length + 1, pairsToDetect(sd, Math.expm1(effect)));
}

function pass(reason: string): Judged {
  return { verdict: 'pass', reason };
}
function fail(reason: string): Judged {
  return { verdict: 'fail', reason };
}
function inconclusive(reason: string): Judged {
  return { verdict: 'inconclusive', reason };
}
