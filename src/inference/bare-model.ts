import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';

import { systemErrorCode, UserError } from '../core/errors.js';
import { rowShape, type ModelCard, type TensorSpec } from '../core/model-card.js';
import { readGraph } from './session.js';

/** The card of an ONNX file that has none: its features are its input tensors, by name. */
export async function cardOfBareModel(file: string): Promise<ModelCard> {
  const bytes = await readModelFile(file);
  const { inputs, outputs } = await readGraph(file);
  return {
    name: basename(file, extname(file)),
    file,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    bytes: bytes.byteLength,
    inputs,
    outputs,
    features: inputs.map((input) => ({
      name: input.name,
      type: 'tensor',
      input: input.name,
      shape: rowShape(input),
    })),
  };
}

async function readModelFile(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new UserError(
      'MODEL_MISSING',
      `${file}: cannot read the model (${systemErrorCode(error) ?? 'unknown error'})`,
      'name a .onnx file or a folder with a model.yaml',
    );
  }
}

/**
 * Holds a card against its graph, so that a wrong card is an error before the first request, not a wrong prediction
 * later. @throws UserError CARD_MISMATCH listing every difference.
 */
export async function checkCardAgainstGraph(card: ModelCard): Promise<void> {
  const graph = await readGraph(card.file);
  const differences = [
    ...differencesOf('input', card.inputs, graph.inputs),
    ...differencesOf('output', card.outputs, graph.outputs),
  ];
  if (differences.length === 0) return;
  throw new UserError(
    'CARD_MISMATCH',
    `the card of ${card.name} does not describe its graph: ${differences.join('; ')}`,
    `correct inputs and outputs in the model.yaml beside ${basename(card.file)}`,
  );
}

function differencesOf(kind: string, stated: readonly TensorSpec[], actual: readonly TensorSpec[]): string[] {
  const differences: string[] = [];
  for (const tensor of actual) {
    const match = stated.find((candidate) => candidate.name === tensor.name);
    if (!match) {
      // An output that the card leaves out is simply not served.
      if (kind === 'input') differences.push(`${kind} "${tensor.name}" ${show(tensor)} is not in the card`);
    } else if (match.type !== tensor.type || !sameShape(match, tensor)) {
      differences.push(`${kind} "${tensor.name}" is ${show(tensor)}, the card says ${show(match)}`);
    }
  }
  for (const tensor of stated) {
    if (!actual.some((candidate) => candidate.name === tensor.name)) {
      differences.push(`${kind} "${tensor.name}" is not in the graph`);
    }
  }
  return differences;
}

/** Names of symbolic dimensions are free; sizes and openness are not. */
function sameShape(a: TensorSpec, b: TensorSpec): boolean {
  return (
    a.shape.length === b.shape.length &&
    a.shape.every((size, axis) => {
      const other = b.shape[axis];
      return typeof size === 'number' ? size === other : typeof other === 'string';
    })
  );
}

function show(tensor: TensorSpec): string {
  return `${tensor.type}[${tensor.shape.join(', ')}]`;
}
