import { setImmediate as nextTurn } from 'node:timers/promises';

import { abortedError } from './aborted.js';
import type { RequestChunk } from './request-chunk.js';
import { createRequestReader, type Frame, type RequestStream } from './request-reader.js';

/** What a window may hold at once, whatever the length of the stream. */
export interface WindowBudget {
  readonly bytes: number;
  readonly requests: number;
}

const DEFAULT_BUDGET: WindowBudget = { bytes: 64 * 1024 * 1024, requests: 200_000 };

/** Refilling starts when fewer than this many are left: some 0.2 s of a fast closed loop. */
const LOW_WATER = 8192;

/** Slices between two looks at the event loop while nothing is being measured. */
const SLICES_PER_TURN = 16;

/** What a generator needs of its requests, before its clock starts. */
export interface WindowNeed {
  /** Serialised ahead, as far as the budget goes. */
  readonly ahead: number;
  /** Never read beyond this many: nothing is serialised during a trial without need. */
  readonly atMost: number;
  readonly frame: Frame;
  readonly signal: AbortSignal;
}

/**
 * The requests of one trial in the order of the stream, in flat memory: serialised before the clock starts as far as
 * the budget goes, beyond that in small slices during the trial.
 */
export interface RequestWindow {
  prepare(need: WindowNeed): Promise<void>;
  /** @returns the bytes of the next request. Synchronous: a sender never waits for the stream. */
  next(): Buffer;
  /** True once a request was handed out a second time: the stream ended, or its reading fell behind. */
  readonly wrapped: boolean;
  /** @throws what reading the stream threw. */
  close(): Promise<void>;
}

/** @param from index of the first request in the stream's replay part; beyond its end it wraps. */
export function createRequestWindow(
  stream: RequestStream,
  from: number,
  budget: WindowBudget = DEFAULT_BUDGET,
): RequestWindow {
  const reader = createRequestReader(stream, from);
  const chunks: RequestChunk[] = [];
  let held = 0;
  let heldBytes = 0;
  /** Position of the next request: a chunk, and an index into it. */
  let current = 0;
  let index = 0;
  let left = 0;
  let handedOut = 0;
  let fellBehind = false;
  let need: WindowNeed | undefined;
  let refilling: Promise<void> | undefined;
  let failure: { readonly error: unknown } | undefined;
  let closed = false;

  /** A stream that fits as a whole is walked in circles and never read again. */
  const holdsAll = (): boolean => held === stream.replayLength && reader.read === held;
  const isFull = (): boolean => heldBytes >= budget.bytes || held >= budget.requests;

  async function append(frame: Frame): Promise<void> {
    const chunk = await reader.next(frame);
    while (isFull() && current > 0) {
      const dropped = chunks.shift();
      held -= dropped?.count ?? 0;
      heldBytes -= dropped?.byteLength ?? 0;
      current--;
    }
    chunks.push(chunk);
    held += chunk.count;
    heldBytes += chunk.byteLength;
    left += chunk.count;
  }

  async function prepare(given: WindowNeed): Promise<void> {
    need = given;
    for (let slices = 1; !isFull() && !holdsAll() && reader.read < given.ahead; slices++) {
      await append(given.frame);
      if (slices % SLICES_PER_TURN === 0) await nextTurn();
      if (given.signal.aborted) throw abortedError();
    }
  }

  async function refill({ frame, atMost }: WindowNeed): Promise<void> {
    while (left < 2 * LOW_WATER && reader.read < atMost && !holdsAll()) {
      if (closed || (isFull() && current === 0)) return;
      await append(frame);
      await nextTurn();
    }
  }

  function startRefill(): void {
    if (refilling || failure || closed || !need || reader.read >= need.atMost || holdsAll()) return;
    refilling = refill(need).then(
      () => void (refilling = undefined),
      (error: unknown) => {
        failure = { error };
        refilling = undefined;
      },
    );
  }

  function chunkAtCursor(): RequestChunk {
    let chunk = chunks[current];
    if (chunk && index >= chunk.count) {
      index = 0;
      chunk = chunks[++current];
    }
    if (!chunk) {
      if (!holdsAll()) fellBehind = true;
      current = 0;
      chunk = chunks[0];
    }
    if (!chunk) throw new Error('the request window was not prepared');
    return chunk;
  }

  return {
    prepare,
    next: () => {
      const chunk = chunkAtCursor();
      handedOut++;
      if (--left < LOW_WATER) startRefill();
      return chunk.at(index++);
    },
    get wrapped() {
      return fellBehind || handedOut > stream.replayLength;
    },
    close: async () => {
      closed = true;
      await refilling;
      await reader.close();
      if (failure) throw failure.error;
    },
  };
}
