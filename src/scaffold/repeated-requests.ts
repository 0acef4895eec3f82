import type { ModelCard } from '../core/model-card.js';
import type { LogTraffic } from '../core/traffic-spec.js';
import { createEncoder } from '../inference/encode.js';
import { encodeOrExplain } from '../inference/explain-request.js';
import { createKeyCodec, keyId, type KeyId } from '../inference/row-key.js';
import { createKeyCounter } from '../traffic/key-counter.js';
import { openRequestLog } from '../traffic/request-log.js';
import { createSeenValues } from './seen-values.js';
import type { TrafficItem } from '../traffic/traffic.js';

/** Requests that are read of each part: a proposal may not take minutes. */
const MOST_REQUESTS = 500_000;

/** What the first part of a log tells of the rest. */
export interface Repetition {
  /** Of the later requests, those that a table of the earlier ones would answer: 0 to 1. */
  readonly share: number;
  /** True where every value of a feature that is in the rest, or between others, is in the first part, too. */
  readonly isClosed: boolean;
  /** Requests that were read of each part, where it has more. */
  readonly readOnly?: number;
}

/**
 * What a table of the keys that the first part of a log asks for most would answer of the rest. Keys are ranked on one
 * part and counted on the other, as a run does it; whether the features have a bounded domain is of no importance.
 * @param rows of the table, at most @returns null where one of the parts is empty
 * @throws UserError for a request that does not fit the card, naming its line
 */
export async function comeAgain(
  card: ModelCard,
  traffic: LogTraffic,
  rows: number,
): Promise<Repetition | null> {
  const log = await openRequestLog(traffic, card);
  if (log.historyLength === 0 || log.replayLength === 0) return null;
  const encode = createEncoder(card);
  const { keyOf } = createKeyCodec(card);
  type Read = { readonly id: KeyId | undefined; readonly request: TrafficItem['request'] };
  async function* read(batches: AsyncIterable<readonly TrafficItem[]>): AsyncGenerator<Read> {
    let left = MOST_REQUESTS;
    for await (const items of batches) {
      for (const { request, line = 0 } of items.slice(0, left)) {
        const key = keyOf(encodeOrExplain(() => encode(request), traffic, line));
        yield { id: key === undefined ? undefined : keyId(key), request };
      }
      left -= items.length;
      if (left <= 0) return;
    }
  }
  const counter = createKeyCounter<KeyId>();
  const values = createSeenValues(card);
  for await (const { id, request } of read(log.history())) {
    if (id !== undefined) counter.add(id);
    values.add(request);
  }
  const known = new Set(counter.top(rows).map(({ key }) => key));
  let [asked, found, isClosed] = [0, 0, true];
  for await (const { id, request } of read(log.replay())) {
    asked++;
    if (id !== undefined && known.has(id)) found++;
    isClosed &&= values.hold(request);
  }
  const isLonger = Math.max(log.historyLength, log.replayLength) > MOST_REQUESTS;
  return { share: found / asked, isClosed, ...(isLonger ? { readOnly: MOST_REQUESTS } : {}) };
}
