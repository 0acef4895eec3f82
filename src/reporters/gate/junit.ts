import type { GateResult } from '../../result/gate-contract.js';
import { junitText, type Case, type Outcome } from '../junit-text.js';
import { limitWords, metricWords, reasonWords, ruleChange, type GateRow } from './words.js';

/**
 * A case for each rule: broken is a failure, what could not be settled is skipped, not passed. A rule of a mode that
 * failed is an error.
 */
export function gateJunit({ gate, rules }: GateResult): string {
  const { scenario, startedAt, base, failed } = gate;
  const cases = rules.map((rule): Case => {
    const metric = metricWords(rule);
    const name = rule.load === null ? metric : `${rule.load} / ${metric}`;
    return { mode: rule.mode, name, seconds: 0, outcome: outcomeOf(rule, failed) };
  });
  return junitText([{ title: `${scenario}, gated against ${base.title}`, startedAt, cases }]);
}

function outcomeOf(rule: GateRow, failed: GateResult['gate']['failed']): Outcome {
  const text = `${ruleChange(rule)}; limit ${limitWords(rule)}; ${reasonWords(rule)}`;
  if (rule.verdict === 'pass') return { kind: 'passed' };
  if (rule.verdict === 'fail') return { kind: 'failure', type: 'gate', message: text, text };
  if (failed.some(({ mode }) => mode === rule.mode))
    return { kind: 'error', type: 'mode', message: rule.reason, text };
  return { kind: 'skipped', message: text };
}
