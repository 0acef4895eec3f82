import type { ModelCard } from '../core/model-card.js';
import { counterRandom, type CounterRandom } from './counter-random.js';
import { featureValues, type FeatureValues } from './feature-values.js';
import { createRankBijection } from './rank-bijection.js';

/** A request that its maker may still change, and its true class where the values of a feature decide it. */
export interface NewItem {
  readonly request: Record<string, unknown>;
  label?: string;
}

/** The requests that a model can be sent, numbered. */
export interface Domain {
  /** Number of different requests that are drawn from. */
  readonly ranks: number;
  /** Whether requests come with their true class. */
  readonly labelled: boolean;
  /** The request at popularity rank 0 .. ranks - 1: a pure function of card, seed and rank. */
  itemOf(rank: number): NewItem;
  /** A request with every feature drawn afresh. */
  randomItem(random: CounterRandom): NewItem;
}

/** Requests to draw from where the features cannot be enumerated. */
const OPEN_RANKS = 1_000_000;
/** Beyond this, doubles skip integers. */
const MAX_RANKS = 2 ** 53;

/**
 * Three cases.
 * - Every feature can be enumerated: one rank for each combination, by mixed radix of the bijected rank.
 * - Some feature cannot (a number, a tensor, a whole number without bounds): each combination of the others gets as
 *   many variants as make a million ranks, and the open features are a pseudo-random function of the rank, so that a
 *   popular request comes back the same.
 * - More than 2^53 combinations: 2^53 ranks, and every feature is a pseudo-random function of the rank. Two ranks then
 *   share a combination with a probability below 2^-53.
 */
export function createDomain(card: ModelCard, seed: number): Domain {
  const features = card.features.map((feature) => featureValues(feature, card));
  const combinations = features.reduce((product, { radix = 1 }) => product * BigInt(radix), 1n);
  const values = counterRandom(seed, 'values');
  const randomItem = (random: CounterRandom): NewItem => {
    const item: NewItem = { request: {} };
    for (const feature of features) {
      if (feature.labelOf && feature.radix !== undefined) fill(item, feature, random.int(feature.radix));
      else item.request[feature.name] = feature.draw(random);
    }
    return item;
  };

  const isOpen = features.some((feature) => feature.radix === undefined);
  const variants = isOpen ? Math.ceil(OPEN_RANKS / Math.min(Number(combinations), OPEN_RANKS)) : 1;
  const ranks = Math.min(MAX_RANKS, Number(combinations) * variants);
  const isHashed = combinations * BigInt(variants) > BigInt(MAX_RANKS);
  const spread = createRankBijection(ranks, counterRandom(seed, 'ranks'));

  return {
    ranks,
    labelled: features.some(({ labelOf }) => labelOf !== undefined),
    itemOf: (rank) => {
      const spreadRank = spread(rank);
      const random = isOpen || isHashed ? values.at(spreadRank) : values;
      return isHashed ? randomItem(random) : mixedRadixItem(features, spreadRank, random);
    },
    randomItem,
  };
}

function mixedRadixItem(features: readonly FeatureValues[], index: number, random: CounterRandom): NewItem {
  const item: NewItem = { request: {} };
  let rest = index;
  for (const feature of features) {
    if (feature.radix === undefined) {
      item.request[feature.name] = feature.draw(random);
      continue;
    }
    // Exact: below 2^53 a quotient lies further from the next integer than half the distance of neighbouring doubles.
    const quotient = Math.floor(rest / feature.radix);
    fill(item, feature, rest - quotient * feature.radix);
    rest = quotient;
  }
  return item;
}

function fill(item: NewItem, feature: FeatureValues, digit: number): void {
  item.request[feature.name] = feature.valueOf(digit);
  const label = feature.labelOf?.(digit);
  if (label !== undefined) item.label = label;
}
