import type { GateRule } from '../../core/gate.js';
import type { Result } from '../../result/contract.js';
import type { GateResult } from '../../result/gate-contract.js';
import { LOAD_METRICS } from '../../result/metrics.js';
import { EXACT_METRICS } from '../../result/mode-metrics.js';
import type { RatioTest } from '../../statistics/ratio-test.js';
import { comparedFigures, exactFigure, loadFigure } from './gate-pairs.js';
import type { MeasuredGate, Sides } from './gate-trials.js';
import { isSilent, limitRatio, looksBroken, type Evidence } from './judge-rule.js';
import { inconclusive, judgeExact, judgeNoisy, type Finding, type Judged } from './rule-verdict.js';

type RuleReport = GateResult['rules'][number];
type FailedMode = GateResult['gate']['failed'][number];
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
  const rounds = finding.judgedOn ?? measured?.rounds;
  const over = (of: ReadonlySet<number> | undefined): Evidence =>
    measured && of ? measured.trials.evidence(rule, of) : { rule, test: undefined, missing: 0 };
  const [evidence, fresh] = [over(rounds), over(finding.fresh)];
  const { base, head } = figuresOf(rule, measured, rounds, evidence);
  const failure = failed.find(({ mode }) => mode === rule.mode);
  const { isOpen, ...judged }: Judged = failure
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
    roundsToSettle: isOpen ? roundsToSettle(evidence, measured?.looks ?? 1) : null,
    noiseFloor: finding.noise?.floor ?? null,
  };
}

/** Of the trials that `change` compares; of a baseline, every trial counts. */
function figuresOf(
  rule: GateRule,
  measured: MeasuredGate | undefined,
  rounds: ReadonlySet<number> | undefined,
  evidence: Evidence,
): Sides<number | null> {
  if (!measured) return { base: null, head: null };
  const sides = measured.trials.results();
  if (rule.load === null) return { base: exactFigure(rule, sides.base), head: exactFigure(rule, sides.head) };
  const figures = measured.trials.baseline()
    ? { base: loadFigure(rule, sides.base), head: loadFigure(rule, sides.head, rounds) }
    : comparedFigures(rule, sides, rounds ?? new Set());
  return isSilent(evidence) ? { ...figures, head: 0 } : figures;
}

function changeOf(test: RatioTest | undefined, looks: number): RuleReport['change'] {
  if (!test) return null;
  const { ratio, bounds95 } = test.estimate(looks);
  return { ratio, bounds95: bounds95 && [bounds95[0], bounds95[1]], pairs: test.count };
}

/** As many as would probably tell the estimate from the limit. */
function roundsToSettle(evidence: Evidence, looks: number): number | null {
  const { rule, test } = evidence;
  if (!test) return null;
  const distance = Math.abs(Math.log(test.ratio) - Math.log(limitRatio(rule)));
  if (!(distance > 0) || !Number.isFinite(distance)) return null;
  // Beyond the limit, what has to be proven is the change itself.
  const effect = looksBroken(evidence) ? Math.abs(Math.log(test.ratio)) : distance;
  const needed = test.countToDetect(Math.expm1(effect), looks);
  return needed === null ? null : Math.max(test.count + 1, needed);
}
