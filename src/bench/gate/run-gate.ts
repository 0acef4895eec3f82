import { UserError } from '../../core/errors.js';
import type { GateRule } from '../../core/gate.js';
import { newRunId, type History } from '../../history/history.js';
import type { GateResult } from '../../result/gate-contract.js';
import { readEnvironment } from '../environment.js';
import { hardwareOf } from '../hardware.js';
import { openBaselineTrials } from './baseline-trials.js';
import { GateLoop, isOpen } from './gate-loop.js';
import { isBelowNoise, noiseOf } from './gate-noise.js';
import { modesOf } from './gate-scope.js';
import type { GatePlan, GateSettings, MeasuredGate } from './gate-trials.js';
import { FEWEST_ROUNDS } from './looks.js';
import { openPairedTrials } from './paired-trials.js';
import { reportGate } from './report-gate.js';
import type { Finding } from './rule-verdict.js';
import { TimeBudget } from './time-budget.js';

/**
 * Measures and judges until every rule is settled or the time is used up, and stores what was found.
 * @throws UserError for wrong input, TIME_LIMIT_TOO_SHORT @throws the signal's reason when interrupted
 */
export async function runGate(plan: GatePlan, history: History, settings: GateSettings): Promise<GateResult> {
  const startedAt = new Date().toISOString();
  const startedMs = performance.now();
  const records = history.noise.of(hardwareOf(await readEnvironment(settings.cwd)));
  const findings = new Map<GateRule, Finding>();
  for (const rule of plan.rules) {
    const noise = noiseOf(rule, plan.head.scenario.name, records);
    findings.set(rule, { noise, isHopeless: isBelowNoise(rule, noise) });
  }
  const measured = await measureGate(plan, findings, history, settings, startedMs);
  const elapsedMs = performance.now() - startedMs;
  const result = reportGate(plan, findings, measured, { id: newRunId(), startedAt, elapsedMs });
  history.gates.add(result);
  return result;
}

/** @returns what was measured, and in which rounds; undefined where no rule is worth it */
async function measureGate(
  plan: GatePlan,
  findings: ReadonlyMap<GateRule, Finding>,
  history: History,
  settings: GateSettings,
  startedMs: number,
): Promise<MeasuredGate | undefined> {
  const { base, head } = plan;
  const rules = plan.rules.filter((rule) => findings.get(rule)?.isHopeless === false);
  if (rules.length === 0) return undefined;
  const deployments = 'record' in base ? 1 : 2;
  const time = new TimeBudget(startedMs, plan, deployments);
  checkTime(modesOf(rules.filter((rule) => isOpen(rule, findings.get(rule)))), time, plan.timeLimitMs);
  const trials =
    'record' in base
      ? await openBaselineTrials({ base, head, rules }, history, settings, time)
      : await openPairedTrials({ base, head, rules }, history, settings, time);
  const loop = new GateLoop(rules, findings, trials, time, settings.progress);
  let status: 'finished' | 'interrupted' = 'interrupted';
  try {
    await loop.explore();
    status = 'finished';
  } finally {
    await trials.close(status);
  }
  return { trials, rounds: loop.rounds, looks: loop.looks };
}

/** @param modes with a rule that needs rounds */
function checkTime(modes: readonly string[], time: TimeBudget, limitMs: number): void {
  const neededMs = FEWEST_ROUNDS * time.costMs(modes);
  if (modes.length === 0 || neededMs <= limitMs) return;
  throw new UserError(
    'TIME_LIMIT_TOO_SHORT',
    `three rounds of ${modes.join(', ')} take about ${Math.ceil(neededMs / 1000)}s, and --time-limit leaves ${Math.floor(limitMs / 1000)}s`,
    'allow more time, gate fewer modes (gates: in the scenario), or shorten the loads (--duration)',
  );
}
