import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { ModelCard } from '../../../core/model-card.js';
import { withMetadata, withNegatedWeights } from '../../../inference/onnx-bytes.js';

/** The same weights in other bytes: another version by its hash, with the same predictions. */
export async function makeNextVersion(card: ModelCard, folder: string): Promise<ModelCard> {
  const model = await readFile(card.file);
  return write(card, withMetadata(model, 'servebench.version', `after ${card.sha256}`), folder, 'next');
}

/** A file of which only the first half arrived. */
export async function makeTruncatedVersion(card: ModelCard, folder: string): Promise<ModelCard> {
  const model = await readFile(card.file);
  return write(card, model.subarray(0, Math.ceil(model.length / 2)), folder, 'truncated');
}

/** A file that loads and answers wrongly. @returns undefined for a graph without weights that could be wrong */
export async function makeWrongVersion(card: ModelCard, folder: string): Promise<ModelCard | undefined> {
  const model = withNegatedWeights(await readFile(card.file));
  return model && write(card, model, folder, 'wrong');
}

async function write(card: ModelCard, bytes: Uint8Array, folder: string, what: string): Promise<ModelCard> {
  const file = join(folder, `${card.name}-${what}.onnx`);
  await writeFile(file, bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { ...card, file, sha256, bytes: bytes.length };
}
