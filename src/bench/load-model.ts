import { extname } from 'node:path';

import type { ModelCard } from '../core/model-card.js';
import { loadModelCard } from '../scenario/load-model-card.js';

/** @param path a folder with a card, or a bare .onnx file. */
export async function loadModel(path: string): Promise<ModelCard> {
  if (extname(path) !== '.onnx') return loadModelCard(path);
  // Only a bare file needs the runtime in this process: its card is read from the graph.
  const { cardOfBareModel } = await import('../inference/bare-model.js');
  return cardOfBareModel(path);
}
