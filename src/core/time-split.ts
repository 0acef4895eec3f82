import type { Source } from './answer.js';

/**
 * Where a request spends its time inside the application and behind it, in the order in which it passes them. What
 * is left of its latency (client, kernel, node:http, waiting for the event loop) is the HTTP floor.
 *
 * - `parse`      the body as JSON
 * - `encode`     values into the model's numbers
 * - `queue`      waiting for a run of the model: for the event loop, a worker thread, a batch; at whichever end
 * - `marshal`    tensors to the text of the protocol and back, at both ends of a call to a model server
 * - `transport`  the rest of that call: client, kernel, node:http of the server, waiting for both event loops
 * - `modelRun`   tensors built, the graph run, outputs read
 * - `tableRead`  key, look-up, decoding
 * - `other`      in the predictor, and not told apart
 * - `serialise`  the answer as JSON
 */
export const TIME_PARTS = [
  'parse',
  'encode',
  'queue',
  'marshal',
  'transport',
  'modelRun',
  'tableRead',
  'other',
  'serialise',
] as const;
export type TimePart = (typeof TIME_PARTS)[number];

/**
 * Told where the time of one traced request goes. Only durations: clocks of two processes are never compared. A
 * batcher hands each of its requests the time it waited as `queue`, and the whole run as `modelRun`.
 */
export interface Span {
  add(part: TimePart, us: number): void;
}

/** Traced requests by column: as many microseconds in each as there are requests; a part that none has is left out. */
export interface TracedColumns {
  readonly requests: number;
  readonly us: Readonly<Partial<Record<TimePart, readonly number[]>>>;
}

/** An even sample of the requests that one trial's application answered. */
export interface TracedRequests {
  /** One request in this many was traced, on average. */
  readonly every: number;
  readonly bySource: Readonly<Partial<Record<Source, TracedColumns>>>;
}
