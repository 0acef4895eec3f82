import { OverloadedError, type Batching } from '../core/batching.js';
import { nowUs } from '../core/clock.js';
import type { Span, TimePart } from '../core/time-split.js';

/** Asks for the result of one request; the span of a traced one is told where the time goes. */
export type Ask<Request, Result> = (request: Request, span?: Span) => Promise<Result>;

/** What is batched: rows for a session, tensors in a model server, rows for a model server. */
export interface BatchWork<Request, Result> {
  readonly rowsOf: (request: Request) => number;
  /** Whether two requests can share a run; all can unless it is given. */
  readonly fits?: (first: Request, next: Request) => boolean;
  /** Runs requests together. @returns one result for each, in their order */
  readonly run: (requests: readonly Request[], span?: Span) => Promise<readonly Result[]>;
  /**
   * Whether a failure may be the fault of one request among several. Then each is run by itself: one client's bad row
   * is not another's error. Any may, unless it is given.
   */
  readonly mayBeOfOne?: (error: unknown) => boolean;
}

interface Waiting<Request, Result> {
  readonly request: Request;
  readonly rows: number;
  readonly span: Span | undefined;
  readonly sinceUs: number;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Runs together what waits while another run is in progress (adaptive batching, as in Clipper, Crankshaw et al. 2017,
 * without its tuning: the batch is whatever came during the last run). An idle model runs a request at once, so a
 * lone client pays nothing; under load one run of N rows costs little more than one of a single row.
 *
 * @param concurrency runs at a time: as many as there are sessions, or as a model server should have at hand
 * @throws OverloadedError (rejects) where the queue is full or a deadline has passed
 */
export function createBatcher<Request, Result>(
  work: BatchWork<Request, Result>,
  batching: Batching,
  concurrency = 1,
): Ask<Request, Result> {
  const { maxBatch, maxDelayUs, maxQueue, deadlineMs } = batching;
  const { rowsOf, fits = () => true, run, mayBeOfOne = () => true } = work;
  const queue: Waiting<Request, Result>[] = [];
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
  const take = (): Waiting<Request, Result>[] => {
    const batch: Waiting<Request, Result>[] = [];
    const dueUs = nowUs() - deadlineMs * 1000;
    let rows = 0;
    let taken = 0;
    for (const waiting of queue) {
      const [first] = batch;
      if (first && (rows + waiting.rows > maxBatch || !fits(first.request, waiting.request))) break;
      taken++;
      waitingRows -= waiting.rows;
      if (waiting.sinceUs < dueUs) {
        waiting.reject(new OverloadedError(`the request waited for more than ${deadlineMs} ms`));
        continue;
      }
      rows += waiting.rows;
      batch.push(waiting);
    }
    queue.splice(0, taken);
    return batch;
  };

  const runBatch = async (batch: readonly Waiting<Request, Result>[]): Promise<void> => {
    running++;
    const begunUs = nowUs();
    const traced = batch.some(({ span }) => span) ? new SpanTotals() : undefined;
    try {
      const results = await run(
        batch.map(({ request }) => request),
        traced,
      );
      for (const [index, { span, sinceUs, resolve }] of batch.entries()) {
        if (span) traced?.tell(span, begunUs - sinceUs);
        resolve(results[index] as Result);
      }
    } catch (error) {
      if (batch.length === 1 || !mayBeOfOne(error)) for (const { reject } of batch) reject(error);
      else for (const { request, resolve, reject } of batch) await runOne(request).then(resolve, reject);
    } finally {
      ended();
    }
  };

  const runOne = async (request: Request, span?: Span): Promise<Result> => {
    const [result] = await run([request], span);
    return result as Result;
  };

  const runNow = async (request: Request, span?: Span): Promise<Result> => {
    running++;
    try {
      return await runOne(request, span);
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

  return (request, span) => {
    const rows = rowsOf(request);
    const isIdle = running < concurrency && queue.length === 0;
    if (isIdle && (maxDelayUs === 0 || rows >= maxBatch)) return runNow(request, span);
    if (waitingRows + rows > maxQueue && queue.length > 0) {
      return Promise.reject(new OverloadedError(`${waitingRows} rows wait for the model already`));
    }
    return new Promise((resolve, reject) => {
      queue.push({ request, rows, span, sinceUs: nowUs(), resolve, reject });
      waitingRows += rows;
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
