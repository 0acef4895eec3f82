import type { Encoded } from '../core/answer.js';
import type { KeyDigit } from './key-digits.js';

/** Identifies a row of a prediction table: an integer up to 63 bits, else canonical bytes. */
export type RowKey = number | bigint | Uint8Array;

export interface KeyCodec {
  readonly kind: 'integer' | 'bytes';
  /** Keys of the full domain; undefined where it is unbounded. */
  readonly domainSize: number | undefined;
  /** Positions of an integer key, the first counting most; undefined for keys of bytes. */
  readonly digits: readonly KeyDigit[] | undefined;
  /** @returns undefined for a request with a value outside the vocabulary, unless OOV values are keys too. */
  keyOf(encoded: Encoded): RowKey | undefined;
  /** Inverse of `keyOf`, up to the element type of the graph (a float32 input keeps 24 bits). */
  encodedOf(key: RowKey): Encoded;
  /** All keys of a bounded domain, ascending. */
  enumerate(): Iterable<RowKey>;
}

export interface KeyOptions {
  /** Whether OOV values are keys too: then every request has one. */
  readonly oov?: boolean;
}
