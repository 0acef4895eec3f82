import { InferenceSession } from 'onnxruntime-node';

import type { Encoded, Prediction } from '../core/answer.js';
import { nowUs } from '../core/clock.js';
import { UserError } from '../core/errors.js';
import {
  isBatchable,
  TENSOR_TYPES,
  type ModelCard,
  type TensorSpec,
  type TensorType,
} from '../core/model-card.js';
import type { Span } from '../core/time-split.js';
import { haveOneShape } from './stack-rows.js';
import { createPacker, unpackOutputs } from './tensors.js';

/** A model ready to answer encoded rows. */
export interface ModelSession {
  /**
   * One run of the graph for all rows where it has a batch dimension, else one for each.
   * @param span of a traced request: told how long the rows waited, and how long the model ran
   */
  run(rows: readonly Encoded[], span?: Span): Promise<readonly Prediction[]>;
  close(): Promise<void>;
}

/**
 * Opens a session on the calling thread. `run` blocks that thread while the graph runs: onnxruntime-node calls the
 * native library synchronously.
 *
 * @param model path of the ONNX file, or its bytes
 * @param threads intra-op threads; 1 keeps results bitwise independent of the batch
 * @throws UserError MODEL_INVALID where the bytes are not a usable graph
 */
export async function openSession(
  card: ModelCard,
  model: string | Uint8Array,
  threads = 1,
): Promise<ModelSession> {
  const session = await createSession(model, threads, typeof model === 'string' ? model : card.name);
  const batchable = isBatchable(card);
  const pack = createPacker(card, batchable);

  const runRows = async (rows: readonly Encoded[]): Promise<readonly Prediction[]> =>
    unpackOutputs(card, await session.run(pack(rows)), rows.length);

  /**
   * The runtime runs the graph in a `setImmediate` callback, and those are called in the order of their making: ours,
   * made just before, tells when the run begins.
   */
  const runTraced = async (rows: readonly Encoded[], span: Span): Promise<readonly Prediction[]> => {
    const startedUs = nowUs();
    const feeds = pack(rows);
    const queuedUs = nowUs();
    let begunUs = queuedUs;
    setImmediate(() => {
      begunUs = nowUs();
    });
    const predictions = unpackOutputs(card, await session.run(feeds), rows.length);
    const waitedUs = begunUs - queuedUs;
    span.add('queue', waitedUs);
    span.add('modelRun', nowUs() - startedUs - waitedUs);
    return predictions;
  };

  return {
    run: async (rows, span) => {
      if (rows.length === 0) return [];
      const runOnce = span ? (some: readonly Encoded[]) => runTraced(some, span) : runRows;
      if (rows.length === 1 || (batchable && haveOneShape(rows))) return runOnce(rows);
      const predictions: Prediction[] = [];
      for (const row of rows) predictions.push(...(await runOnce([row])));
      return predictions;
    },
    close: () => session.release(),
  };
}

/** What a graph takes and gives, as the runtime reads it. @throws UserError for anything but a graph of tensors. */
export async function readGraph(file: string): Promise<{ inputs: TensorSpec[]; outputs: TensorSpec[] }> {
  const session = await createSession(file, 1, file);
  try {
    return {
      inputs: session.inputMetadata.map((meta) => tensorSpec(meta, file)),
      outputs: session.outputMetadata.map((meta) => tensorSpec(meta, file)),
    };
  } finally {
    await session.release();
  }
}

function tensorSpec(meta: InferenceSession.ValueMetadata, file: string): TensorSpec {
  if (!meta.isTensor) {
    throw new UserError(
      'MODEL_INVALID',
      `${file}: "${meta.name}" is a sequence or map, not a tensor`,
      'export the classifier without ZipMap, so that all its outputs are tensors',
    );
  }
  const type = TENSOR_TYPES.find((known): known is TensorType => known === meta.type);
  if (!type)
    throw new UserError('MODEL_INVALID', `${file}: "${meta.name}" has the unsupported type ${meta.type}`);
  // A dimension without size or name reads as an empty string; it is open all the same.
  return {
    name: meta.name,
    type,
    shape: meta.shape.map((dimension) => (dimension === '' ? '?' : dimension)),
  };
}

/** @throws UserError MODEL_INVALID */
export async function createSession(
  model: string | Uint8Array,
  threads: number,
  title: string,
): Promise<InferenceSession> {
  const options: InferenceSession.SessionOptions = {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
    // Spinning threads cost 14 times the CPU of one thread on a small graph and slow the neighbours down.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  };
  try {
    // Two overloads, one for each kind of argument.
    return typeof model === 'string'
      ? await InferenceSession.create(model, options)
      : await InferenceSession.create(model, options);
  } catch (error) {
    throw new UserError(
      'MODEL_INVALID',
      `${title}: not a usable ONNX model (${reasonOf(error)})`,
      'check the file with onnx.checker, or export it again',
    );
  }
}

/** What the runtime says, without the place in its source and the name of the file, which is said before. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text
    .replace(/^Load model from .* failed: ?/s, '')
    .replace(/^\/\S+\.cc:\d+ .*?\) (?=[A-Z])/s, '')
    .trim();
}
