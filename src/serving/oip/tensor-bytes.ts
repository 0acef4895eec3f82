import { isUtf8 } from 'node:buffer';

import type { TensorType } from '../../core/model-card.js';
import {
  elementBytes,
  elementsOver,
  type NumericElements,
  type TensorElements,
} from '../../inference/tensor-data.js';
import { ElementError } from './element-error.js';

/*
 * Tensors in the bytes of the binary data extension of Open Inference Protocol servers: little-endian, row-major,
 * without padding; BOOL one byte, 1 or 0; BYTES a uint32 length and the bytes of each element. The raw contents of the
 * gRPC messages are the same. Typed arrays have the byte order of the machine: every one that onnxruntime-node runs on
 * is little-endian.
 * https://github.com/triton-inference-server/server/blob/main/docs/protocol/extension_binary_data.md
 */

/**
 * Reads the elements of a tensor from `bytes`, all of them. They are copied: tensors follow the JSON at any offset, and a
 * typed array has to start at a multiple of its element size.
 *
 * @param count elements that the shape holds
 * @throws ElementError where the bytes do not hold exactly these elements
 */
export function readTensorBytes(type: TensorType, bytes: Uint8Array, count: number): TensorElements {
  if (type === 'string') return readStrings(bytes, count);
  const expected = count * elementBytes(type);
  if (bytes.byteLength !== expected) {
    throw new ElementError(`expected ${expected} bytes, got ${bytes.byteLength}`);
  }
  if (type === 'bool' && !bytes.every((byte) => byte <= 1)) {
    throw new ElementError('a BOOL is one byte, 1 or 0');
  }
  return elementsOver(type, new Uint8Array(bytes).buffer);
}

/** @returns the bytes of the elements; a view of them where no copy is needed. */
export function writeTensorBytes(type: TensorType, elements: TensorElements): Uint8Array {
  if (type === 'string') return writeStrings(elements as readonly string[]);
  const { buffer, byteOffset, byteLength } = elements as NumericElements;
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** One element of BYTES. @throws ElementError where it is not the text that an ONNX string is */
export function readText(bytes: Buffer, index = 0): string {
  if (!isUtf8(bytes)) throw new ElementError(`element ${index} is not UTF-8`);
  return bytes.toString('utf8');
}

function readStrings(bytes: Uint8Array, count: number): string[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const strings: string[] = [];
  let offset = 0;
  while (offset < buffer.length) {
    if (offset + 4 > buffer.length) throw new ElementError('the last length is cut off');
    const end = offset + 4 + buffer.readUInt32LE(offset);
    if (end > buffer.length) throw new ElementError(`element ${strings.length} ends beyond the data`);
    strings.push(readText(buffer.subarray(offset + 4, end), strings.length));
    offset = end;
  }
  if (strings.length !== count) throw new ElementError(`expected ${count} elements, got ${strings.length}`);
  return strings;
}

function writeStrings(strings: readonly string[]): Uint8Array {
  const lengths = strings.map((text) => Buffer.byteLength(text));
  const buffer = Buffer.allocUnsafe(lengths.reduce((sum, length) => sum + 4 + length, 0));
  let offset = 0;
  for (const [index, text] of strings.entries()) {
    offset = buffer.writeUInt32LE(lengths[index] as number, offset);
    offset += buffer.write(text, offset);
  }
  return buffer;
}
