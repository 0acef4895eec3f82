import type { Encoded, Prediction } from '../../core/answer.js';
import { isBatchable, rowShape, type ModelCard } from '../../core/model-card.js';
import type { RemoteRequest, RemoteResponse } from './endpoint.js';

/** Turns encoded rows into a request that a server understands, and its answer back: one for each protocol and encoding. */
export interface RemoteCodec {
  request(rows: readonly Encoded[]): RemoteRequest;
  /** @throws Error naming the output that is missing or has the wrong size. */
  response(answer: Pick<RemoteResponse, 'body' | 'headerLength'>, rows: number): readonly Prediction[];
}

/** Shape of one input for some rows of the same shape. */
export type RequestShape = (rows: readonly Encoded[]) => readonly number[];

/** @param index place of the input in the card */
export function createRequestShape(card: ModelCard, index: number): RequestShape {
  const input = card.inputs[index] as ModelCard['inputs'][number];
  const row = rowShape(input);
  const hasLead = isBatchable(card) || row.length < input.shape.length;
  return (rows) => {
    const inner = rows[0]?.shapes?.[index] ?? (row as readonly number[]);
    return hasLead ? [rows.length, ...inner] : inner;
  };
}
