import type { GateResult } from '../../result/gate-contract.js';
import { annotationText, type Annotation } from '../annotations.js';
import { gateHeadline, limitWords, reasonWords, ruleChange, sortedRules } from './words.js';

/** Workflow commands: an error for each broken rule and failed mode, a warning for each that is open. */
export function gateAnnotations(result: GateResult): string {
  const { gate, warnings } = result;
  const place = `gate ${gate.scenario}`;
  const modes = gate.failed.map(({ mode, side, message }): Annotation => {
    return { level: 'error', title: `${mode} failed in the ${side}`, message };
  });
  const rules = sortedRules(result)
    .filter(({ verdict }) => verdict !== 'pass')
    .map((rule): Annotation => {
      const message = `${ruleChange(rule)}; limit ${limitWords(rule)}; ${reasonWords(rule)}`;
      return rule.verdict === 'fail'
        ? { level: 'error', title: `${rule.path} is beyond its limit`, message }
        : { level: 'warning', title: `${rule.path} is not settled`, message };
    });
  return annotationText([
    ...modes,
    ...rules,
    ...warnings.map((message): Annotation => ({ level: 'warning', title: place, message })),
    { level: 'notice', title: place, message: gateHeadline(result).join(' ') },
  ]);
}
