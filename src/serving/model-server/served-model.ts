import type { Batching } from '../../core/batching.js';
import type { ModelCard } from '../../core/model-card.js';
import type { TensorSession } from '../../inference/tensor-session.js';
import { OIP_DATATYPES } from '../oip/datatypes.js';
import { MODEL_HEADER } from '../oip/model-header.js';
import { modelVersion } from '../predictor.js';
import { createExecutor, type Execution } from './executor.js';
import { createGraphCheck, type InputCheck } from './graph-check.js';
import type { InferRequest } from './infer-request.js';
import { createOutputChoice, type OutputChoice } from './requested-outputs.js';
import { createRestReader, type RestReader } from './rest-request.js';
import { createRestWriter } from './rest-response.js';
import type { StatisticsRecorder } from './statistics.js';

/** Version under which a model file is served; the protocol wants one, a file has none. */
export const MODEL_VERSION = '1';

/** The model metadata of the protocol; an open dimension is -1. */
export interface ModelMetadata {
  readonly name: string;
  readonly versions: readonly string[];
  readonly platform: string;
  readonly inputs: readonly TensorMetadata[];
  readonly outputs: readonly TensorMetadata[];
}

interface TensorMetadata {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
}

/** A model that is loaded. NOT aware of: HTTP, gRPC, paths, other models. */
export interface ServedModel {
  readonly card: ModelCard;
  readonly metadata: ModelMetadata;
  /** Header of every response that says which file answered, as a name and a value. */
  readonly versionHeader: readonly string[];
  readonly statistics: StatisticsRecorder;
  /** Begins the check of a request's inputs against the graph. */
  readonly beginCheck: () => InputCheck;
  readonly chooseOutputs: OutputChoice;
  readonly readRest: RestReader;
  readonly writeRest: ReturnType<typeof createRestWriter>;
  /** Requests that are not answered yet. */
  pending(): number;
  /**
   * Reads a request, runs the graph, writes its response, and records how it went.
   *
   * @throws OipError and whatever `read` and `write` throw, after it was counted
   */
  infer<T>(read: () => InferRequest, write: (request: InferRequest, execution: Execution) => T): Promise<T>;
  /** Waits until no request is pending, then gives the session back. */
  close(): Promise<void>;
}

export function createServedModel(
  card: ModelCard,
  session: TensorSession,
  statistics: StatisticsRecorder,
  batching: Batching | null,
): ServedModel {
  const execute = createExecutor(card, session, statistics, batching);
  const beginCheck = createGraphCheck(card);
  const chooseOutputs = createOutputChoice(card);
  let pending = 0;
  let onIdle: (() => void) | undefined;

  return {
    card,
    metadata: metadataOf(card),
    versionHeader: [MODEL_HEADER, modelVersion(card.name, card.sha256)],
    statistics,
    beginCheck,
    chooseOutputs,
    readRest: createRestReader(card, beginCheck, chooseOutputs),
    writeRest: createRestWriter(card, MODEL_VERSION),
    pending: () => pending,
    infer: async (read, write) => {
      const startedMs = performance.now();
      pending++;
      try {
        const request = read();
        const execution = await execute(request.inputs, request.rows);
        const written = write(request, execution);
        statistics.recordSuccess(request.rows, performance.now() - startedMs, execution);
        return written;
      } catch (error) {
        statistics.recordFailure(performance.now() - startedMs);
        throw error;
      } finally {
        if (--pending === 0) onIdle?.();
      }
    },
    close: async () => {
      if (pending > 0) await new Promise<void>((resolve) => (onIdle = resolve));
      await session.close();
    },
  };
}

function metadataOf(card: ModelCard): ModelMetadata {
  const tensor = ({ name, type, shape }: ModelCard['inputs'][number]): TensorMetadata => ({
    name,
    datatype: OIP_DATATYPES[type],
    shape: shape.map((dimension) => (typeof dimension === 'string' ? -1 : dimension)),
  });
  return {
    name: card.name,
    versions: [MODEL_VERSION],
    // The name that the protocol gives to an ONNX model in ONNX Runtime; Triton says onnxruntime_onnx.
    platform: 'onnxruntime_onnx',
    inputs: card.inputs.map(tensor),
    outputs: card.outputs.map(tensor),
  };
}
