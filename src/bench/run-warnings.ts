import type { StoredRun } from '../core/stored-run.js';
import type { TrialRecord } from '../core/trial-record.js';

/** Beyond this share of the machine, what was measured is doubtful. */
const MOST_BUSY = 0.25;

/** What whoever reads the figures of a run must know, beyond what it said itself. */
export function runWarnings({ run, trials, modes, deployments }: StoredRun): string[] {
  const warnings: string[] = [];
  const wrapped = trials.filter(
    ({ outcome }) => outcome.status === 'measured' && outcome.measurement.load.wrapped,
  );
  if (wrapped.length > 0) {
    const where = [...new Set(wrapped.map(({ mode, load }) => `${mode}.${load}`))].join(', ');
    warnings.push(`the traffic was shorter than the load and started over, which flatters caches: ${where}`);
  }
  for (const { mode, kind } of modes) {
    const mine = deployments.filter((deployment) => deployment.mode === mode);
    const unchecked = mine.length > 0 && mine.every(({ parity }) => parity !== null && parity.checked === 0);
    if (unchecked && kind !== 'null')
      warnings.push(`${mode}: no answer could be compared with the model's own`);
    const notes = new Set(mine.flatMap((deployment) => deployment.notes ?? []));
    for (const note of notes) warnings.push(`${mode}: ${note}`);
  }
  warnings.push(...busyWarning(trials));
  if (run.status === 'interrupted')
    warnings.push('the run was interrupted: figures are of the trials that ended');
  return warnings;
}

/** Other work on the machine while nothing of ours ran: it is in every figure, and in none of them alike. */
function busyWarning(trials: readonly TrialRecord[]): string[] {
  const before = trials.flatMap(({ outcome }) =>
    outcome.status === 'measured' && outcome.measurement.machine
      ? [outcome.measurement.machine.busyBefore]
      : [],
  );
  const busy = before.filter((share) => share > MOST_BUSY);
  if (busy.length === 0) return [];
  const most = `${Math.round(Math.max(...busy) * 100)}%`;
  return [
    `other work used up to ${most} of the CPU right before ${busy.length} of ${before.length} trials; stop it and run again`,
  ];
}
