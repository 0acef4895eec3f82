import { readFile } from 'node:fs/promises';

import type { ModelCard } from '../core/model-card.js';
import type { ArtifactStore, Published } from './artifact-store.js';

/**
 * Publishes a model's file with its card, under the card's name. The card travels without the path of this machine.
 * @param extra what makes a republication of the same weights a new version
 */
export async function publishModel(
  store: ArtifactStore,
  card: ModelCard,
  extra: Readonly<Record<string, string>> = {},
): Promise<Published> {
  const { file, ...published } = card;
  return store.publish({ model: card.name, bytes: await readFile(file), card: { ...published, ...extra } });
}
