import { z } from 'zod';

import { count, nullableNumber } from './figures-contract.js';

/**
 * Where the time of a median request goes, in microseconds: the parts add up to `endToEnd` exactly. The application's
 * parts are averages over the traced requests around their median; `http` is the rest.
 */
export const timeSplit = z.object({
  /** The median latency of the answered requests; of all of them where none was answered. */
  endToEnd: z.number(),
  /** Client, kernel, node:http, waiting for the event loop; null (with a note) where it would be negative. */
  http: nullableNumber,
  /** The body, as JSON. */
  parse: z.number(),
  /** Values into the model's numbers. */
  encode: z.number(),
  /** Waiting for a run of the model: for the event loop, a worker thread, a batch; at whichever end. */
  queue: z.number(),
  /** Tensors to the text of the protocol and back, at both ends of a call to a model server. */
  marshal: z.number(),
  /** The rest of that call. */
  transport: z.number(),
  /** Tensors built, the graph run, outputs read. */
  modelRun: z.number(),
  /** Key, look-up, decoding. */
  tableRead: z.number(),
  /** In the predictor, and not told apart. */
  other: z.number(),
  /** The answer, as JSON. */
  serialise: z.number(),
  /** Traced requests, of which the middle fifth was averaged. */
  sampled: count,
  note: z.string().optional(),
});

export type TimeSplitSummary = z.infer<typeof timeSplit>;
