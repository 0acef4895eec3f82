import { isScalar, type CategoricalFeature, type Feature, type ModelCard } from '../core/model-card.js';

/** One position of a mixed-radix key: a bounded feature whose digit d, from 0 to radix - 1, stands for one code. */
export interface KeyDigit {
  /** Name of the feature. */
  readonly feature: string;
  /** Which input of the card it fills, and which column of that input. */
  readonly input: number;
  readonly column: number;
  readonly radix: number;
  /** Code of digit 0. */
  readonly first: number;
  /** Code of each digit, only where codes do not simply follow each other from `first`. */
  readonly codes: readonly number[] | undefined;
}

/**
 * Digits in the order of the encoder's flat values: input by input, column by column.
 *
 * @param oov whether the OOV index of a feature is a digit as well; without it, it is left out, also where it lies
 * within the vocabulary
 * @returns undefined where a feature is unbounded
 */
export function keyDigitsOf(card: ModelCard, oov: boolean): readonly KeyDigit[] | undefined {
  const digits: KeyDigit[] = [];
  for (const [input, { name }] of card.inputs.entries()) {
    const features = card.features
      .filter((feature) => feature.input === name)
      .sort((a, b) => columnOf(a) - columnOf(b));
    for (const feature of features) {
      const range = rangeOf(feature, oov);
      if (!range) return undefined;
      digits.push({ feature: feature.name, input, column: columnOf(feature), ...range });
    }
  }
  return digits.length > 0 ? digits : undefined;
}

/** Names of the features that keep a domain from being enumerated, with their type. */
export function unboundedFeatures(card: ModelCard): readonly string[] {
  return card.features
    .filter((feature) => rangeOf(feature, false) === undefined)
    .map(({ name, type }) => `${name} (${type})`);
}

type Range = Pick<KeyDigit, 'radix' | 'first' | 'codes'>;

function rangeOf(feature: Feature, oov: boolean): Range | undefined {
  if (feature.type === 'categorical') return categoryRange(feature, oov);
  if (feature.type !== 'integer' || feature.min === undefined || feature.max === undefined) return undefined;
  return { radix: feature.max - feature.min + 1, first: feature.min, codes: undefined };
}

function categoryRange({ vocabulary, oov }: CategoricalFeature, withOov: boolean): Range {
  const size = vocabulary.length;
  const isWithin = oov !== undefined && oov < size;
  const isPlain = withOov ? oov === undefined || oov <= size : !isWithin;
  if (isPlain) return { radix: size + (withOov && oov === size ? 1 : 0), first: 0, codes: undefined };
  const known = vocabulary.flatMap((_, code) => (code === oov ? [] : [code]));
  const codes = withOov && oov !== undefined ? [...known, oov] : known;
  return { radix: codes.length, first: codes[0] ?? 0, codes };
}

function columnOf(feature: Feature): number {
  return isScalar(feature) ? feature.column : 0;
}
