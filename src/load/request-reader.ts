import { packChunk, type RequestChunk } from './request-chunk.js';

/** One request of a stream. */
export interface StreamItem {
  readonly request: Readonly<Record<string, unknown>>;
  /** Milliseconds since the epoch, where the stream has them. */
  readonly timestampMs?: number;
}

/** The part of `Traffic` that a load needs: any length, read in order. */
export interface RequestStream {
  readonly replayLength: number;
  replay(from?: number): AsyncIterable<readonly StreamItem[]>;
}

/** Makes the text on the wire of one request. */
export type Frame = (request: Readonly<Record<string, unknown>>) => string;

/** One slice is small enough not to hold up a schedule: about 0.2 ms of serialising. */
const SLICE_REQUESTS = 64;
const SLICE_BYTES = 128 * 1024;

/** Serialises a stream slice by slice, and starts over at its beginning when it ends. */
export interface RequestReader {
  /** Requests serialised so far. */
  readonly read: number;
  /** @returns the next slice; it never reaches across a multiple of the stream's length, counted from `from`. */
  next(frame: Frame): Promise<RequestChunk>;
  close(): Promise<void>;
}

/** @param from index into the stream; beyond its end it wraps. */
export function createRequestReader(stream: RequestStream, from: number): RequestReader {
  let batches = stream.replay(from % stream.replayLength)[Symbol.asyncIterator]();
  let batch: readonly StreamItem[] = [];
  let position = 0;
  let read = 0;

  async function nextBatch(): Promise<void> {
    position = 0;
    for (let passes = 0; passes < 2; passes++) {
      for (let step = await batches.next(); step.done !== true; step = await batches.next()) {
        batch = step.value;
        if (batch.length > 0) return;
      }
      batches = stream.replay(0)[Symbol.asyncIterator]();
    }
    throw new Error('the traffic holds no requests');
  }

  async function next(frame: Frame): Promise<RequestChunk> {
    const texts: string[] = [];
    const most = Math.min(SLICE_REQUESTS, stream.replayLength - (read % stream.replayLength));
    for (let length = 0; texts.length < most && length < SLICE_BYTES; position++) {
      if (position >= batch.length) await nextBatch();
      const text = frame(batch[position]?.request ?? {});
      length += text.length;
      texts.push(text);
    }
    read += texts.length;
    return packChunk(texts);
  }

  return {
    get read() {
      return read;
    },
    next,
    close: async () => {
      await batches.return?.();
    },
  };
}
