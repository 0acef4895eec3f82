import type { MaybePromise } from '../../core/answer.js';
import type { WriteBackSettings } from '../../core/predictor-spec.js';
import { keyId, type KeyId, type RowKey } from '../../inference/row-key.js';
import type { Overlay, Value } from '../../stores/prediction-store.js';

/** Rows of one write: SQLite writes on the thread that answers, and is done with so many in a fraction of a millisecond. */
const ROWS_PER_WRITE = 50;

/** What became of live answers that were to be written. */
export interface WriteBackCounts {
  readonly written: number;
  /** The queue was full. */
  readonly dropped: number;
  /** The store did not take them. */
  readonly failed: number;
  /** The bound of rows was reached. */
  readonly beyond: number;
}

/** Rows that live answers add to a table. NOT aware of: models, requests, which store it is. */
export interface WriteBack {
  /** @returns undefined at once for a key that was not written; a row that cannot be read is as if it were not there */
  lookUp(key: RowKey): MaybePromise<Value | undefined>;
  /** Takes a row to be written later, and never waits. */
  offer(key: RowKey, value: Value): void;
  /** None of the rows is found from now on. */
  clear(): void;
  /** The same, and counts from nothing. */
  restart(): void;
  counts(): WriteBackCounts;
  close(): Promise<void>;
}

export function createWriteBack(overlay: Overlay, { maxRows, maxQueue }: WriteBackSettings): WriteBack {
  /** Keys that are in the overlay, or on their way. */
  const known = new Map<KeyId, 'queued' | 'written'>();
  let counts = { written: 0, dropped: 0, failed: 0, beyond: 0 };
  let queue: { readonly key: RowKey; readonly value: Value }[] = [];
  let generation = 0;
  let work: Promise<void> | undefined;
  /** Rows of before could not be removed. */
  let isLost = false;
  /** Rows of before are still there. */
  let isStale = false;

  const empty = async (): Promise<void> => {
    try {
      await overlay.clear();
    } catch {
      isLost = true;
    }
  };
  const write = async (): Promise<void> => {
    while (isStale || queue.length > 0) {
      // Requests that have come meanwhile go first.
      await new Promise(setImmediate);
      if (isStale) {
        isStale = false;
        await empty();
        continue;
      }
      const [since, tally] = [generation, counts];
      const batch = queue.splice(0, ROWS_PER_WRITE);
      try {
        if (isLost) throw new Error('rows of before are in the way');
        await overlay.put({ keys: batch.map(({ key }) => key), values: batch.map(({ value }) => value) });
        tally.written += batch.length;
        if (since === generation) for (const { key } of batch) known.set(keyId(key), 'written');
      } catch {
        tally.failed += batch.length;
        if (since === generation) for (const { key } of batch) known.delete(keyId(key));
      }
    }
    work = undefined;
  };
  const unreadable = (id: KeyId): undefined => {
    known.delete(id);
    return undefined;
  };

  const clear = (): void => {
    generation++;
    known.clear();
    queue = [];
    isStale = true;
    work ??= write();
  };

  return {
    lookUp: (key) => {
      const id = keyId(key);
      if (known.get(id) !== 'written') return undefined;
      const since = generation;
      const found = (value: Value | undefined): Value | undefined =>
        since === generation ? (value ?? unreadable(id)) : undefined;
      try {
        const value = overlay.get(key);
        return value instanceof Promise ? value.then(found, () => unreadable(id)) : found(value);
      } catch {
        return unreadable(id);
      }
    },
    offer: (key, value) => {
      const id = keyId(key);
      if (known.has(id)) return;
      if (isLost) return void counts.failed++;
      if (known.size >= maxRows) return void counts.beyond++;
      if (queue.length >= maxQueue) return void counts.dropped++;
      known.set(id, 'queued');
      // A key of bytes may be a view of memory that the next request writes to.
      queue.push({ key: key instanceof Uint8Array ? Uint8Array.from(key) : key, value });
      work ??= write();
    },
    clear,
    restart: () => {
      clear();
      counts = { written: 0, dropped: 0, failed: 0, beyond: 0 };
    },
    counts: () => ({ ...counts }),
    close: async () => {
      queue = [];
      await work;
      await overlay.close();
    },
  };
}
