import type { GateRule } from '../../core/gate.js';
import type { NoiseFloor } from '../../core/noise-floor.js';
import type { Result } from '../../result/contract.js';
import type { GateResult } from '../../result/gate-contract.js';
import { LOAD_METRICS } from '../../result/metrics.js';
import { EXACT_METRICS } from '../../result/mode-metrics.js';
import { FEWEST_FOR_INTERVAL } from '../../statistics/paired.js';
import type { RatioTest } from '../../statistics/ratio-test.js';
import { inPercent } from '../in-words.js';
import { exactFigure, loadFigure } from './gate-pairs.js';
import type { MeasuredGate, Sides } from './gate-trials.js';
import { limitRatio, looksBroken, type Evidence, type Standing } from './judge-rule.js';

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
type FailedMode = GateResult['gate']['failed'][number];
type Judged = Pick<RuleReport, 'verdict' | 'reason'>;

export function failedModes(results: Sides<Result>): FailedMode[] {
  return (['base', 'head'] as const).flatMap((side) =>
    Object.entries(results[side].modes).flatMap(([mode, { status, error }]) =>
      status === 'failed' ? [{ mode, side, message: error?.message ?? 'unknown' }] : [],
    ),
  );
}

/** @param measured undefined where nothing was */
export function reportRule(
  rule: GateRule,
  finding: Finding,
  measured: MeasuredGate | undefined,
  failed: readonly FailedMode[],
): RuleReport {
  const { base, head } = figuresOf(rule, measured);
  const over = (rounds: ReadonlySet<number> | undefined): Evidence =>
    measured && rounds ? measured.trials.evidence(rule, rounds) : { rule, test: undefined };
  const [evidence, fresh] = [over(measured?.rounds), over(finding.fresh)];
  const failure = failed.find(({ mode }) => mode === rule.mode);
  const judged = failure
    ? inconclusive(`${failure.mode} failed in the ${failure.side}: ${failure.message}`)
    : rule.load === null
      ? judgeExact(rule, base, head)
      : judgeNoisy(finding, evidence, fresh, measured?.trials.doubt(rule));
  const { path, mode, load, metric, limit } = rule;
  return {
    ...{ path, mode, load, metric, limit: { ...limit }, base, head },
    unit: [...LOAD_METRICS, ...EXACT_METRICS].find(({ id }) => id === metric)?.unit ?? '',
    change: changeOf(evidence.test, measured?.looks ?? 1),
    confirmation: changeOf(fresh.test, 1),
    ...judged,
    roundsToSettle: judged.verdict === 'inconclusive' && !failure ? roundsToSettle(evidence) : null,
    noiseFloor: finding.noise?.floor ?? null,
  };
}

/** Those that `change` compares; of a baseline, every trial counts. */
function figuresOf(rule: GateRule, measured: MeasuredGate | undefined): Sides<number | null> {
  if (!measured) return { base: null, head: null };
  const { base, head } = measured.trials.results();
  if (rule.load === null) return { base: exactFigure(rule, base), head: exactFigure(rule, head) };
  const rounds = measured.trials.baseline() ? undefined : measured.rounds;
  return { base: loadFigure(rule, base, rounds), head: loadFigure(rule, head, measured.rounds) };
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
  { rule, test }: Evidence,
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
    return standing === 'suspected'
      ? fail('significant, beyond the limit, and confirmed by fresh trials')
      : fail('beyond the limit, and significantly so in fresh trials');
  }
  if (isConfirmed === false) {
    return (fresh.test?.count ?? 0) < FEWEST_FOR_INTERVAL
      ? inconclusive('looks worse, and too few fresh trials were valid or fitted into the time to confirm it')
      : inconclusive('looked worse, and fresh trials did not confirm it');
  }
  if (standing === 'holds') return pass('the interval excludes the limit');
  return inconclusive(test ? `not settled by ${test.count} rounds` : 'no valid trial');
}

function changeOf(test: RatioTest | undefined, looks: number): RuleReport['change'] {
  if (!test) return null;
  const { ratio, bounds95 } = test.estimate(looks);
  return { ratio, bounds95: bounds95 && [bounds95[0], bounds95[1]], pairs: test.count };
}

/** As many as would probably tell the estimate from the limit. */
function roundsToSettle({ rule, test }: Evidence): number | null {
  if (!test) return null;
  const distance = Math.abs(Math.log(test.ratio) - Math.log(limitRatio(rule)));
  if (!(distance > 0) || !Number.isFinite(distance)) return null;
  // Beyond the limit, what has to be proven is the change itself.
  const effect = looksBroken({ rule, test }) ? Math.abs(Math.log(test.ratio)) : distance;
  const needed = test.countToDetect(Math.expm1(effect));
  return needed === null ? null : Math.max(test.count + 1, needed);
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
