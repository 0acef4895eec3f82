import { redact } from '../core/redact.js';
import type { Scenario } from '../core/scenario.js';
import { plannedMs, planTrials } from './plan-trials.js';
import { planPrecision } from './precision.js';
import type { RunPlan } from './run-all.js';

/** The plan in words, for `--dry-run`: what would run, in which order, and how long that takes at least. */
export function describePlan({ scenarios: planned, sweep, precision }: RunPlan): string {
  const looks =
    precision === undefined ? [] : planned.map((scenario) => planPrecision(scenario, precision).looks);
  const scenarios = planned.map((scenario, index) => ({
    ...scenario,
    repeats: looks[index]?.at(-1) ?? scenario.repeats,
  }));
  const parts = scenarios.map((scenario, index) => {
    const value = sweep ? `${sweep.path} = ${JSON.stringify(redact(sweep.values[index]))}\n` : '';
    return value + describeScenario(scenario);
  });
  const seconds = scenarios.reduce((sum, scenario) => sum + plannedMs(scenario), 0) / 1000;
  const most = precision === undefined ? '' : ' at most';
  const stops = looks.length === 0 ? '' : `may stop after ${looks[0]?.join(', ')} repeats\n`;
  return `${parts.join('\n')}\n${stops}${seconds.toFixed(1)} s of trials and warm-up in all${most}\n`;
}

function describeScenario(scenario: Scenario): string {
  const lines = planTrials(scenario).flatMap(({ block, deployments, trials }) => [
    `block ${block + 1}`,
    `  deploy  ${deployments.join(', ')}`,
    `  trials  ${trials.map(({ mode, load }) => `${mode}.${load}`).join(', ')}`,
  ]);
  return [`${scenario.name}: ${scenario.repeats} blocks, seed ${scenario.seed}`, ...lines, ''].join('\n');
}
