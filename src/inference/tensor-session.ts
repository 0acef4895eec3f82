import { Tensor } from 'onnxruntime-node';

import type { ModelCard } from '../core/model-card.js';
import { createSession } from './session.js';
import type { TensorData } from './tensor-data.js';
import { elementsOf } from './tensors.js';

/** One run of the graph, with the times at which its parts ended, in milliseconds of `performance.now()`. */
export interface TensorRun {
  /** In the order of the card's outputs. */
  readonly outputs: readonly TensorData[];
  readonly preparedMs: number;
  /** When the runtime took the tensors: until then the run waited for the thread. */
  readonly startedMs: number;
  readonly inferredMs: number;
  readonly extractedMs: number;
}

/** A model ready for whole tensors, as a server gets them: no row is cut out, no 64-bit integer is rounded. */
export interface TensorSession {
  /** @param inputs in the order of the card's inputs, of their types. Rejects with the runtime's own words. */
  run(inputs: readonly TensorData[]): Promise<TensorRun>;
  close(): Promise<void>;
}

/**
 * Opens a session on the calling thread, which `run` blocks while the graph runs.
 *
 * @throws UserError MODEL_INVALID where the file is not a usable graph
 */
export async function openTensorSession(card: ModelCard, file: string): Promise<TensorSession> {
  const session = await createSession(file, 1, file);
  const names = card.outputs.map((output) => output.name);
  // An output that the card leaves out is not served, so it is not computed either.
  const fetches = names.length === session.outputNames.length ? undefined : names;
  return {
    run: (inputs) => {
      const feeds: Record<string, Tensor> = {};
      for (const [index, { name }] of card.inputs.entries())
        feeds[name] = toTensor(inputs[index] as TensorData);
      let startedMs = 0;
      // The binding runs the graph in an immediate of its own, which is queued right behind this one.
      setImmediate(() => {
        startedMs = performance.now();
      });
      const running = fetches ? session.run(feeds, fetches) : session.run(feeds);
      const preparedMs = performance.now();
      return running.then((results) => {
        const inferredMs = performance.now();
        const outputs = card.outputs.map(({ name, type }) => {
          const tensor = results[name] as Tensor;
          return { type, shape: tensor.dims, data: elementsOf(tensor) };
        });
        return { outputs, preparedMs, startedMs, inferredMs, extractedMs: performance.now() };
      });
    },
    close: () => session.release(),
  };
}

function toTensor({ type, shape, data }: TensorData): Tensor {
  // The constructor has one overload for each pair of a type and its array.
  return new Tensor(type, data as Float32Array, shape);
}
