import { UserError } from '../core/errors.js';
import type { ModelCard } from '../core/model-card.js';
import { encoderSha256 } from '../inference/encoder-hash.js';

/** @throws UserError TABLE_STALE where the table would answer as another model did, or to other keys. */
export function checkTable(card: ModelCard, name: string, metadata: Readonly<Record<string, string>>): void {
  const next = 'build it again: servebench precompute --refresh';
  const { model = 'a model', modelSha256 = '', oov } = metadata;
  if (modelSha256 !== card.sha256) {
    const [built, wanted] = [modelSha256, card.sha256].map((hash) => hash.slice(0, 12) || 'unknown');
    throw new UserError(
      'TABLE_STALE',
      `the prediction table ${name} was built from ${model}@${built}, the scenario's model is ${card.name}@${wanted}`,
      next,
    );
  }
  if (metadata['encoderSha256'] === encoderSha256(card, { oov: oov === 'true' })) return;
  throw new UserError(
    'TABLE_STALE',
    `the prediction table ${name} was built when ${card.name} encoded its requests in another way (features, vocabularies or outputs of the card have changed)`,
    next,
  );
}
