import type { Coverage } from '../core/mode-record.js';
import type { ModelCard } from '../core/model-card.js';
import type { TrafficSpec } from '../core/traffic-spec.js';
import { createEncoder } from '../inference/encode.js';
import { encodeOrExplain } from '../inference/explain-request.js';
import { createKeyCodec, keyId } from '../inference/row-key.js';
import type { Reader } from '../stores/prediction-store.js';
import { createDistinctSample } from '../traffic/distinct-sample.js';
import type { Traffic } from '../traffic/traffic.js';

/**
 * One exact look-up pass over the replayed stream: which requests, and which distinct keys, get a real prediction.
 * Both kinds of miss are told apart: known values in a new combination, and values never known.
 *
 * @param reader the table; undefined for a mode that asks the model, which answers whatever encodes
 * @throws UserError for a request that does not fit the model, naming its line in the log
 */
export async function measureCoverage(
  card: ModelCard,
  spec: TrafficSpec,
  traffic: Traffic,
  reader: Reader | undefined,
): Promise<Coverage> {
  const encode = createEncoder(card);
  const { keyOf } = createKeyCodec(card, { oov: reader?.table.metadata['oov'] === 'true' });
  const distinct = createDistinctSample();
  let covered = 0;
  let unseenValues = 0;
  let total = 0;
  for await (const items of traffic.replay()) {
    const rows = items.map(({ request, line }, index) => {
      const encoded = encodeOrExplain(() => encode(request), spec, line ?? total + index + 1);
      return { encoded, key: keyOf(encoded) };
    });
    total += rows.length;
    // All at once: a server answers them together.
    const found = await Promise.all(
      rows.map(({ key }) => (key === undefined ? undefined : reader?.get(key))),
    );
    for (const [index, { encoded, key }] of rows.entries()) {
      const isCovered = reader === undefined || found[index] !== undefined;
      if (isCovered) covered++;
      else if (encoded.unseen) unseenValues++;
      // An unseen request is a key too, one that no table has: its codes with the OOV index.
      distinct.add(key === undefined ? `?${encoded.inputs.join('|')}` : keyId(key), isCovered);
    }
  }
  const { share, estimated } = distinct.result();
  return {
    requests: covered / total,
    distinctKeys: share,
    newCombinations: (total - covered - unseenValues) / total,
    unseenValues: unseenValues / total,
    estimated,
  };
}
