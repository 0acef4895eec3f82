import type { Encoded } from '../core/answer.js';
import { isScalar, rowShape, type ModelCard } from '../core/model-card.js';
import { checkCardAgainstGraph } from './bare-model.js';
import { openSession } from './session.js';

const ROWS = 64;
/** Size that open dimensions are given. */
const OPEN_SIZE = 4;

/**
 * Holds a card against its graph and asks the model for some rows alone and in one batch.
 * @returns the largest absolute difference: 0 where the batch does not change a bit
 */
export async function verifyModel(card: ModelCard): Promise<{ rows: number; maxAbsDiff: number }> {
  await checkCardAgainstGraph(card);
  const session = await openSession(card, card.file);
  try {
    const rows = Array.from({ length: ROWS }, (_, row) => exampleRow(card, row));
    const together = await session.run(rows);
    let maxAbsDiff = 0;
    for (const [index, row] of rows.entries()) {
      const [alone] = await session.run([row]);
      const batched = together[index]?.flat() ?? [];
      for (const [at, value] of (alone ?? []).flat().entries())
        maxAbsDiff = Math.max(maxAbsDiff, distance(value, batched[at]));
    }
    return { rows: ROWS, maxAbsDiff };
  } finally {
    await session.close();
  }
}

/** Of two texts or booleans, and of a number and none: 0 or infinite. Two NaN are the same. */
function distance(left: unknown, right: unknown): number {
  if (Object.is(left, right)) return 0;
  const apart = typeof left === 'number' && typeof right === 'number' ? Math.abs(left - right) : Infinity;
  return Number.isNaN(apart) ? Infinity : apart;
}

/** A request that every model with this card takes: codes that every feature has, small numbers elsewhere. */
export function exampleRow(card: ModelCard, row: number): Encoded {
  const shapes = card.inputs.map((input) =>
    rowShape(input).map((dimension) => (typeof dimension === 'number' ? dimension : OPEN_SIZE)),
  );
  const inputs = card.inputs.map((input, index) => {
    const size = (shapes[index] ?? []).reduce((product, dimension) => product * dimension, 1);
    if (input.type === 'string') return Array.from({ length: size }, (_, at) => `row ${row + at}`);
    return Array.from({ length: size }, (_, column) => codeFor(card, input.name, column, row));
  });
  return { inputs, shapes, unseen: false };
}

function codeFor(card: ModelCard, input: string, column: number, row: number): number {
  const feature = card.features.find((candidate) => {
    return candidate.input === input && !(isScalar(candidate) && candidate.column !== column);
  });
  if (feature?.type === 'text') return (row * 7 + column) % (feature.buckets + 1);
  if (feature?.type === 'categorical') return (row * 7 + column) % feature.vocabulary.length;
  if (feature?.type === 'integer' || feature?.type === 'number') return feature.min ?? row % 10;
  return (row + column) % 2;
}
