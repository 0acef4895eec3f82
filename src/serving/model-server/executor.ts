import type { Batching } from '../../core/batching.js';
import { isBatchable, type ModelCard } from '../../core/model-card.js';
import { createBatcher } from '../../inference/batcher.js';
import { canJoin, joinTensors, sliceTensor } from '../../inference/join-tensors.js';
import type { TensorData } from '../../inference/tensor-data.js';
import type { TensorSession } from '../../inference/tensor-session.js';
import { invalid } from './oip-error.js';
import type { ExecutionTimes, StatisticsRecorder } from './statistics.js';

/** The outputs of one request, and what the execution that served it took. */
export interface Execution extends ExecutionTimes {
  /** In the order of the card's outputs. */
  readonly outputs: readonly TensorData[];
}

interface Request {
  readonly inputs: readonly TensorData[];
  /** Batch size. */
  readonly rows: number;
  readonly enteredMs: number;
}

/**
 * The one place where requests, of whatever protocol, enter the session. With batching, `queueMs` of an execution is a
 * request's own wait, and the rest holds for all the requests that it served.
 *
 * @param rows batch size of the request
 * @throws OipError 400 in the runtime's words: a graph that loads runs, unless it is given what it cannot take
 * @throws OverloadedError where too many wait, or one has waited for too long
 */
export type Executor = (inputs: readonly TensorData[], rows: number) => Promise<Execution>;

/** @param batching null, or a graph whose first dimension is fixed: one execution for each request */
export function createExecutor(
  card: ModelCard,
  session: TensorSession,
  statistics: StatisticsRecorder,
  batching: Batching | null,
): Executor {
  const execute = async (requests: readonly Request[]): Promise<readonly Execution[]> => {
    const begunMs = performance.now();
    const rows = requests.reduce((sum, request) => sum + request.rows, 0);
    const run = await session.run(joinInputs(requests)).catch((error: unknown) => {
      throw invalid(
        `inference failed for model '${card.name}': ${error instanceof Error ? error.message : String(error)}`,
      );
    });
    const times = {
      inputMs: run.preparedMs - begunMs,
      queueMs: run.startedMs - run.preparedMs,
      inferMs: run.inferredMs - run.startedMs,
      outputMs: run.extractedMs - run.inferredMs,
    };
    statistics.recordExecution(rows, times);
    let from = 0;
    return requests.map((request) => {
      const outputs =
        requests.length === 1 ? run.outputs : rowsOf(run.outputs, from, (from += request.rows), rows);
      return { ...times, queueMs: begunMs - request.enteredMs + times.queueMs, outputs };
    });
  };

  if (batching === null || !isBatchable(card)) {
    return async (inputs, rows) => {
      const [execution] = await execute([{ inputs, rows, enteredMs: performance.now() }]);
      return execution as Execution;
    };
  }
  const ask = createBatcher<Request, Execution>(
    {
      rowsOf: ({ rows }) => rows,
      fits: (first, next) => canJoin(first.inputs, next.inputs),
      run: execute,
    },
    batching,
  );
  return (inputs, rows) => ask({ inputs, rows, enteredMs: performance.now() });
}

function joinInputs(requests: readonly Request[]): readonly TensorData[] {
  const [first] = requests;
  if (!first || requests.length === 1) return first?.inputs ?? [];
  return first.inputs.map((_, index) =>
    joinTensors(requests.map(({ inputs }) => inputs[index] as TensorData)),
  );
}

/** @throws Error where the graph mixes rows, whatever its card says; each request is then run by itself. */
function rowsOf(
  outputs: readonly TensorData[],
  from: number,
  to: number,
  rows: number,
): readonly TensorData[] {
  return outputs.map((output) => {
    if (output.shape[0] !== rows) throw new Error(`an output has ${output.shape[0]} rows for ${rows}`);
    return sliceTensor(output, from, to);
  });
}
