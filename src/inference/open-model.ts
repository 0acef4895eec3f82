import type { Batching } from '../core/batching.js';
import { isBatchable, type ModelCard } from '../core/model-card.js';
import { batchRuns } from './batch-runs.js';
import { openSession, type ModelSession } from './session.js';
import { openWorkerSessions } from './worker-sessions.js';

export interface ModelSettings {
  /** 0 runs the model on the calling thread, more in as many worker threads. */
  readonly workers: number;
  /** null runs every request by itself. */
  readonly batching: Batching | null;
}

/**
 * A model ready to answer, as an application or a model server uses it. A graph whose first dimension is fixed takes
 * one row at a time whatever was asked for.
 * @throws UserError MODEL_INVALID
 */
export async function openModel(
  card: ModelCard,
  model: string | Uint8Array,
  { workers, batching }: ModelSettings,
): Promise<ModelSession> {
  const session =
    workers === 0 ? await openSession(card, model) : await openWorkerSessions(card, model, workers);
  if (batching === null || !isBatchable(card)) return session;
  return { ...session, run: batchRuns(session.run, batching, { concurrency: Math.max(1, workers) }) };
}
