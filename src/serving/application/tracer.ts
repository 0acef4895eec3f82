import { SOURCES, type Source } from '../../core/answer.js';
import { TIME_PARTS, type TimePart, type TracedColumns, type TracedRequests } from '../../core/time-split.js';

/** Enough for the shares of a median request, and a few kilobytes in the history. */
const MOST_SAMPLES = 512;
const XORSHIFT_SEED = 0x9e37_79b9;

/** Chooses which requests of a trial are traced and keeps what was learnt of them, in flat memory. */
export interface Tracer {
  /** Whether this request is one of them: a comparison while tracing is off, a decrement while it is on. */
  isDue(): boolean;
  /** Call it once the request is answered. One that fails is forgotten, and whatever ends after `stop`. */
  record(us: Readonly<Record<TimePart, number>>, source: Source): void;
  /** Begins with an empty sample. @param every trace one request in this many at first; a whole number above 0. */
  start(every: number): void;
  /** @returns what was recorded since `start`. */
  stop(): TracedRequests;
}

/**
 * When the sample is full, every second one of it is dropped and half as many are traced from there on. So the sample
 * is even over the whole trial whatever its length and rate, and costs a long one next to nothing. Gaps are random (1 to
 * 2N - 1, N on average): a fixed one in step with the connections of a closed loop would always meet the same
 * connection, at the same place in the queue.
 *
 * @param capacity most requests in the sample; an even number.
 */
export function createTracer(capacity = MOST_SAMPLES): Tracer {
  const width = TIME_PARTS.length;
  /** Requests until the next one that is traced; 0 while tracing is off. */
  let remaining = 0;
  let every = 1;
  let random = XORSHIFT_SEED;
  let kept = 0;
  const parts = new Float32Array(capacity * width);
  const sources = new Uint8Array(capacity);

  /** Marsaglia's xorshift32 (2003), for the gap alone. */
  const drawGap = (): number => {
    random ^= random << 13;
    random ^= random >>> 17;
    random ^= random << 5;
    return 1 + Math.floor(((random >>> 0) / 2 ** 32) * (2 * every - 1));
  };
  const thin = (): void => {
    kept = capacity / 2;
    every *= 2;
    for (let to = 1; to < kept; to++) {
      sources[to] = sources[2 * to] ?? 0;
      parts.copyWithin(to * width, 2 * to * width, (2 * to + 1) * width);
    }
  };

  return {
    isDue: () => {
      if (remaining === 0 || --remaining > 0) return false;
      remaining = drawGap();
      return true;
    },
    record: (us, source) => {
      if (remaining === 0) return;
      if (kept === capacity) thin();
      sources[kept] = SOURCES.indexOf(source);
      for (let part = 0; part < width; part++) {
        parts[kept * width + part] = us[TIME_PARTS[part] as TimePart];
      }
      kept++;
    },
    start: (first) => {
      kept = 0;
      every = first;
      remaining = drawGap();
    },
    stop: () => {
      remaining = 0;
      const bySource = SOURCES.flatMap((source, code): [Source, TracedColumns][] => {
        const rows = Array.from({ length: kept }, (_, row) => row).filter((row) => sources[row] === code);
        return rows.length === 0 ? [] : [[source, columnsOf(parts, rows)]];
      });
      return { every, bySource: Object.fromEntries(bySource) };
    },
  };
}

function columnsOf(parts: Float32Array, rows: readonly number[]): TracedColumns {
  const columns = TIME_PARTS.map((part, index): [TimePart, number[]] => [
    part,
    rows.map((row) => roundUs(parts[row * TIME_PARTS.length + index] ?? 0)),
  ]);
  const us = Object.fromEntries(columns.filter(([, column]) => column.some((value) => value !== 0)));
  return { requests: rows.length, us };
}

/** Hundredths: finer than the clock can be read. */
function roundUs(us: number): number {
  return Math.round(us * 100) / 100;
}
