import type { Encoded } from '../core/answer.js';
import {
  isScalar,
  rowShape,
  type Feature,
  type ModelCard,
  type ScalarFeature,
  type TensorFeature,
  type TensorSpec,
  type TensorType,
  type TextFeature,
} from '../core/model-card.js';
import { EncodeError, describe } from './encode-error.js';
import { elementWords, readElement } from './element-types.js';
import { flattenTensor } from './flatten-tensor.js';
import { createNgramEncoder, normaliseText } from './text-ngrams.js';

/** @throws EncodeError naming the first field that does not fit. */
export type Encoder = (request: unknown) => Encoded;

/**
 * The one encoder of servebench: every mode and every precompute job uses it, so a key means the same everywhere.
 * Fields that the card does not know are ignored. An OOV value takes the feature's OOV index; without one it is
 * rejected.
 */
export function createEncoder(card: ModelCard): Encoder {
  const open = card.inputs.map((input) => rowShape(input).some((dimension) => typeof dimension === 'string'));
  const fillers = card.inputs.map((input) => {
    const features = card.features.filter((feature) => feature.input === input.name);
    const [first] = features;
    if (first?.type === 'text') return textFiller(first, input);
    return first?.type === 'tensor' ? tensorFiller(first, input) : columnsFiller(features, input.type);
  });
  const anyText = card.features.some(({ type }) => type === 'text');
  const anyOpen = open.some(Boolean);

  return (request) => {
    if (typeof request !== 'object' || request === null || Array.isArray(request)) {
      throw new EncodeError('', `a request is one JSON object of features, got ${describe(request)}`);
    }
    const fields = request as Readonly<Record<string, unknown>>;
    const inputs: (readonly number[] | readonly string[])[] = [];
    const shapes: (readonly number[])[] | undefined = anyOpen ? [] : undefined;
    const texts: (string | undefined)[] | undefined = anyText ? [] : undefined;
    let unseen = false;
    for (const fill of fillers) {
      const filled = fill(fields);
      inputs.push(filled.values);
      shapes?.push(filled.shape);
      texts?.push(filled.text);
      if (filled.unseen) unseen = true;
    }
    return texts ? { inputs, shapes, unseen, texts } : { inputs, shapes, unseen };
  };
}

interface Filled {
  readonly values: readonly number[] | readonly string[];
  readonly shape: readonly number[];
  readonly unseen: boolean;
  readonly text?: string;
}
type Filler = (fields: Readonly<Record<string, unknown>>) => Filled;

function columnsFiller(features: readonly Feature[], type: TensorType): Filler {
  const scalars = features.filter(isScalar).sort((a, b) => a.column - b.column);
  const readers = scalars.map((feature) => ({ name: feature.name, read: scalarReader(feature, type) }));
  // NaN equals no code: only a category can be unseen.
  const oov = scalars.map((feature) => (feature.type === 'categorical' ? (feature.oov ?? NaN) : NaN));
  const shape = [readers.length];
  return (fields) => {
    const values: number[] = [];
    let unseen = false;
    for (let column = 0; column < readers.length; column++) {
      const { name, read } = readers[column] as (typeof readers)[number];
      const value = fields[name];
      if (value === undefined) throw new EncodeError(name, `feature "${name}" is missing`);
      const code = read(value);
      if (code === oov[column]) unseen = true;
      values.push(code);
    }
    return { values, shape, unseen };
  };
}

function scalarReader(feature: ScalarFeature, elementType: TensorType): (value: unknown) => number {
  if (feature.type === 'categorical') return categoryReader(feature.name, feature.vocabulary, feature.oov);
  const { name, type, min = -Infinity, max = Infinity } = feature;
  const accepts: (value: unknown) => value is number =
    type === 'integer'
      ? (value): value is number => Number.isSafeInteger(value)
      : (value): value is number => Number.isFinite(value);
  const article = type === 'integer' ? 'an integer' : 'a number';
  const range =
    max === Infinity ? `at least ${min}` : min === -Infinity ? `at most ${max}` : `between ${min} and ${max}`;
  return (value) => {
    if (!accepts(value))
      throw new EncodeError(name, `feature "${name}" must be ${article}, got ${describe(value)}`);
    if (value < min || value > max) {
      throw new EncodeError(name, `feature "${name}" must be ${range}, got ${value}`);
    }
    // A typed array would wrap what does not fit, and the model would be asked something else.
    const element = readElement(value, elementType);
    if (typeof element !== 'number') {
      throw new EncodeError(
        name,
        `feature "${name}" must be ${elementWords(elementType)} (${elementType}), got ${value}`,
      );
    }
    return element;
  };
}

/** A category counts by its string form: 5 and "5" are the same value, as a CSV log cannot tell them apart. */
function categoryReader(
  name: string,
  vocabulary: readonly string[],
  oov?: number,
): (value: unknown) => number {
  const codes = new Map(vocabulary.map((value, code) => [value, code]));
  return (value) => {
    const text = typeof value === 'string' ? value : scalarText(name, value);
    const code = codes.get(text) ?? oov;
    if (code === undefined) {
      throw new EncodeError(
        name,
        `feature "${name}" has no value ${describe(value)} and the model has no OOV row for it`,
      );
    }
    return code;
  };
}

function scalarText(name: string, value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new EncodeError(
    name,
    `feature "${name}" must be a string, number or boolean, got ${describe(value)}`,
  );
}

function tensorFiller(feature: TensorFeature, input: TensorSpec): Filler {
  const { name } = feature;
  const { type } = input;
  return (fields) => {
    const value = fields[name];
    if (value === undefined) throw new EncodeError(name, `feature "${name}" is missing`);
    return { ...flattenTensor(name, value, type, feature.shape), unseen: false };
  };
}

function textFiller(feature: TextFeature, input: TensorSpec): Filler {
  const { name } = feature;
  const shape = rowShape(input) as readonly number[];
  const ngrams = createNgramEncoder(feature, input);
  return (fields) => {
    const value = fields[name];
    if (value === undefined) throw new EncodeError(name, `feature "${name}" is missing`);
    if (typeof value !== 'string') {
      throw new EncodeError(name, `feature "${name}" must be a text, got ${describe(value)}`);
    }
    const text = normaliseText(feature, value);
    if (text === undefined) {
      throw new EncodeError(name, `feature "${name}" must be Unicode text, got half of a surrogate pair`);
    }
    return { values: ngrams(text), shape, unseen: false, text };
  };
}
