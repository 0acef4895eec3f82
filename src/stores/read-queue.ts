import type { Key, Value } from './prediction-store.js';

type Values = readonly (Value | undefined)[];

/** A connection that answers look-ups of several keys, in their order. */
export interface Lane {
  read(keys: readonly Key[]): Promise<Values>;
}

interface Waiting {
  readonly key: Key;
  readonly resolve: (value: Value | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/** More keys than this go in several messages: an answer of many rows would hold everything behind it up. */
const MAX_KEYS = 1000;

/** Single look-ups that share their way to a server. */
export interface ReadQueue {
  get(key: Key): Promise<Value | undefined>;
  /** To be called when a lane has become free, or all are gone. */
  flush(): void;
}

/**
 * Look-ups that come up in one turn of the event loop go to the server in one message; those that come up while every
 * connection is busy go together when one is free. Nothing waits for company: with one request at a time each look-up
 * is sent by itself, at the end of the turn (`setImmediate`).
 * @param freeLane a connection to use; undefined where all are busy; throws where there is none
 */
export function createReadQueue(freeLane: () => Lane | undefined): ReadQueue {
  let waiting: Waiting[] = [];
  let isScheduled = false;

  const flush = (): void => {
    while (waiting.length > 0) {
      let lane: Lane | undefined;
      try {
        lane = freeLane();
      } catch (error) {
        const lost = waiting;
        waiting = [];
        for (const { reject } of lost) reject(error);
        return;
      }
      if (!lane) return;
      send(lane, waiting.length <= MAX_KEYS ? waiting.splice(0) : waiting.splice(0, MAX_KEYS));
    }
  };
  const send = (lane: Lane, batch: readonly Waiting[]): void => {
    lane.read(batch.map(({ key }) => key)).then(
      (values) => {
        for (const [index, { resolve }] of batch.entries()) resolve(values[index]);
        flush();
      },
      (error: unknown) => {
        for (const { reject } of batch) reject(error);
        flush();
      },
    );
  };
  const endOfTurn = (): void => {
    isScheduled = false;
    flush();
  };

  return {
    flush,
    get: (key) =>
      new Promise((resolve, reject) => {
        waiting.push({ key, resolve, reject });
        if (isScheduled) return;
        isScheduled = true;
        setImmediate(endOfTurn);
      }),
  };
}
