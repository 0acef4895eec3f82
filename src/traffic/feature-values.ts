import { UserError } from '../core/errors.js';
import type {
  CategoricalFeature,
  Feature,
  IntegerFeature,
  ModelCard,
  NumberFeature,
  TextFeature,
} from '../core/model-card.js';
import type { CounterRandom } from './counter-random.js';
import { createPhraseTexts } from './phrase-texts.js';
import { roundDecimals, roundSignificant } from './round-significant.js';
import { tensorDraw } from './tensor-values.js';

/** How a generator makes values of one feature. */
export interface FeatureValues {
  readonly name: string;
  /** Number of values of a feature that can be enumerated; the i-th of them is `valueOf(i)`. */
  readonly radix?: number;
  valueOf(digit: number): unknown;
  draw(random: CounterRandom): unknown;
  /** The true class of a request with the i-th value, where the feature's values decide it. */
  labelOf?(digit: number): string | undefined;
}

/** Whole numbers without bounds are drawn from so many values. */
const DEFAULT_INTEGERS = 100;
const MAX_RADIX = 2 ** 53;

/** @throws UserError for a vocabulary or a text that has nothing to draw from. */
export function featureValues(feature: Feature, card: ModelCard): FeatureValues {
  switch (feature.type) {
    case 'categorical':
      return enumerated(feature.name, categoryValues(feature));
    case 'integer':
      return integers(feature);
    case 'number':
      return openValues(feature.name, numberDraw(feature));
    case 'tensor': {
      const input = card.inputs.find((candidate) => candidate.name === feature.input);
      if (!input) throw new Error(`feature ${feature.name} fills no input of ${card.name}`);
      return openValues(feature.name, tensorDraw(input.type, feature.shape));
    }
    case 'text':
      return texts(feature);
  }
}

/**
 * The known values of a category, without the one that stands for OOV. They are sent as integers where every one of
 * them is written like an integer, else as strings.
 */
export function categoryValues(feature: CategoricalFeature): readonly (string | number)[] {
  const known = feature.vocabulary.filter((_, code) => code !== feature.oov);
  if (known.length === 0) {
    throw new UserError(
      'TRAFFIC_EMPTY_VOCABULARY',
      `feature "${feature.name}" has no known value to draw`,
      'give it a vocabulary in the model card, or replay a request log',
    );
  }
  return known.every(isCanonicalInteger) ? known.map(Number) : known;
}

function isCanonicalInteger(text: string): boolean {
  const value = Number(text);
  return Number.isSafeInteger(value) && String(value) === text;
}

function enumerated(name: string, values: readonly (string | number)[]): FeatureValues {
  return {
    name,
    radix: values.length,
    valueOf: (digit) => values[digit],
    draw: (random) => values[random.int(values.length)],
  };
}

function texts({ name, phrases }: TextFeature): FeatureValues {
  if (!phrases) {
    throw new UserError(
      'TRAFFIC_NO_PHRASES',
      `feature "${name}" is a text, and the model card has no phrases to draw it from`,
      'give it phrases: { file: phrases.json } in the model card, or replay a request log',
    );
  }
  const { count, textOf, labelOf, labelled } = createPhraseTexts(phrases);
  const values = { name, radix: count, valueOf: textOf };
  const draw = (random: CounterRandom): string => textOf(random.int(count));
  return labelled ? { ...values, draw, labelOf } : { ...values, draw };
}

function integers(feature: IntegerFeature): FeatureValues {
  const { name, min, max } = feature;
  if (min !== undefined && max !== undefined) {
    const radix = max - min + 1;
    const draw = (random: CounterRandom): number => min + random.int(Math.min(radix, MAX_RADIX));
    return radix <= MAX_RADIX
      ? { name, radix, valueOf: (digit) => min + digit, draw }
      : openValues(name, draw);
  }
  const first = min ?? (max === undefined ? 0 : max - DEFAULT_INTEGERS + 1);
  return openValues(name, (random) => first + random.int(DEFAULT_INTEGERS));
}

/** Uniform between two bounds, else standard normal (folded at a single bound); 6 digits. */
function numberDraw({ min, max }: NumberFeature): (random: CounterRandom) => number {
  if (min === undefined && max === undefined) return (random) => roundSignificant(random.normal());
  if (max === undefined) return (random) => (min as number) + roundSignificant(Math.abs(random.normal()));
  if (min === undefined) return (random) => max - roundSignificant(Math.abs(random.normal()));
  const decimals = min === max ? 0 : 6 - Math.ceil(Math.log10(max - min));
  return (random) => {
    const value = roundDecimals(min + random.uniform() * (max - min), decimals);
    return Math.min(max, Math.max(min, value));
  };
}

function openValues(name: string, draw: (random: CounterRandom) => unknown): FeatureValues {
  return { name, valueOf: () => undefined, draw };
}
