import type { Dimension, TensorType } from '../core/model-card.js';
import { EncodeError, describe } from './encode-error.js';
import { elementWords, readElement } from './element-types.js';

/**
 * Flattens one tensor of a request, row-major. A flat array is taken where the shape is closed; nested arrays must
 * have the shape, and give open dimensions their size. A scalar is taken for a shape of one element.
 *
 * @throws EncodeError naming the feature, the expected shape and what was found.
 */
export function flattenTensor(
  name: string,
  value: unknown,
  type: TensorType,
  shape: readonly Dimension[],
): { values: number[] | string[]; shape: number[] } {
  const values: (number | string)[] = [];
  const append = (element: unknown): void => {
    const read = readElement(element, type);
    if (read === undefined) {
      throw new EncodeError(
        name,
        `feature "${name}" must hold ${elementWords(type)} (${type}), got ${describe(element)}`,
      );
    }
    values.push(read);
  };

  const expected = sizeOf(shape);
  const isFlat = Array.isArray(value) && !value.some(Array.isArray);
  if (!Array.isArray(value) && expected === 1) {
    append(value);
    return { values: values as number[], shape: shape.map(() => 1) };
  }
  if (isFlat && expected !== undefined) {
    if (value.length !== expected) {
      throw new EncodeError(
        name,
        `feature "${name}" must have ${expected} elements (shape ${show(shape)}), got ${value.length}`,
      );
    }
    for (const element of value) append(element);
    return { values: values as number[], shape: shape as number[] };
  }
  const found = shapeOf(value);
  if (
    found.length !== shape.length ||
    shape.some((size, axis) => typeof size === 'number' && size !== found[axis])
  ) {
    throw new EncodeError(name, `feature "${name}" must have shape ${show(shape)}, got ${show(found)}`);
  }
  walk(name, value, found, 0, append);
  return { values: values as number[], shape: found };
}

function walk(
  name: string,
  value: unknown,
  shape: readonly number[],
  axis: number,
  append: (element: unknown) => void,
): void {
  if (axis === shape.length) return append(value);
  if (!Array.isArray(value) || value.length !== shape[axis]) {
    throw new EncodeError(
      name,
      `feature "${name}" is ragged: expected ${shape[axis]} elements at depth ${axis + 1}`,
    );
  }
  for (const item of value) walk(name, item, shape, axis + 1, append);
}

function shapeOf(value: unknown): number[] {
  const shape: number[] = [];
  for (let level = value; Array.isArray(level) && shape.length < 16; level = level[0])
    shape.push(level.length);
  return shape;
}

function sizeOf(shape: readonly Dimension[]): number | undefined {
  let size = 1;
  for (const dimension of shape) {
    if (typeof dimension === 'string') return undefined;
    size *= dimension;
  }
  return size;
}

function show(shape: readonly Dimension[]): string {
  return `[${shape.join(', ')}]`;
}
