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
/** Made-up words, written to the base 36. */
const NEW_WORDS = 2 ** 40;

/**
 * Draws a value outside the vocabulary of one feature that has an OOV index: uniform over the features, then over
 * 1,000 new values of it. New integers lie beyond the greatest known one; new words are `new-0` .. `new-999`. A `text`
 * feature has no vocabulary: there the request's own text gets a made-up word, which hardly ever repeats.
 *
 * @throws UserError TRAFFIC_NO_OOV where the model has an answer for known values only.
 */
export function createUnseenValues(
  card: ModelCard,
): (random: CounterRandom, request: Readonly<Record<string, unknown>>) => UnseenValue {
  const features = card.features.flatMap((feature): NewValues[] => {
    if (feature.type === 'text') return [newTexts(feature.name)];
    return feature.type === 'categorical' && feature.oov !== undefined ? [newValues(feature)] : [];
  });
  if (features.length === 0) {
    throw new UserError(
      'TRAFFIC_NO_OOV',
      `traffic asks for unseen values, but no feature of ${card.name} is a text or a category with an OOV index`,
      'set traffic.unseen to 0, or give a feature of the model card an `oov` index',
    );
  }
  return (random, request) => {
    const { name, count, valueOf } = features[random.int(features.length)] as NewValues;
    return { name, value: valueOf(random.int(count), request[name]) };
  };
}

interface NewValues {
  readonly name: string;
  readonly count: number;
  /** @param known the value that the request had */
  readonly valueOf: (digit: number, known: unknown) => string | number;
}

function newTexts(name: string): NewValues {
  return { name, count: NEW_WORDS, valueOf: (digit, known) => `${String(known)} ${digit.toString(36)}` };
}

function newValues(feature: CategoricalFeature): NewValues {
  const { name, vocabulary } = feature;
  const known = categoryValues(feature);
  const greatest = known.reduce(
    (max: number, value) => (typeof value === 'number' && value > max ? value : max),
    -1,
  );
  if (typeof known[0] === 'number' && greatest + NEW_VALUES <= Number.MAX_SAFE_INTEGER) {
    return { name, count: NEW_VALUES, valueOf: (digit) => greatest + 1 + digit };
  }
  let prefix = 'new-';
  while (vocabulary.some((value) => value.startsWith(prefix))) prefix = `new-${prefix}`;
  return { name, count: NEW_VALUES, valueOf: (digit) => `${prefix}${digit}` };
}
