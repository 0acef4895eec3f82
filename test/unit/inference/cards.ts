import fc from 'fast-check';

import type {
  Feature,
  ModelCard,
  OutputSpec,
  ScalarFeature,
  TensorSpec,
} from '../../../src/core/model-card.js';

/** A card with the given features, outputs of no interest. */
export function cardOf(
  inputs: readonly TensorSpec[],
  features: readonly Feature[],
  outputs: readonly OutputSpec[] = [{ name: 'y', type: 'float32', shape: ['batch', 1] }],
): ModelCard {
  return { name: 'test', file: 'test.onnx', sha256: '', bytes: 0, inputs, outputs, features };
}

/** A card whose one feature fills its one input of one column. */
export function cardOfOne(
  feature: Partial<ScalarFeature> & Pick<ScalarFeature, 'type'>,
  type: TensorSpec['type'] = 'int64',
): ModelCard {
  const full = { name: 'f', input: 'x', column: 0, ...feature } as ScalarFeature;
  return cardOf([{ name: 'x', type, shape: ['batch', 1] }], [full]);
}

/** A card whose one feature is a tensor. */
export function cardOfTensor(type: TensorSpec['type'], shape: TensorSpec['shape']): ModelCard {
  return cardOf(
    [{ name: 'x', type, shape: ['batch', ...shape] }],
    [{ name: 'f', type: 'tensor', input: 'x', shape }],
  );
}

/** A bounded feature, and a value for each of its codes. */
interface Bounded {
  readonly feature: Pick<ScalarFeature, 'type'> & Partial<ScalarFeature>;
  readonly values: readonly (string | number)[];
}

const category = fc
  .record({ size: fc.integer({ min: 1, max: 12 }), oov: fc.boolean() })
  .map(({ size, oov }): Bounded => {
    const vocabulary = Array.from({ length: size }, (_, code) => `v${code}`);
    return {
      feature: { type: 'categorical', vocabulary, ...(oov ? { oov: size } : {}) },
      values: vocabulary,
    };
  });

const integer = fc
  .record({ min: fc.integer({ min: -5, max: 5 }), size: fc.integer({ min: 1, max: 12 }) })
  .map(({ min, size }): Bounded => ({
    feature: { type: 'integer', min, max: min + size - 1 },
    values: Array.from({ length: size }, (_, code) => min + code),
  }));

/** A card of bounded features spread over one to three inputs, in an order that is not that of their columns. */
export const boundedCards = fc
  .record({
    bounded: fc.array(fc.oneof(category, integer), { minLength: 1, maxLength: 5 }),
    inputs: fc.integer({ min: 1, max: 3 }),
    order: fc.infiniteStream(fc.double({ noNaN: true, min: 0, max: 1 })),
  })
  .map(({ bounded, inputs, order }) => {
    const count = Math.min(inputs, bounded.length);
    const features = bounded.map(({ feature }, index): Feature => {
      const place = { name: `f${index}`, input: `x${index % count}`, column: Math.floor(index / count) };
      return { ...feature, ...place } as Feature;
    });
    const tensors = Array.from({ length: count }, (_, input): TensorSpec => {
      const columns = features.filter((feature) => feature.input === `x${input}`).length;
      return { name: `x${input}`, type: 'int64', shape: ['batch', columns] };
    });
    const keys = features.map(() => order.next().value as number);
    const shuffled = features
      .map((feature, index) => ({ feature, key: keys[index] as number }))
      .sort((a, b) => a.key - b.key)
      .map(({ feature }) => feature);
    return {
      card: cardOf(tensors, shuffled),
      values: bounded.map(({ values }, index) => ({ name: `f${index}`, values })),
    };
  });

/** A card of bounded features with one request in its domain. */
export const boundedRequests = boundedCards.chain(({ card, values }) =>
  fc.tuple(...values.map(({ values: known }) => fc.constantFrom(...known))).map((picked) => ({
    card,
    request: Object.fromEntries(values.map(({ name }, index) => [name, picked[index]])),
  })),
);
