import { UserError } from '../core/errors.js';
import type { CategoricalFeature, ModelCard } from '../core/model-card.js';
import type { CounterRandom } from './counter-random.js';
import { categoryValues } from './feature-values.js';

/** A value that the model has never seen, and the field that carries it. */
export interface UnseenValue {
  readonly name: string;
  readonly value: string | number;
}

/** New values of one feature: enough that a cache cannot learn them all at once, few enough that they repeat. */
const NEW_VALUES = 1000;

/**
 * Draws a value outside the vocabulary of one feature that has an OOV index: uniform over the features, then over
 * 1,000 new values of it. New integers lie beyond the greatest known one; new texts are `new-0` .. `new-999`.
 *
 * @throws UserError TRAFFIC_NO_OOV where the model has an answer for known values only.
 */
export function createUnseenValues(card: ModelCard): (random: CounterRandom) => UnseenValue {
  const features = card.features.flatMap((feature) =>
    feature.type === 'categorical' && feature.oov !== undefined ? [newValues(feature)] : [],
  );
  if (features.length === 0) {
    throw new UserError(
      'TRAFFIC_NO_OOV',
      `traffic asks for unseen values, but no categorical feature of ${card.name} has an OOV index`,
      'set traffic.unseen to 0, or give a feature of the model card an `oov` index',
    );
  }
  return (random) => {
    const feature = features[random.int(features.length)] as (typeof features)[number];
    return { name: feature.name, value: feature.valueOf(random.int(NEW_VALUES)) };
  };
}

function newValues(feature: CategoricalFeature): {
  name: string;
  valueOf: (digit: number) => string | number;
} {
  const { name, vocabulary } = feature;
  const known = categoryValues(feature);
  const greatest = known.reduce(
    (max: number, value) => (typeof value === 'number' && value > max ? value : max),
    -1,
  );
  if (typeof known[0] === 'number' && greatest + NEW_VALUES <= Number.MAX_SAFE_INTEGER) {
    return { name, valueOf: (digit) => greatest + 1 + digit };
  }
  let prefix = 'new-';
  while (vocabulary.some((value) => value.startsWith(prefix))) prefix = `new-${prefix}`;
  return { name, valueOf: (digit) => `${prefix}${digit}` };
}
