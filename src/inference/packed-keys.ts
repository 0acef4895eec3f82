import type { RowKey } from './key-codec.js';

/**
 * Keys of many rows without an object for each: as they are enumerated, travel to a scoring thread and are written
 * into its batch tensors. A range is `start`, `start + step`, ...; of bytes, key i ends before `ends[i]`.
 */
export type PackedKeys =
  | { readonly kind: 'range'; readonly start: number; readonly step: number; readonly count: number }
  | { readonly kind: 'numbers'; readonly keys: Float64Array }
  | { readonly kind: 'bigints'; readonly keys: BigUint64Array }
  | PackedBytes;

/** Byte strings one after the other. */
export interface PackedBytes {
  readonly kind: 'bytes';
  readonly bytes: Uint8Array;
  readonly ends: Uint32Array;
}

export function countKeys(keys: PackedKeys): number {
  if (keys.kind === 'range') return keys.count;
  return keys.kind === 'bytes' ? keys.ends.length : keys.keys.length;
}

export function keyAt(keys: PackedKeys, index: number): RowKey {
  if (keys.kind === 'range') return keys.start + index * keys.step;
  return keys.kind === 'bytes' ? bytesAt(keys, index) : (keys.keys[index] as number | bigint);
}

/** A view, not a copy. */
export function bytesAt({ bytes, ends }: PackedBytes, index: number): Uint8Array {
  return bytes.subarray(index === 0 ? 0 : ends[index - 1], ends[index]);
}

/** Keys `from` to `to`, the end excluded, with memory of their own, so that they can be handed to a thread. */
export function sliceKeys(keys: PackedKeys, from: number, to: number): PackedKeys {
  switch (keys.kind) {
    case 'range':
      return { ...keys, start: keys.start + from * keys.step, count: to - from };
    case 'numbers':
      return { kind: 'numbers', keys: keys.keys.slice(from, to) };
    case 'bigints':
      return { kind: 'bigints', keys: keys.keys.slice(from, to) };
    case 'bytes': {
      const first = from === 0 ? 0 : (keys.ends[from - 1] as number);
      const end = to === 0 ? 0 : (keys.ends[to - 1] as number);
      const ends = keys.ends.slice(from, to).map((position) => position - first);
      return { kind: 'bytes', bytes: keys.bytes.slice(first, end), ends };
    }
  }
}

/** Packs keys of one kind, in their order. */
export function packKeys(keys: readonly RowKey[]): PackedKeys {
  const [first] = keys;
  if (first instanceof Uint8Array) return packBytes(keys as readonly Uint8Array[]);
  if (typeof first === 'bigint') {
    return { kind: 'bigints', keys: BigUint64Array.from(keys as readonly bigint[]) };
  }
  return { kind: 'numbers', keys: Float64Array.from(keys as readonly number[]) };
}

/** @throws RangeError beyond 4 GiB. */
export function packBytes(items: readonly Uint8Array[]): PackedBytes {
  const ends = new Uint32Array(items.length);
  let end = 0;
  for (const [index, item] of items.entries()) ends[index] = end += item.length;
  if (end > 0xff_ff_ff_ff) throw new RangeError(`${end} bytes do not fit one pack`);
  const bytes = new Uint8Array(end);
  for (const [index, item] of items.entries()) bytes.set(item, index === 0 ? 0 : ends[index - 1]);
  return { kind: 'bytes', bytes, ends };
}
