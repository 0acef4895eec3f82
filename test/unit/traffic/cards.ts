import type { CategoricalFeature, Feature, ModelCard, TensorSpec } from '../../../src/core/model-card.js';
import type { Traffic, TrafficItem } from '../../../src/traffic/traffic.js';

/** A card of one float32 input for the given features. */
export function cardOf(features: readonly Feature[], inputs: readonly TensorSpec[] = []): ModelCard {
  return {
    name: 'test-model',
    file: 'model.onnx',
    sha256: '',
    bytes: 0,
    inputs: [{ name: 'x', type: 'float32', shape: ['batch', features.length] }, ...inputs],
    outputs: [],
    features,
  };
}

export function category(name: string, vocabulary: readonly string[], oov?: number): CategoricalFeature {
  return {
    name,
    type: 'categorical',
    input: 'x',
    column: 0,
    vocabulary,
    ...(oov === undefined ? {} : { oov }),
  };
}

export function words(count: number, prefix = ''): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${index}`);
}

export async function collect<T>(batches: AsyncIterable<readonly T[]>): Promise<T[]> {
  const items: T[] = [];
  for await (const batch of batches) items.push(...batch);
  return items;
}

export async function requestsOf(
  items: AsyncIterable<readonly TrafficItem[]>,
): Promise<TrafficItem['request'][]> {
  return (await collect(items)).map((item) => item.request);
}

export async function lengthsOf(traffic: Traffic): Promise<[history: number, replay: number]> {
  return [(await collect(traffic.history())).length, (await collect(traffic.replay())).length];
}
