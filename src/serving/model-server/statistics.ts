/** How long the parts of one execution of the graph took, in milliseconds. */
export interface ExecutionTimes {
  /** From the moment the tensors were ready until the runtime took them. */
  readonly queueMs: number;
  /** Making the runtime's tensors. */
  readonly inputMs: number;
  readonly inferMs: number;
  /** Taking the elements out of the runtime's tensors. */
  readonly outputMs: number;
}

/** A count and a total, as the statistics extension has them. */
export interface DurationStat {
  readonly count: number;
  /** Nanoseconds. */
  readonly ns: number;
}

/**
 * What the statistics extension reports of one model.
 * https://github.com/triton-inference-server/server/blob/main/docs/protocol/extension_statistics.md
 */
export interface ModelStats {
  readonly last_inference: number;
  readonly inference_count: number;
  readonly execution_count: number;
  readonly inference_stats: Readonly<Record<InferenceStat, DurationStat>>;
  readonly batch_stats: readonly BatchStat[];
}

export type InferenceStat =
  | 'success'
  | 'fail'
  | 'queue'
  | 'compute_input'
  | 'compute_infer'
  | 'compute_output'
  | 'cache_hit'
  | 'cache_miss';

export type BatchStat = { readonly batch_size: number } & Readonly<
  Record<'compute_input' | 'compute_infer' | 'compute_output', DurationStat>
>;

/**
 * Counts one model's requests and executions since the server started; a reload does not reset it. The two are recorded
 * apart: with a batcher one execution serves many requests, and each of them counts the whole of it as its own time.
 */
export interface StatisticsRecorder {
  /** @param rows sum of the batch sizes of the requests that it served */
  recordExecution(rows: number, times: ExecutionTimes): void;
  /** @param durationMs from the arrival of the body until the response was written */
  recordSuccess(rows: number, durationMs: number, times: ExecutionTimes): void;
  recordFailure(durationMs: number): void;
  stats(): ModelStats;
}

class Total {
  count = 0;
  #ms = 0;
  add(ms: number): void {
    this.count++;
    this.#ms += ms;
  }
  stat(): DurationStat {
    return { count: this.count, ns: Math.round(this.#ms * 1e6) };
  }
}

interface BatchTotals {
  readonly compute_input: Total;
  readonly compute_infer: Total;
  readonly compute_output: Total;
}

const NEVER: DurationStat = { count: 0, ns: 0 };

export function createStatistics(): StatisticsRecorder {
  const success = new Total();
  const fail = new Total();
  const queue = new Total();
  const totals = batchTotals();
  const batches = new Map<number, BatchTotals>();
  let lastMs = 0;
  let inferences = 0;
  let executions = 0;

  return {
    recordExecution: (rows, times) => {
      executions++;
      lastMs = Date.now();
      let batch = batches.get(rows);
      if (!batch) batches.set(rows, (batch = batchTotals()));
      addTimes(batch, times);
    },
    recordSuccess: (rows, durationMs, times) => {
      inferences += rows;
      success.add(durationMs);
      queue.add(times.queueMs);
      addTimes(totals, times);
    },
    recordFailure: (durationMs) => fail.add(durationMs),
    stats: () => ({
      last_inference: lastMs,
      inference_count: inferences,
      execution_count: executions,
      inference_stats: {
        success: success.stat(),
        fail: fail.stat(),
        queue: queue.stat(),
        ...batchStats(totals),
        // There is no response cache.
        cache_hit: NEVER,
        cache_miss: NEVER,
      },
      batch_stats: [...batches]
        .sort(([a], [b]) => a - b)
        .map(([batch_size, batch]) => ({ batch_size, ...batchStats(batch) })),
    }),
  };
}

function batchTotals(): BatchTotals {
  return { compute_input: new Total(), compute_infer: new Total(), compute_output: new Total() };
}

function addTimes(to: BatchTotals, times: ExecutionTimes): void {
  to.compute_input.add(times.inputMs);
  to.compute_infer.add(times.inferMs);
  to.compute_output.add(times.outputMs);
}

function batchStats(from: BatchTotals): Omit<BatchStat, 'batch_size'> {
  return {
    compute_input: from.compute_input.stat(),
    compute_infer: from.compute_infer.stat(),
    compute_output: from.compute_output.stat(),
  };
}
