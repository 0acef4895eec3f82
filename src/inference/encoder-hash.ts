import { createHash } from 'node:crypto';

import type { ModelCard } from '../core/model-card.js';
import type { KeyOptions } from './row-key.js';

/** Raised when the same card comes to mean other keys or other packed values. */
const FORMAT = 1;

/**
 * SHA-256 (hex) of all that makes a request a key and a prediction a value: features with their vocabularies, inputs,
 * outputs, and whether OOV values are keys; not the phrases that traffic is made of. Two tables with the same one can be compared key by key.
 */
export function encoderSha256(card: ModelCard, { oov = false }: KeyOptions): string {
  const { inputs } = card;
  const features = card.features.map((feature) => ({ ...feature, phrases: undefined }));
  const outputs = card.outputs.map(({ name, type, shape }) => ({ name, type, shape }));
  return createHash('sha256')
    .update(JSON.stringify({ format: FORMAT, oov, inputs, outputs, features }))
    .digest('hex');
}
