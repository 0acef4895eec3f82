import type { Encoded, OutputValues } from '../../core/answer.js';
import { rowShape, type Dimension, type ModelCard, type OutputSpec } from '../../core/model-card.js';
import { rowSize } from '../../inference/prediction-format.js';

/** One row of all inputs of a model as JSON values by name, nested as their shapes say: a scalar has no brackets. */
export type RowFields = (row: Encoded) => Readonly<Record<string, unknown>>;

export function createRowFields({ inputs }: ModelCard): RowFields {
  const closed = inputs.map((input) => rowShape(input));
  return (row) =>
    Object.fromEntries(
      inputs.map(({ name, type }, index) => {
        const values = row.inputs[index] ?? [];
        const elements = type === 'bool' ? values.map(Boolean) : values;
        return [name, nest(elements, row.shapes?.[index] ?? closed[index] ?? [])];
      }),
    );
}

/** The same as `[[1,2],[3,4]]` for the flat elements 1, 2, 3, 4 of shape [2, 2]. */
function nest(elements: readonly unknown[], shape: readonly Dimension[]): unknown {
  if (shape.length === 0) return elements[0];
  if (shape.length === 1) return elements;
  const [first, ...inner] = shape as readonly [number, ...number[]];
  const width = elements.length / first;
  return Array.from({ length: first }, (_, index) =>
    nest(elements.slice(index * width, (index + 1) * width), inner),
  );
}

/**
 * One row of one output as JSON carried it: a value, or a flat or nested array.
 *
 * @throws Error naming the output where its elements are not of its type, or not as many as its shape says
 */
export function readRow(output: OutputSpec, value: unknown): OutputValues {
  const { name, type } = output;
  const elements: readonly unknown[] = Array.isArray(value) ? value.flat(Infinity) : [value];
  const size = rowSize(output);
  if (size !== undefined && elements.length !== size)
    throw new Error(
      `output "${name}" of the model server has ${elements.length} elements a row, expected ${size}`,
    );
  const wanted = type === 'string' ? 'string' : type === 'bool' ? 'boolean' : 'number';
  const wrong = elements.findIndex((element) => typeof element !== wanted);
  if (wrong !== -1)
    throw new Error(
      `output "${name}" of the model server is ${JSON.stringify(elements[wrong])}, expected a ${wanted}`,
    );
  // Servers print a float32 in as few digits as tell it from its neighbours: read as a double it is another number.
  return type === 'float32' ? (elements as number[]).map(Math.fround) : (elements as OutputValues);
}
