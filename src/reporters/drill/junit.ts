import type { DrillOutcome, DrillResult } from '../../result/drill-contract.js';
import { junitText, type Case, type Outcome } from '../junit-text.js';

/**
 * A suite for each drill, a case for each mode. What callers saw is a result, so a drilled mode passes whatever it
 * was; a mode that could not be stood up is an error, one for which the drill has no meaning is skipped.
 */
export function drillJunit({ drill, drills }: DrillResult): string {
  return junitText(
    drills.map(({ drill: id, modes }) => ({
      title: `${drill.scenario}, drill ${id}`,
      startedAt: drill.startedAt,
      cases: Object.entries(modes).map(([mode, outcome]): Case => {
        const seconds = outcome.status === 'drilled' ? drill.load.durationMs / 1000 : 0;
        return { mode, name: id, seconds, outcome: caseOf(outcome) };
      }),
    })),
  );
}

function caseOf(outcome: DrillOutcome): Outcome {
  if (outcome.status === 'drilled') return { kind: 'passed' };
  if (outcome.status === 'inapplicable') return { kind: 'skipped', message: outcome.reason };
  const { code, message } = outcome.error;
  return { kind: 'error', type: code, message, text: message };
}
