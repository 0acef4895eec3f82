import { UserError } from '../../core/errors.js';
import type { ModelCard } from '../../core/model-card.js';
import { createExchange, droppableFeatures } from '../../inference/coarser-keys.js';
import { createKeyCodec, type RowKey } from '../../inference/row-key.js';
import { unknownWord } from '../../scenario/suggest.js';
import { randomStream } from '../../statistics/random.js';
import type { ScorePool } from '../score-pool.js';
import { scoreElements, type ScoredRequest } from './scored-history.js';

/** Requests that an order is derived from. */
const SAMPLE = 1000;

/** Features in the order in which a back-off drops them. */
export interface DropOrder {
  readonly features: readonly string[];
  /** Only where it was derived: mean absolute change of a prediction when the feature is another request's. */
  readonly changes?: readonly number[];
}

/** The order that was asked for. @throws UserError BACK_OFF_UNKNOWN, BACK_OFF_IMPOSSIBLE */
export function statedOrder(card: ModelCard, asked: readonly string[]): DropOrder {
  const known = possibleFeatures(card);
  const unknown = asked.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const problem = `onMiss.backOff: ${unknownWord('feature', unknown, known)}`;
    throw new UserError('BACK_OFF_UNKNOWN', problem, `features of ${card.name}: ${known.join(', ')}`);
  }
  return { features: [...new Set(asked)].slice(0, card.features.length - 1) };
}

/**
 * The least useful feature first, by permutation importance (L. Breiman, "Random forests", 2001) of the model itself:
 * how much its prediction for a request of the history changes when the feature has the value of another request, both
 * drawn by how often they were made. At least one feature always stays.
 * @throws UserError BACK_OFF_IMPOSSIBLE
 */
export async function derivedOrder(
  card: ModelCard,
  history: readonly ScoredRequest[],
  pool: ScorePool,
  seed: number,
): Promise<DropOrder> {
  const names = possibleFeatures(card);
  const draw = drawer(history, seed);
  const pairs = Array.from({ length: SAMPLE }, () => [draw(), draw()] as const);
  const { keyOf } = createKeyCodec(card, { oov: true });
  const changes = new Map<string, number>();
  for (const name of names) {
    const exchange = createExchange(card, name);
    const keys = pairs.map(([one, other]) => keyOf(exchange(one.encoded, other.encoded)) as RowKey);
    const scored = await scoreElements(card, pool, keys);
    const change = scored.map((elements, index) => distance(elements, pairs[index]?.[0].elements ?? []));
    changes.set(name, change.reduce((sum, each) => sum + each, 0) / SAMPLE);
  }
  const features = names
    .toSorted((a, b) => (changes.get(a) ?? 0) - (changes.get(b) ?? 0))
    .slice(0, card.features.length - 1);
  return { features, changes: features.map((name) => changes.get(name) ?? 0) };
}

function possibleFeatures(card: ModelCard): readonly string[] {
  const names = droppableFeatures(card);
  if (names.length > 0 && card.features.length > 1) return names;
  throw new UserError(
    'BACK_OFF_IMPOSSIBLE',
    `onMiss: keys of ${card.name} cannot be made coarser: ${card.features.length === 1 ? 'it has one feature' : 'no feature of it fills one column'}`,
    'let misses be misses (onMiss: miss), answer the mean (onMiss: default), or let a model answer (onMiss: embedded)',
  );
}

/** Requests by how often they were made. */
function drawer(history: readonly ScoredRequest[], seed: number): () => ScoredRequest {
  const random = randomStream(seed, 'back-off');
  const ends: number[] = [];
  let total = 0;
  for (const { count } of history) ends.push((total += count));
  return () => {
    const at = random.int(total);
    let [low, high] = [0, ends.length - 1];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if ((ends[middle] as number) > at) high = middle;
      else low = middle + 1;
    }
    return history[low] as ScoredRequest;
  };
}

function distance(left: readonly number[], right: readonly number[]): number {
  return left.reduce((sum, element, index) => sum + Math.abs(element - (right[index] ?? 0)), 0) / left.length;
}
