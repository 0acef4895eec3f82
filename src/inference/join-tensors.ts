import { zeros, type NumericElements, type TensorData } from './tensor-data.js';

/**
 * Puts the rows of several tensors one after the other into one.
 * @param tensors of one type, alike in every dimension but the first; at least one
 */
export function joinTensors(tensors: readonly TensorData[]): TensorData {
  const [first] = tensors;
  if (!first || tensors.length === 1) return first as TensorData;
  const { type, shape } = first;
  const rows = tensors.reduce((sum, tensor) => sum + (tensor.shape[0] ?? 0), 0);
  const joined = [rows, ...shape.slice(1)];
  if (type === 'string')
    return { type, shape: joined, data: tensors.flatMap(({ data }) => data as string[]) };
  const length = tensors.reduce((sum, { data }) => sum + data.length, 0);
  const data = zeros(type, length);
  let at = 0;
  for (const tensor of tensors) {
    // All are of the same kind of array, which the type of `set` cannot say.
    (data as Float32Array).set(tensor.data as Float32Array, at);
    at += tensor.data.length;
  }
  return { type, shape: joined, data };
}

/** The rows `from` to `to` of a tensor: a view of its elements, no copy. */
export function sliceTensor({ type, shape, data }: TensorData, from: number, to: number): TensorData {
  const [rows = 1, ...inner] = shape;
  const width = rows === 0 ? 0 : data.length / rows;
  const part =
    type === 'string'
      ? (data as readonly string[]).slice(from * width, to * width)
      : (data as NumericElements).subarray(from * width, to * width);
  return { type, shape: [to - from, ...inner], data: part };
}

/** Whether two requests' tensors differ in their first dimension at most. */
export function canJoin(left: readonly TensorData[], right: readonly TensorData[]): boolean {
  return left.every(({ type, shape }, index) => {
    const other = right[index];
    if (other?.type !== type || other.shape.length !== shape.length) return false;
    return shape.every((size, dimension) => dimension === 0 || other.shape[dimension] === size);
  });
}
