import type { CanaryReading } from '../../core/baseline.js';
import type { GateRule } from '../../core/gate.js';
import { newRunId, type History } from '../../history/history.js';
import type { GateResult } from '../../result/gate-contract.js';
import { unpairedTest, type RatioTest } from '../../statistics/ratio-test.js';
import { startCanary } from '../canary.js';
import { summarizeRun } from '../summarize.js';
import { openCanariedRun } from './canaried-run.js';
import { missingFigures, pairedEvidence, trialFigures } from './gate-pairs.js';
import type { BaselineSide, GatePlan, GateSettings, GateTrials } from './gate-trials.js';
import type { Evidence } from './judge-rule.js';
import {
  canaryDoubt,
  canaryRatios,
  MOST_CANARY_CHANGE,
  scaleByCanary,
  type CanaryRatios,
} from './scale-by-canary.js';
import type { TimeBudget } from './time-budget.js';

/** Readings before anything is measured: where the canary forbids a comparison, minutes are saved. */
const FIRST_READINGS = 3;

/**
 * Stands the head alone up, in rounds with the canary between its deployments, and compares it with a stored run whose
 * canary was read in the same way. @throws as `openRun`; then nothing is left open
 */
export async function openBaselineTrials(
  { base, head, rules }: Pick<GatePlan, 'head' | 'rules'> & { readonly base: BaselineSide },
  history: History,
  settings: GateSettings,
  time: TimeBudget,
): Promise<GateTrials> {
  const runId = newRunId();
  settings.progress.step('reading the canary', 0);
  const canary = await startCanary(settings.signal);
  const readings: CanaryReading[] = [];
  try {
    for (let taken = 0; taken < FIRST_READINGS; taken++) readings.push(await canary.read());
  } catch (error) {
    await canary.stop();
    throw error;
  }
  const { scenario } = head;
  const plan = { runId, name: `${scenario.name}-gate-head`, scenario, rules };
  const run = await openCanariedRun(plan, canary, history, settings);
  const ratios = (): CanaryRatios | undefined =>
    // A baseline of figures without noise needed none.
    base.record.canaries.length === 0
      ? undefined
      : canaryRatios(base.record.canaries, run.canaries.length > 0 ? run.canaries : readings);
  let known: ReturnType<GateTrials['results']> | undefined;
  const results: GateTrials['results'] = () =>
    (known ??= { base: base.result, head: summarizeRun(history.load(runId)) });

  const evidence = (rule: GateRule, rounds: ReadonlySet<number>): Evidence => {
    const sides = results();
    if (rule.limit.kind === 'absolute') return pairedEvidence(rule, sides, rounds);
    const before = scaleByCanary(rule, sides.base, trialFigures(rule, sides.base), base.record.canaries);
    const now = scaleByCanary(rule, sides.head, trialFigures(rule, sides.head, rounds), run.canaries);
    return {
      rule,
      test: before.length === 0 || now.length === 0 ? undefined : unpairedTest(before, now),
      missing: missingFigures(rule, { base: undefined, head: sides.head }, rounds),
    };
  };

  return {
    measure: (modes, leftMs) => {
      known = undefined;
      return run.measure(modes, leftMs, (mode, ms) => time.took(mode, ms));
    },
    evidence,
    results,
    doubt: (rule) => canaryDoubt(rule, base.result, ratios()),
    baseline: () => {
      const { name, setAt, rounds } = base.record;
      return { name, setAt, rounds, canary: reportCanary(ratios()) };
    },
    close: (status) => run.close(status),
  };
}

type CanaryReport = NonNullable<GateResult['gate']['baseline']>['canary'];

function reportCanary(ratios: CanaryRatios | undefined): CanaryReport {
  if (!ratios) return null;
  const { throughput, latency } = ratios;
  return {
    throughput: reportRatio(throughput),
    latency: reportRatio(latency),
    mostChange: MOST_CANARY_CHANGE,
  };
}

function reportRatio(test: RatioTest): NonNullable<CanaryReport>['throughput'] {
  const { ratio, bounds95 } = test.estimate(1);
  return { ratio, bounds95: bounds95 && [bounds95[0], bounds95[1]] };
}
