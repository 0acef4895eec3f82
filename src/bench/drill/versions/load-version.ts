import { UserError } from '../../../core/errors.js';
import type { ModelCard } from '../../../core/model-card.js';
import { isOnnx } from '../../../scenario/model-section.js';
import { loadModel } from '../../load-model.js';

/**
 * Another version of a model, of the user's own: a folder with a card, or a graph.
 *
 * @throws UserError VERSION_INVALID where it takes other requests or gives other outputs, or is the very same file;
 *   those of `loadModel`
 */
export async function loadVersion(path: string, card: ModelCard): Promise<ModelCard> {
  const { file, sha256, bytes, ...loaded } = await loadModel(path);
  const version = { ...card, file, sha256, bytes };
  const refuse = (what: string): never => {
    throw new UserError(
      'VERSION_INVALID',
      `${path} is no other version of ${card.name}: ${what}`,
      'name a model with the same inputs, outputs and features; without --to a drill makes a version by itself',
    );
  };
  if (sha256 === card.sha256) return refuse('it is the same file');
  if (isOnnx(path)) {
    const { checkCardAgainstGraph } = await import('../../../inference/bare-model.js');
    await checkCardAgainstGraph(version).catch((error: Error) => refuse(error.message));
    return version;
  }
  const parts = ['inputs', 'outputs', 'features'] as const;
  const other = parts.find((part) => JSON.stringify(loaded[part]) !== JSON.stringify(card[part]));
  if (other !== undefined) return refuse(`its card has other ${other}`);
  return version;
}
