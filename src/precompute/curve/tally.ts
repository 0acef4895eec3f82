import { createKeySample } from '../../traffic/key-sample.js';
import type { RankIndex } from './rank-index.js';

/** What became of the requests of the rest, for every size of table. */
export interface TallyPoint {
  /** Requests answered by the exact row. */
  readonly exact: number;
  /** Requests answered by a coarser row, by how many features were dropped, from 1. */
  readonly coarser: readonly number[];
  /** Different keys that are rows of the table; scaled up where they were too many to be held. */
  readonly distinctKeys: number;
}

export interface Tally {
  /** @param isUnseen a value is outside the vocabulary, and tables hold no such keys */
  add(id: number, isUnseen: boolean): void;
  readonly requests: number;
  readonly unseen: number;
  points(): readonly TallyPoint[];
  /** Different keys, those of them with an unseen value, and how they were counted. */
  distinct(): {
    readonly keys: number;
    readonly unseen: number;
    readonly scale: number;
    readonly held: number;
  };
}

/** State of a key with an unseen value; of any other it is the smallest size that answers, from 1. */
const UNSEEN = 1_000_000;

/** @param maxKeys different keys that are told apart exactly. */
export function createTally(index: RankIndex, levels: number, maxKeys: number): Tally {
  const { sizes } = index;
  /** Requests that the size is the smallest to answer, exactly and by level: sums of these are the points. */
  const exact = new Float64Array(sizes + 1);
  const coarser = Array.from({ length: levels }, () => new Float64Array(sizes + 1));
  const keys = createKeySample(maxKeys);
  let requests = 0;
  let unseen = 0;

  return {
    add: (id, isUnseen) => {
      requests++;
      if (isUnseen) unseen++;
      const size = isUnseen ? sizes : index.sizeOf(id);
      exact[size] = (exact[size] as number) + 1;
      // A coarser row answers the sizes from its own up to where a finer one does.
      let answered = size;
      for (let level = 0; level < levels && answered > 0; level++) {
        const found = index.coarserSizeOf(id, level);
        if (found >= answered) continue;
        const counts = coarser[level] as Float64Array;
        counts[found] = (counts[found] as number) + 1;
        counts[answered] = (counts[answered] as number) - 1;
        answered = found;
      }
      if (keys.isSampled(id) && keys.get(id) === 0) keys.set(id, isUnseen ? UNSEEN : size + 1);
    },
    get requests() {
      return requests;
    },
    get unseen() {
      return unseen;
    },
    points: () => {
      const distinct = new Float64Array(sizes + 1);
      keys.forEach((_, state) => {
        if (state !== UNSEEN) distinct[state - 1] = (distinct[state - 1] as number) + keys.scale;
      });
      const sum = (counts: Float64Array, size: number): number =>
        counts.subarray(0, size + 1).reduce((total, count) => total + count, 0);
      return Array.from({ length: sizes }, (_, size) => ({
        exact: sum(exact, size),
        coarser: coarser.map((counts) => sum(counts, size)),
        distinctKeys: sum(distinct, size),
      }));
    },
    distinct: () => {
      const { size: held, scale } = keys;
      let unseenKeys = 0;
      keys.forEach((_, state) => (unseenKeys += state === UNSEEN ? scale : 0));
      return { keys: held * scale, unseen: unseenKeys, scale, held };
    },
  };
}
