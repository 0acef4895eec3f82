import { setImmediate as nextTurn } from 'node:timers/promises';

import type { ModelCard } from '../core/model-card.js';
import type { RandomTraffic, ZipfTraffic } from '../core/traffic-spec.js';
import { counterRandom } from './counter-random.js';
import { createDomain, type NewItem } from './domain.js';
import { percent, thousands } from './in-words.js';
import { tensorElements } from './tensor-values.js';
import { BATCH_ITEMS, type Traffic, type TrafficItem } from './traffic.js';
import { createUnseenValues } from './unseen-values.js';
import { createZipf } from './zipf.js';

/** Elements of tensors in one batch, at most (but one item at least): a batch of images must not fill the memory. */
const BATCH_ELEMENTS = 100_000;

/**
 * Traffic drawn from the model's domain. Item i of a part is a pure function of the seed, the part's name and i, so
 * `replay(from)` jumps there at no cost. History and replay draw from two independent streams over the same ranks.
 *
 * The unseen values come from streams of their own: a sweep of `unseen` changes which requests carry one and nothing
 * else, and what is unseen at 5% is unseen at 20% as well.
 *
 * @throws UserError where `unseen` is above 0 and no feature can carry an unseen value.
 */
export function createGeneratedTraffic(
  spec: ZipfTraffic | RandomTraffic,
  card: ModelCard,
  seed: number,
): Traffic {
  const domain = createDomain(card, seed);
  const unseenValue = spec.unseen > 0 ? createUnseenValues(card) : undefined;
  const batchItems = batchItemsOf(card);

  const knownItems = (part: string): ((index: number) => NewItem) => {
    const random = counterRandom(seed, 'requests', part);
    if (spec.kind === 'random') return (index) => domain.randomItem(random.at(index));
    const drawRank = createZipf(domain.ranks, spec.skew);
    return (index) => domain.itemOf(drawRank(random.at(index)) - 1);
  };

  const itemsOf = (part: string): ((index: number) => TrafficItem) => {
    const knownAt = knownItems(part);
    if (!unseenValue) return knownAt;
    const random = counterRandom(seed, 'unseen', part);
    return (index) => {
      const item = knownAt(index);
      if (random.at(index).uniform() < spec.unseen) {
        const { name, value } = unseenValue(random, item.request);
        item.request[name] = value;
      }
      return item;
    };
  };

  async function* stream(part: string, from: number, length: number): AsyncGenerator<readonly TrafficItem[]> {
    const itemAt = itemsOf(part);
    let batch: TrafficItem[] = [];
    for (let index = from; index < length; index++) {
      batch.push(itemAt(index));
      if (batch.length < batchItems && index < length - 1) continue;
      yield batch;
      batch = [];
      // A long pass reads no file, so nothing else would let signals and timers in.
      await nextTurn();
    }
  }

  return {
    historyLength: spec.history,
    replayLength: spec.requests,
    labelled: domain.labelled,
    history: () => stream('history', 0, spec.history),
    replay: (from = 0) => stream('replay', from, spec.requests),
    origin: originOf(spec, domain.ranks, seed),
  };
}

function batchItemsOf(card: ModelCard): number {
  const elements = card.features.reduce(
    (sum, feature) => sum + (feature.type === 'tensor' ? tensorElements(feature.shape) : 1),
    0,
  );
  return Math.max(1, Math.min(BATCH_ITEMS, Math.floor(BATCH_ELEMENTS / Math.max(1, elements))));
}

function originOf(spec: ZipfTraffic | RandomTraffic, ranks: number, seed: number): string {
  const drawn =
    spec.kind === 'zipf'
      ? `drawn from a Zipf distribution of skew ${spec.skew} over ${thousands(ranks)} different requests`
      : 'drawn uniformly';
  const unseen = spec.unseen > 0 ? `, ${percent(spec.unseen)} with an unseen value` : '';
  const history =
    spec.history > 0 ? `${thousands(spec.history)} requests of another stream before it` : 'none';
  const labels =
    spec.kind === 'zipf' && spec.labels === 'model'
      ? ", outcomes drawn from the model's own probabilities"
      : '';
  return `${thousands(spec.requests)} requests ${drawn}${unseen}${labels} (seed ${seed}); history: ${history}`;
}
