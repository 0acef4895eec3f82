/*
 * An ONNX graph that only takes time: `y = mean(x)`, by way of products of large matrices. Written as the protocol
 * buffer that it is (field numbers are of onnx.proto3), so that no Python is needed and no binary is committed.
 */

const SIZE = 256;
const PRODUCTS = 16;

const FLOAT = 1;
const INT64 = 7;

/** @returns a model of one input `x` (4 numbers) and one output `y`, some 20 ms a run. */
export function heavyModel(): Buffer {
  const steps = Array.from({ length: PRODUCTS }, (_, index) => index);
  const nodes = [
    node('ReduceMean', ['x'], 'mean'),
    node('Expand', ['mean', 'shape'], 'm0'),
    node('Expand', ['share', 'shape'], 'shares'),
    // A row of n equal values times a column of n times 1/n is that value again.
    ...steps.map((index) => node('MatMul', [`m${index}`, 'shares'], `m${index + 1}`)),
    node('ReduceMean', [`m${PRODUCTS}`], 'y'),
  ];
  const size = Buffer.alloc(16);
  size.writeBigInt64LE(BigInt(SIZE), 0);
  size.writeBigInt64LE(BigInt(SIZE), 8);
  const share = Buffer.alloc(4);
  share.writeFloatLE(1 / SIZE);
  const graph = [
    ...nodes.map((bytes) => field(1, bytes)),
    field(2, 'heavy'),
    field(5, tensor('shape', INT64, [2], size)),
    field(5, tensor('share', FLOAT, [1, 1], share)),
    field(11, valueInfo('x', [1, 4])),
    field(12, valueInfo('y', [1, 1])),
  ];
  const opset = Buffer.concat([field(1, ''), number(2, 13)]);
  return Buffer.concat([number(1, 8), field(7, Buffer.concat(graph)), field(8, opset)]);
}

function node(type: string, inputs: readonly string[], output: string): Buffer {
  return Buffer.concat([...inputs.map((name) => field(1, name)), field(2, output), field(4, type)]);
}

function tensor(name: string, type: number, dimensions: readonly number[], raw: Buffer): Buffer {
  const dims = dimensions.map((size) => number(1, size));
  return Buffer.concat([...dims, number(2, type), field(8, name), field(9, raw)]);
}

function valueInfo(name: string, dimensions: readonly number[]): Buffer {
  const shape = Buffer.concat(dimensions.map((size) => field(1, number(1, size))));
  const tensorType = Buffer.concat([number(1, FLOAT), field(2, shape)]);
  return Buffer.concat([field(1, name), field(2, field(1, tensorType))]);
}

/** A field of known length: text, bytes or a message. */
function field(id: number, content: string | Buffer): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([varint(id * 8 + 2), varint(bytes.length), bytes]);
}

function number(id: number, value: number): Buffer {
  return Buffer.concat([varint(id * 8), varint(value)]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) + 128);
  }
}
