import { isBatchable, rowShape, type ModelCard } from '../../core/model-card.js';
import { elementBytes, elementCount } from '../../inference/tensor-data.js';
import { OIP_DATATYPES } from '../oip/datatypes.js';
import { readText, readTensorBytes } from '../oip/tensor-bytes.js';
import type { InputCheck } from './graph-check.js';
import type { InferRequest, RequestedOutput } from './infer-request.js';
import { invalid } from './oip-error.js';

/**
 * A raw binary request (Inference-Header-Content-Length: 0): the body is the one input of the model, one row of it, and
 * nothing else. The shape follows from the size, so at most one inner dimension may be open; BYTES need the shape [1].
 * Outputs are sent as binary data.
 * https://github.com/triton-inference-server/server/blob/main/docs/protocol/extension_binary_data.md#raw-binary-request
 */
export function createRawReader(
  card: ModelCard,
  beginCheck: () => InputCheck,
  outputs: readonly RequestedOutput[],
): (body: Buffer) => InferRequest {
  const batchable = isBatchable(card);
  const [input] = card.inputs;
  return (body) => {
    if (!input || card.inputs.length !== 1) {
      throw invalid(
        `Raw request must only have 1 input to be deduced but got ${card.inputs.length} inputs in '${card.name}'`,
      );
    }
    const { name, type } = input;
    const inner = batchable ? rowShape(input) : input.shape;
    const known = elementCount(inner.filter((size) => typeof size === 'number'));
    const open = inner.length - inner.filter((size) => typeof size === 'number').length;
    if (open > 1) {
      throw invalid(
        `The shape of the raw input '${name}' can not be deduced because there are more than one variable-sized dimension`,
      );
    }
    if (type === 'string' && (open > 0 || known !== 1))
      throw invalid(`For BYTES datatype raw input '${name}', the model must have input shape [1]`);
    const size = type === 'string' ? 0 : Math.floor(body.length / known / elementBytes(type));
    const shape = inner.map((dimension) => (typeof dimension === 'number' ? dimension : size));
    const check = beginCheck();
    const head = { name, datatype: OIP_DATATYPES[type], shape: batchable ? [1, ...shape] : shape };
    // The one element of BYTES comes without its length.
    check.add(head, (_type, count) =>
      type === 'string' ? [readText(body)] : readTensorBytes(type, body, count),
    );
    return { id: undefined, ...check.finish(), outputs };
  };
}
