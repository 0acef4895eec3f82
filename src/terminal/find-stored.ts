import type { StoredRun } from '../core/stored-run.js';
import type { History } from '../history/history.js';
import { resolveRunId } from '../history/resolve-run-id.js';
import type { DrillResult } from '../result/drill-contract.js';
import type { GateResult } from '../result/gate-contract.js';

interface StoredId {
  readonly kind: 'run' | 'gate' | 'drill';
  readonly id: string;
}

type Stored =
  | { readonly kind: 'run'; readonly stored: StoredRun }
  | { readonly kind: 'document'; readonly document: GateResult | DrillResult };

/**
 * What a person means of all that the history holds.
 * @param reference an id or the start of one; `latest` and `latest~N` are runs
 * @throws UserError RUN_UNKNOWN, RUN_AMBIGUOUS
 */
export function findStored(reference: string, history: History): StoredId {
  const runs = history.ids();
  const gates = history.gates.ids();
  const drills = history.drills.ids();
  const isRun = reference.startsWith('latest');
  const id = resolveRunId(reference, isRun ? runs : [...runs, ...gates, ...drills]);
  if (gates.includes(id)) return { kind: 'gate', id };
  return { kind: drills.includes(id) ? 'drill' : 'run', id };
}

/** @throws UserError as `findStored` */
export function loadStored(reference: string, history: History): Stored {
  const { kind, id } = findStored(reference, history);
  if (kind === 'gate') return { kind: 'document', document: history.gates.load(id) };
  if (kind === 'drill') return { kind: 'document', document: history.drills.load(id) };
  return { kind: 'run', stored: history.load(id) };
}
