import type { TensorType } from '../core/model-card.js';
import { float16Bits, float16Value } from './float16.js';

type Elements = readonly (number | string | boolean)[];

interface FixedWidth {
  readonly bytes: number;
  readonly write: (view: DataView, offset: number, value: number) => void;
  readonly read: (view: DataView, offset: number) => number;
}

/** Little-endian, as the Open Inference Protocol's binary tensors are. */
const FIXED: Readonly<Record<Exclude<TensorType, 'string'>, FixedWidth>> = {
  float64: { bytes: 8, write: (v, o, x) => v.setFloat64(o, x, true), read: (v, o) => v.getFloat64(o, true) },
  float32: { bytes: 4, write: (v, o, x) => v.setFloat32(o, x, true), read: (v, o) => v.getFloat32(o, true) },
  float16: {
    bytes: 2,
    write: (v, o, x) => v.setUint16(o, float16Bits(x), true),
    read: (v, o) => float16Value(v.getUint16(o, true)),
  },
  int64: {
    bytes: 8,
    write: (v, o, x) => v.setBigInt64(o, BigInt(x), true),
    read: (v, o) => Number(v.getBigInt64(o, true)),
  },
  uint64: {
    bytes: 8,
    write: (v, o, x) => v.setBigUint64(o, BigInt(x), true),
    read: (v, o) => Number(v.getBigUint64(o, true)),
  },
  int32: { bytes: 4, write: (v, o, x) => v.setInt32(o, x, true), read: (v, o) => v.getInt32(o, true) },
  uint32: { bytes: 4, write: (v, o, x) => v.setUint32(o, x, true), read: (v, o) => v.getUint32(o, true) },
  int16: { bytes: 2, write: (v, o, x) => v.setInt16(o, x, true), read: (v, o) => v.getInt16(o, true) },
  uint16: { bytes: 2, write: (v, o, x) => v.setUint16(o, x, true), read: (v, o) => v.getUint16(o, true) },
  int8: { bytes: 1, write: (v, o, x) => v.setInt8(o, x), read: (v, o) => v.getInt8(o) },
  uint8: { bytes: 1, write: (v, o, x) => v.setUint8(o, x), read: (v, o) => v.getUint8(o) },
  bool: { bytes: 1, write: (v, o, x) => v.setUint8(o, x), read: (v, o) => v.getUint8(o) },
};

/** @returns the bytes of `values` in the graph's own element type; strings are uint32 length + UTF-8 each. */
export function packElements(type: TensorType, values: Elements): Uint8Array {
  if (type === 'string') return packStrings(values);
  const { bytes, write } = FIXED[type];
  const packed = new Uint8Array(values.length * bytes);
  const view = new DataView(packed.buffer);
  for (let index = 0; index < values.length; index++) write(view, index * bytes, Number(values[index]));
  return packed;
}

/** Reads `count` elements; `rest` is what follows them. @throws RangeError where the bytes are too few. */
export function unpackElements(
  type: TensorType,
  bytes: Uint8Array,
  count: number,
): { values: number[] | string[]; rest: Uint8Array } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (type === 'string') return unpackStrings(bytes, view, count);
  const { bytes: width, read } = FIXED[type];
  const values: number[] = [];
  for (let index = 0; index < count; index++) values.push(read(view, index * width));
  return { values, rest: bytes.subarray(count * width) };
}

function packStrings(values: Elements): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const value of values) {
    const text = Buffer.from(String(value), 'utf8');
    parts.push(packElements('uint32', [text.length]), text);
  }
  return Buffer.concat(parts);
}

function unpackStrings(
  bytes: Uint8Array,
  view: DataView,
  count: number,
): { values: string[]; rest: Uint8Array } {
  const values: string[] = [];
  let offset = 0;
  for (let index = 0; index < count; index++) {
    const length = view.getUint32(offset, true);
    const end = offset + 4 + length;
    if (end > bytes.length) throw new RangeError(`string ${index} ends beyond the data`);
    values.push(Buffer.from(bytes.subarray(offset + 4, end)).toString('utf8'));
    offset = end;
  }
  return { values, rest: bytes.subarray(offset) };
}
