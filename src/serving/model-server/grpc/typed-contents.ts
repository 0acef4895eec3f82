import type { TensorType } from '../../../core/model-card.js';
import { ElementError } from '../../oip/element-error.js';
import { readText } from '../../oip/tensor-bytes.js';
import { readTensorJson } from '../tensors-json.js';
import { zeros, type TensorElements } from '../../../inference/tensor-data.js';
import type { TensorContents } from './messages.js';

/** The field that holds the elements of each type; FP16 has none. */
const FIELDS: Readonly<Partial<Record<TensorType, keyof TensorContents>>> = {
  bool: 'bool_contents',
  int8: 'int_contents',
  int16: 'int_contents',
  int32: 'int_contents',
  int64: 'int64_contents',
  uint8: 'uint_contents',
  uint16: 'uint_contents',
  uint32: 'uint_contents',
  uint64: 'uint64_contents',
  float32: 'fp32_contents',
  float64: 'fp64_contents',
  string: 'bytes_contents',
};

/** Reads the elements of an input that came in typed contents. @throws ElementError */
export function readTypedContents(type: TensorType, contents: TensorContents, count: number): TensorElements {
  const field = FIELDS[type];
  if (!field) throw new ElementError('FP16 has no typed contents: send raw_input_contents');
  const other = Object.entries(contents).find(([name, elements]) => name !== field && elements.length > 0);
  if (other) throw new ElementError(`expected explicit tensor data in ${field}, found ${other[0]}`);
  const elements: readonly unknown[] = contents[field];
  if (elements.length !== count) throw new ElementError(`expected ${count} elements, got ${elements.length}`);
  if (type === 'string') return contents.bytes_contents.map((bytes, index) => readText(bytes, index));
  if (type !== 'float32' && type !== 'float64') return readTensorJson(type, [count], count, elements);
  // Unlike JSON, a message can carry a NaN or an infinity, and the graph may have a use for it.
  const into = zeros(type, count) as Float64Array;
  into.set(elements as readonly number[]);
  return into;
}
