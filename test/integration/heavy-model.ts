/*
 * An ONNX graph that only takes time: `y = mean(x)`, by way of products of large matrices.
 */
import { field, FLOAT, INT64, node, onnxModel, tensor, valueInfo } from '../onnx-model.js';

const SIZE = 256;

/** @returns a model of one input `x` (4 numbers) and one output `y`; 16 products take some 20 ms a run. */
export function heavyModel(products = 16): Buffer {
  const steps = Array.from({ length: products }, (_, index) => index);
  const nodes = [
    node('ReduceMean', ['x'], 'mean'),
    node('Expand', ['mean', 'shape'], 'm0'),
    node('Expand', ['share', 'shape'], 'shares'),
    // A row of n equal values times a column of n times 1/n is that value again.
    ...steps.map((index) => node('MatMul', [`m${index}`, 'shares'], `m${index + 1}`)),
    node('ReduceMean', [`m${products}`], 'y'),
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
  return onnxModel(graph);
}
