import type { GateRule } from '../../core/gate.js';
import type { Result } from '../../result/contract.js';
import { GATE_VERSION, type GateResult } from '../../result/gate-contract.js';
import type { GatePlan, MeasuredGate } from './gate-trials.js';
import { failedModes, reportRule, type Finding } from './report-rule.js';

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

/** fail before inconclusive before pass. */
function verdictOf(rules: GateResult['rules']): GateResult['gate']['verdict'] {
  const has = (wanted: GateResult['gate']['verdict']): boolean =>
    rules.some(({ verdict }) => verdict === wanted);
  return has('fail') ? 'fail' : has('inconclusive') ? 'inconclusive' : 'pass';
}

function reportSide(title: string, result: Result | undefined): GateResult['gate']['base'] {
  return result
    ? { title, run: result.run.id, model: { ...result.run.model } }
    : { title, run: null, model: null };
}
