import type { ModelCard } from '../core/model-card.js';
import type { ActiveRole } from '../processes/run-role.js';

/** Resident memory of a process before and after it loads a model and answers with it, in bytes. */
export interface SessionMemory {
  readonly before: number;
  readonly after: number;
}

/** A process that does nothing but load a model: what every application pays that embeds it. */
export async function startSessionMemory({ card }: { readonly card: ModelCard }): Promise<ActiveRole> {
  const before = process.memoryUsage.rss();
  const { openSession } = await import('../inference/session.js');
  const { exampleRow } = await import('../inference/verify-model.js');
  const session = await openSession(card, card.file);
  await session.run([exampleRow(card, 0)]);
  const after = process.memoryUsage.rss();
  return { ready: { before, after } satisfies SessionMemory, methods: {}, stop: () => session.close() };
}
