import type { ModelCard } from '../core/model-card.js';
import { counterRandom, type CounterRandom } from './counter-random.js';
import { featureValues, type FeatureValues } from './feature-values.js';
import { createRankBijection } from './rank-bijection.js';

/** A request that its maker may still change. */
export type NewRequest = Record<string, unknown>;

/** The requests that a model can be sent, numbered. */
export interface Domain {
  /** Number of different requests that are drawn from. */
  readonly ranks: number;
  /** The request at popularity rank 0 .. ranks - 1: a pure function of card, seed and rank. */
  requestOf(rank: number): NewRequest;
  /** A request with every feature drawn afresh. */
  randomRequest(random: CounterRandom): NewRequest;
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
  const randomRequest = (random: CounterRandom): NewRequest => {
    const request: NewRequest = {};
    for (const feature of features) request[feature.name] = feature.draw(random);
    return request;
  };

  const isOpen = features.some((feature) => feature.radix === undefined);
  const variants = isOpen ? Math.ceil(OPEN_RANKS / Math.min(Number(combinations), OPEN_RANKS)) : 1;
  const ranks = Math.min(MAX_RANKS, Number(combinations) * variants);
  const isHashed = combinations * BigInt(variants) > BigInt(MAX_RANKS);
  const spread = createRankBijection(ranks, counterRandom(seed, 'ranks'));

  return {
    ranks,
    requestOf: (rank) => {
      const spreadRank = spread(rank);
      const random = isOpen || isHashed ? values.at(spreadRank) : values;
      return isHashed ? randomRequest(random) : mixedRadixRequest(features, spreadRank, random);
    },
    randomRequest,
  };
}

function mixedRadixRequest(
  features: readonly FeatureValues[],
  index: number,
  random: CounterRandom,
): NewRequest {
  const request: NewRequest = {};
  let rest = index;
  for (const feature of features) {
    if (feature.radix === undefined) {
      request[feature.name] = feature.draw(random);
      continue;
    }
    // Exact: below 2^53 a quotient lies further from the next integer than half the distance of neighbouring doubles.
    const quotient = Math.floor(rest / feature.radix);
    request[feature.name] = feature.valueOf(rest - quotient * feature.radix);
    rest = quotient;
  }
  return request;
}
