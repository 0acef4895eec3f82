import type { ModelCard } from '../core/model-card.js';
import type { LogTraffic } from '../core/traffic-spec.js';
import { createEncoder } from '../inference/encode.js';
import { encodeOrExplain } from '../inference/explain-request.js';
import { createKeyCodec, keyId, type KeyId } from '../inference/row-key.js';
import { createKeyCounter } from '../traffic/key-counter.js';
import { openRequestLog } from '../traffic/request-log.js';
import type { TrafficItem } from '../traffic/traffic.js';

/** Requests that are read of each part: a proposal may not take minutes. */
const MOST_REQUESTS = 500_000;

/**
 * What a table of the keys that the first part of a log asks for most would answer of the rest. Keys are ranked on one
 * part and counted on the other, as a run does it; whether the features have a bounded domain is of no importance.
 * @param rows of the table, at most @returns 0 to 1; null where one of the parts is empty
 * @throws UserError for a request that does not fit the card, naming its line
 */
export async function repeatedShare(
  card: ModelCard,
  traffic: LogTraffic,
  rows: number,
): Promise<number | null> {
  const log = await openRequestLog(traffic, card);
  if (log.historyLength === 0 || log.replayLength === 0) return null;
  const encode = createEncoder(card);
  const { keyOf } = createKeyCodec(card);
  async function* idsOf(batches: AsyncIterable<readonly TrafficItem[]>): AsyncGenerator<KeyId | undefined> {
    let left = MOST_REQUESTS;
    for await (const items of batches) {
      for (const { request, line = 0 } of items.slice(0, left)) {
        const key = keyOf(encodeOrExplain(() => encode(request), traffic, line));
        yield key === undefined ? undefined : keyId(key);
      }
      left -= items.length;
      if (left <= 0) return;
    }
  }
  const counter = createKeyCounter<KeyId>();
  for await (const id of idsOf(log.history())) if (id !== undefined) counter.add(id);
  const known = new Set(counter.top(rows).map(({ key }) => key));
  let [asked, found] = [0, 0];
  for await (const id of idsOf(log.replay())) {
    asked++;
    if (id !== undefined && known.has(id)) found++;
  }
  return found / asked;
}
