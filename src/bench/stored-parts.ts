import { join } from 'node:path';

import { openArtifactStore } from '../artifacts/artifact-store.js';
import { publishModel } from '../artifacts/publish-model.js';
import type { ModelCard } from '../core/model-card.js';
import type { StoredPart } from '../core/storage-report.js';
import type { SessionMemory } from '../precompute/session-memory-role.js';
import { withProcess, type ProcessSettings } from './with-process.js';

/** What an artifact store takes that holds one model. */
export async function artifactBytes(card: ModelCard, workDir: string): Promise<number> {
  const store = openArtifactStore(join(workDir, 'artifacts.db'));
  try {
    await publishModel(store, card);
    return store.storageBytes();
  } finally {
    store.close();
  }
}

/** What a process takes that has the model loaded. */
export async function memoryParts(card: ModelCard, settings: ProcessSettings): Promise<StoredPart[]> {
  const options = { role: 'session-memory', title: 'a process with the model', specOf: () => ({ card }) };
  const { before, after } = await withProcess(options, settings, async ({ ready }) => ready as SessionMemory);
  return [
    { title: 'a process with the model loaded', bytes: after, where: 'memory', kind: 'measured' },
    {
      title: 'of it, the runtime and the model',
      bytes: after - before,
      where: 'memory',
      kind: 'measured',
    },
  ];
}
