import type { GateRule } from '../../core/gate.js';
import type { Result } from '../../result/contract.js';
import { GATE_VERSION, type GateResult } from '../../result/gate-contract.js';
import type { GatePlan, MeasuredGate } from './gate-trials.js';
import { failedModes, reportRule } from './report-rule.js';
import type { Finding } from './rule-verdict.js';

/** The document of a gate. @param measured undefined where it ended before anything was */
export function reportGate(
  plan: GatePlan,
  findings: ReadonlyMap<GateRule, Finding>,
  measured: MeasuredGate | undefined,
  when: Pick<GateResult['gate'], 'id' | 'startedAt' | 'elapsedMs'>,
): GateResult {
  const results = measured?.trials.results();
  const failed = results ? failedModes(results) : [];
  const rules = plan.rules.map((rule) =>
    reportRule(rule, findings.get(rule) ?? { noise: undefined, isHopeless: true }, measured, failed),
  );
  const baseline = measured?.trials.baseline();
  return {
    schemaVersion: GATE_VERSION,
    gate: {
      ...when,
      scenario: plan.head.scenario.name,
      verdict: verdictOf(rules),
      base: reportSide(plan.base.title, results?.base),
      head: reportSide(plan.head.title, results?.head),
      ...(baseline ? { baseline } : {}),
      rounds: measured?.rounds.size ?? 0,
      timeLimitMs: plan.timeLimitMs,
      failed,
    },
    rules,
    warnings: [...plan.warnings],
  };
}

/** fail before inconclusive before pass; where nothing is gated, nothing was found to hold. */
function verdictOf(rules: GateResult['rules']): GateResult['gate']['verdict'] {
  const has = (wanted: GateResult['gate']['verdict']): boolean =>
    rules.some(({ verdict }) => verdict === wanted);
  if (has('fail')) return 'fail';
  return has('inconclusive') || rules.length === 0 ? 'inconclusive' : 'pass';
}

function reportSide(title: string, result: Result | undefined): GateResult['gate']['base'] {
  return result
    ? { title, run: result.run.id, model: { ...result.run.model } }
    : { title, run: null, model: null };
}
