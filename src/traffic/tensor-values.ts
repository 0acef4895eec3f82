import type { Dimension, TensorType } from '../core/model-card.js';
import type { CounterRandom } from './counter-random.js';
import { roundSignificant } from './round-significant.js';

/** Size given to a symbolic dimension (a sequence length, say): generated requests are all of one shape. */
export const OPEN_DIMENSION = 8;

type Element = number | string | boolean;
type Nested = Element | readonly Nested[];

/**
 * Draws tensors: standard normal values (float types), 0 .. 9 (integer types), booleans, short strings. Nested arrays,
 * row-major, which both open and closed shapes accept; a scalar for a shape without dimensions.
 */
export function tensorDraw(type: TensorType, shape: readonly Dimension[]): (random: CounterRandom) => Nested {
  const sizes = shape.map(sizeOfDimension);
  const draw = elementDraw(type);
  // A plain loop: `Array.from` with a function costs as much again as the draw.
  const nest = (random: CounterRandom, axis: number): Nested => {
    if (axis === sizes.length) return draw(random);
    const values: Nested[] = [];
    for (let index = 0; index < (sizes[axis] as number); index++) values.push(nest(random, axis + 1));
    return values;
  };
  return (random) => nest(random, 0);
}

/** Elements of one drawn tensor. */
export function tensorElements(shape: readonly Dimension[]): number {
  return shape.reduce<number>((product, dimension) => product * sizeOfDimension(dimension), 1);
}

function sizeOfDimension(dimension: Dimension): number {
  return typeof dimension === 'number' ? dimension : OPEN_DIMENSION;
}

function elementDraw(type: TensorType): (random: CounterRandom) => Element {
  if (type === 'string') return (random) => `s${random.int(1000)}`;
  if (type === 'bool') return (random) => random.uniform() < 0.5;
  if (type.startsWith('float')) return (random) => roundSignificant(random.normal());
  return (random) => random.int(10);
}
