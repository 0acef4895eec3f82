import type { RequestStream } from '../../../src/load/request-reader.js';

export interface NumberedStream extends RequestStream {
  /** Requests read so far, in all passes. */
  readonly read: number;
}

interface StreamOptions {
  /** Items of a batch. */
  readonly batch?: number;
  /** Characters added to each request. */
  readonly padding?: number;
  /** Milliseconds of request i. */
  readonly timestampOf?: (index: number) => number;
}

/** A stream of `{ id: 0 }`, `{ id: 1 }`, ... */
export function numberedStream(
  length: number,
  { batch = 100, padding = 0, timestampOf }: StreamOptions = {},
): NumberedStream {
  let read = 0;
  const pad = 'x'.repeat(padding);
  return {
    replayLength: length,
    get read() {
      return read;
    },
    replay: async function* (from = 0) {
      for (let start = from; start < length; start += batch) {
        const ids = Array.from({ length: Math.min(batch, length - start) }, (_, index) => start + index);
        read += ids.length;
        yield ids.map((id) => ({
          request: padding === 0 ? { id } : { id, pad },
          ...(timestampOf ? { timestampMs: timestampOf(id) } : {}),
        }));
      }
    },
  };
}

/** @returns the id that one request's bytes carry. */
export function idOf(bytes: Buffer): number {
  const { id } = JSON.parse(bytes.toString()) as { id: number };
  return id;
}
