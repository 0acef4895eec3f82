import type { TensorData } from '../../inference/tensor-data.js';
import type { TensorSession } from '../../inference/tensor-session.js';
import { invalid } from './oip-error.js';
import type { ExecutionTimes, StatisticsRecorder } from './statistics.js';

/** The outputs of one request, and what the execution that served it took. */
export interface Execution extends ExecutionTimes {
  /** In the order of the card's outputs. */
  readonly outputs: readonly TensorData[];
}

/**
 * The one place where requests, of whatever protocol, enter the session: what batches them sits here. Then `queueMs`
 * is a request's own wait, `rows` of an execution the sum over its requests, and the rest holds for all of them.
 *
 * @param rows batch size of the request
 * @throws OipError 400 in the runtime's words: a graph that loads runs, unless it is given what it cannot take
 */
export type Executor = (inputs: readonly TensorData[], rows: number) => Promise<Execution>;

/** One execution for each request. */
export function createExecutor(
  model: string,
  session: TensorSession,
  statistics: StatisticsRecorder,
): Executor {
  return (inputs, rows) => {
    const enteredMs = performance.now();
    return session.run(inputs).then(
      ({ outputs, preparedMs, startedMs, inferredMs, extractedMs }) => {
        const execution = {
          outputs,
          inputMs: preparedMs - enteredMs,
          queueMs: startedMs - preparedMs,
          inferMs: inferredMs - startedMs,
          outputMs: extractedMs - inferredMs,
        };
        statistics.recordExecution(rows, execution);
        return execution;
      },
      (error: unknown) => {
        throw invalid(
          `inference failed for model '${model}': ${error instanceof Error ? error.message : String(error)}`,
        );
      },
    );
  };
}
