import type { Encoded } from '../core/answer.js';
import type { Feature, ModelCard } from '../core/model-card.js';
import { unseenTest } from './unseen-codes.js';

/** Features that a key can do without: those that fill one column with a code or a number. */
export function droppableFeatures({ features }: ModelCard): readonly string[] {
  return features.filter(fillsColumn).map(({ name }) => name);
}

/**
 * Makes of a request that without some features: the same for all requests that agree in the others. The columns of
 * the dropped ones hold a value that is always the same and never unseen.
 * @param dropped names among `droppableFeatures`
 */
export function createCoarsening(card: ModelCard, dropped: readonly string[]): (encoded: Encoded) => Encoded {
  const isUnseen = unseenTest(card);
  const columns = card.features.flatMap((feature) => {
    if (!dropped.includes(feature.name) || !fillsColumn(feature)) return [];
    const input = card.inputs.findIndex(({ name }) => name === feature.input);
    return [{ input, column: feature.column, value: valueOf(feature) }];
  });
  return ({ inputs, shapes }) => {
    const coarse = inputs.map((values) => [...values]) as (number[] | string[])[];
    for (const { input, column, value } of columns) (coarse[input] as number[])[column] = value;
    const all = coarse as Encoded['inputs'];
    return { inputs: all, shapes, unseen: isUnseen(all) };
  };
}

type ColumnFeature = Extract<Feature, { readonly type: 'categorical' | 'integer' | 'number' }>;

function fillsColumn(feature: Feature): feature is ColumnFeature {
  return feature.type === 'categorical' || feature.type === 'integer' || feature.type === 'number';
}

function valueOf(feature: ColumnFeature): number {
  if (feature.type === 'integer') return feature.min ?? 0;
  if (feature.type === 'number') return 0;
  return feature.oov === 0 ? 1 : 0;
}

/** @returns a request with one feature as another request has it. */
export function createExchange(card: ModelCard, name: string): (encoded: Encoded, other: Encoded) => Encoded {
  const isUnseen = unseenTest(card);
  const feature = card.features.find((known) => known.name === name);
  if (!feature || !fillsColumn(feature)) throw new TypeError(`${name} fills no column`);
  const input = card.inputs.findIndex((known) => known.name === feature.input);
  return ({ inputs, shapes }, other) => {
    const changed = inputs.map((values) => [...values]) as (number[] | string[])[];
    (changed[input] as number[])[feature.column] = other.inputs[input]?.[feature.column] as number;
    const all = changed as Encoded['inputs'];
    return { inputs: all, shapes, unseen: isUnseen(all) };
  };
}
