/*
 * ONNX graphs as the protocol buffers that they are (field numbers are of onnx.proto3), so that no Python is needed and no
 * binary is committed.
 */

/** Numbers of the element types. */
export const FLOAT = 1;
export const INT64 = 7;
export const STRING = 8;

/** @param graph fields of a GraphProto. @returns the file */
export function onnxModel(graph: readonly Buffer[]): Buffer {
  const opset = Buffer.concat([field(1, ''), number(2, 13)]);
  return Buffer.concat([number(1, 8), field(7, Buffer.concat(graph)), field(8, opset)]);
}

export function node(type: string, inputs: readonly string[], output: string): Buffer {
  return Buffer.concat([...inputs.map((name) => field(1, name)), field(2, output), field(4, type)]);
}

export function tensor(name: string, type: number, dimensions: readonly number[], raw: Buffer): Buffer {
  const dims = dimensions.map((size) => number(1, size));
  return Buffer.concat([...dims, number(2, type), field(8, name), field(9, raw)]);
}

/** @param dimensions sizes, or the names of those that are left open */
export function valueInfo(name: string, dimensions: readonly (number | string)[], type = FLOAT): Buffer {
  const sizes = dimensions.map((size) => (typeof size === 'number' ? number(1, size) : field(2, size)));
  const shape = Buffer.concat(sizes.map((size) => field(1, size)));
  const tensorType = Buffer.concat([number(1, type), field(2, shape)]);
  return Buffer.concat([field(1, name), field(2, field(1, tensorType))]);
}

/** A field of known length: text, bytes or a message. */
export function field(id: number, content: string | Buffer): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([varint(id * 8 + 2), varint(bytes.length), bytes]);
}

export function number(id: number, value: number): Buffer {
  return Buffer.concat([varint(id * 8), varint(value)]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) + 128);
  }
}
