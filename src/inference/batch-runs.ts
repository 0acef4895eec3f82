import type { Encoded, Prediction } from '../core/answer.js';
import { OverloadedError, type Batching } from '../core/batching.js';
import { nowUs } from '../core/clock.js';
import type { Span, TimePart } from '../core/time-split.js';

/** Answers rows in their order; what a session, a client of a model server and a batcher have in common. */
export type RunRows = (rows: readonly Encoded[], span?: Span) => Promise<readonly Prediction[]>;

interface Waiting {
  readonly rows: readonly Encoded[];
  readonly span: Span | undefined;
  readonly sinceUs: number;
  readonly resolve: (predictions: readonly Prediction[]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Runs together what waits while another run is in progress (adaptive batching, as in Clipper, Crankshaw et al. 2017,
 * without its tuning: the batch is whatever came during the last run). An idle model runs a request at once, so a
 * lone client pays nothing; under load one run of N rows costs little more than one of a single row.
 *
 * Where a run of several requests fails, each is run by itself: one client's bad row is not another's error.
 * @param concurrency runs at a time: the sessions, or the model servers, behind `run`
 * @throws OverloadedError (rejects) where the queue is full or a deadline has passed
 */
export function batchRuns(run: RunRows, batching: Batching, concurrency = 1): RunRows {
  const { maxBatch, maxDelayUs, maxQueue, deadlineMs } = batching;
  const queue: Waiting[] = [];
  let waitingRows = 0;
  let running = 0;
  let isDelaying = false;

  const ended = (): void => {
    running--;
    if (queue.length > 0) next();
  };
  const next = (): void => {
    while (running < concurrency && queue.length > 0) {
      const batch = take();
      if (batch.length > 0) void runBatch(batch);
    }
  };

  /** As many of the first in the queue as fit into one run; at least one, whatever its size. */
  const take = (): Waiting[] => {
    const batch: Waiting[] = [];
    const dueUs = nowUs() - deadlineMs * 1000;
    let rows = 0;
    let taken = 0;
    for (const waiting of queue) {
      if (rows > 0 && rows + waiting.rows.length > maxBatch) break;
      taken++;
      waitingRows -= waiting.rows.length;
      if (waiting.sinceUs < dueUs) {
        waiting.reject(new OverloadedError(`the request waited for more than ${deadlineMs} ms`));
        continue;
      }
      rows += waiting.rows.length;
      batch.push(waiting);
    }
    queue.splice(0, taken);
    return batch;
  };

  const runBatch = async (batch: readonly Waiting[]): Promise<void> => {
    running++;
    const begunUs = nowUs();
    const traced = batch.some(({ span }) => span) ? new SpanTotals() : undefined;
    try {
      const [only] = batch;
      const rows = batch.length === 1 && only ? only.rows : batch.flatMap((waiting) => waiting.rows);
      const predictions = await run(rows, traced);
      if (batch.length === 1) {
        if (only?.span) traced?.tell(only.span, begunUs - only.sinceUs);
        return only?.resolve(predictions);
      }
      let at = 0;
      for (const { rows: mine, span, sinceUs, resolve } of batch) {
        if (span) traced?.tell(span, begunUs - sinceUs);
        resolve(predictions.slice(at, (at += mine.length)));
      }
    } catch (error) {
      if (batch.length === 1) batch[0]?.reject(error);
      else for (const { rows, resolve, reject } of batch) await run(rows).then(resolve, reject);
    } finally {
      ended();
    }
  };

  const runNow = async (rows: readonly Encoded[], span?: Span): Promise<readonly Prediction[]> => {
    running++;
    try {
      return await run(rows, span);
    } finally {
      ended();
    }
  };

  const delay = (): void => {
    if (isDelaying) return;
    isDelaying = true;
    const dueUs = nowUs() + maxDelayUs;
    const look = (): void => {
      if (waitingRows < maxBatch && nowUs() < dueUs) return void sleepShortly(dueUs, look);
      isDelaying = false;
      next();
    };
    sleepShortly(dueUs, look);
  };

  return (rows, span) => {
    const isIdle = running < concurrency && queue.length === 0;
    if (isIdle && (maxDelayUs === 0 || rows.length >= maxBatch)) return runNow(rows, span);
    if (waitingRows + rows.length > maxQueue && queue.length > 0) {
      return Promise.reject(new OverloadedError(`${waitingRows} rows wait for the model already`));
    }
    return new Promise((resolve, reject) => {
      queue.push({ rows, span, sinceUs: nowUs(), resolve, reject });
      waitingRows += rows.length;
      if (running < concurrency) delay();
    });
  };
}

/** Timers count whole milliseconds; what is shorter is waited for turn by turn, and the event loop goes on. */
function sleepShortly(dueUs: number, callback: () => void): void {
  const restMs = (dueUs - nowUs()) / 1000;
  if (restMs > 2) setTimeout(callback, restMs - 1);
  else setImmediate(callback);
}

/** What one run costs, for each of the traced requests in it. */
class SpanTotals implements Span {
  readonly #parts = new Map<TimePart, number>();

  add(part: TimePart, us: number): void {
    this.#parts.set(part, (this.#parts.get(part) ?? 0) + us);
  }

  tell(span: Span, waitedUs: number): void {
    span.add('queue', waitedUs);
    for (const [part, us] of this.#parts) span.add(part, us);
  }
}
