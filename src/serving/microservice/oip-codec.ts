import type { Encoded, Prediction } from '../../core/answer.js';
import { isBatchable, rowShape, type ModelCard } from '../../core/model-card.js';

/** Turns encoded rows into an inference request of the Open Inference Protocol (KServe V2), and its answer back. */
export interface OipCodec {
  request(rows: readonly Encoded[]): OipRequest;
  /** @throws Error naming the output that is missing or has the wrong size. */
  response(answer: OipAnswer, rows: number): readonly Prediction[];
}

export interface OipRequest {
  readonly body: string | Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
}

export interface OipAnswer {
  readonly body: Buffer;
  /** Bytes of the JSON, where binary tensors follow it. */
  readonly headerLength: number | undefined;
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
