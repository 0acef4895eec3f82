import { UserError } from '../core/errors.js';
import type { ModelCard } from '../core/model-card.js';
import { encoderSha256 } from '../inference/encoder-hash.js';

type Metadata = Readonly<Record<string, string>>;

const NEXT = 'build it again: servebench precompute --refresh';

/** @throws UserError TABLE_STALE where the table would answer as another model did, or to other keys. */
export function checkTable(card: ModelCard, name: string, metadata: Metadata): void {
  const { model = 'a model', modelSha256 = '' } = metadata;
  if (modelSha256 !== card.sha256) {
    const [built, wanted] = [modelSha256, card.sha256].map((hash) => hash.slice(0, 12) || 'unknown');
    throw new UserError(
      'TABLE_STALE',
      `the prediction table ${name} was built from ${model}@${built}, the scenario's model is ${card.name}@${wanted}`,
      NEXT,
    );
  }
  checkKeys(card, name, metadata);
}

/** @throws UserError TABLE_STALE where the table would answer to other keys; its model may be another version. */
export function checkKeys(card: ModelCard, name: string, metadata: Metadata): void {
  if (metadata['encoderSha256'] === encoderSha256(card, { oov: metadata['oov'] === 'true' })) return;
  throw new UserError(
    'TABLE_STALE',
    `the prediction table ${name} was built when ${card.name} encoded its requests in another way (features, vocabularies or outputs of the card have changed)`,
    NEXT,
  );
}
