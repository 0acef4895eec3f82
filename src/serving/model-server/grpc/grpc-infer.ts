import type { ModelCard } from '../../../core/model-card.js';
import type { TensorData } from '../../../inference/tensor-data.js';
import { OIP_DATATYPES } from '../../oip/datatypes.js';
import { readTensorBytes, writeTensorBytes } from '../../oip/tensor-bytes.js';
import type { ReadElements } from '../graph-check.js';
import type { InferRequest } from '../infer-request.js';
import { invalid } from '../oip-error.js';
import { MODEL_VERSION, type ServedModel } from '../served-model.js';
import type { InputTensor, ModelInferRequest, ModelInferResponse } from './messages.js';
import { readTypedContents } from './typed-contents.js';

/** Reads a ModelInfer message, raw or typed. @throws OipError 400 */
export function readGrpcRequest(
  { beginCheck, chooseOutputs }: ServedModel,
  message: ModelInferRequest,
): InferRequest {
  const { id, inputs, outputs, raw_input_contents: raw, model_name: model } = message;
  const both = raw.length > 0 ? inputs.find(({ contents }) => contents) : undefined;
  if (both) {
    throw invalid(
      `contents field must not be specified when using raw_input_contents for '${both.name}' for model '${model}'`,
    );
  }
  if (raw.length > 0 && raw.length !== inputs.length) {
    throw invalid(
      `expected ${inputs.length} raw input contents for ${inputs.length} inputs of model '${model}', got ${raw.length}`,
    );
  }
  const check = beginCheck();
  for (const [index, input] of inputs.entries()) {
    check.add(headOf(input), elementsOf(input, raw.length > 0 ? raw[index] : undefined, model));
  }
  const asked = outputs.map(({ name, parameters }) => ({ name, parameters, isBinary: true }));
  return { id: id === '' ? undefined : id, ...check.finish(), outputs: chooseOutputs(asked, true) };
}

function headOf({ name, datatype, shape }: InputTensor): { name: string; datatype: string; shape: number[] } {
  const sizes = shape.map(Number);
  if (!sizes.every((size) => Number.isSafeInteger(size) && size >= 0))
    throw invalid(`Unable to parse 'shape' of input '${name}': expected integers from 0`);
  return { name, datatype, shape: sizes };
}

function elementsOf({ name, contents }: InputTensor, raw: Buffer | undefined, model: string): ReadElements {
  return (type, count) => {
    if (raw) return readTensorBytes(type, raw, count);
    if (contents) return readTypedContents(type, contents, count);
    throw invalid(`unable to find data for input tensor '${name}' for model '${model}' in request`);
  };
}

/** @returns the response with raw contents, whatever the request had: that is what Triton's clients read. */
export function writeGrpcResponse(
  card: ModelCard,
  { id = '', outputs: requested }: InferRequest,
  outputs: readonly TensorData[],
): ModelInferResponse {
  const chosen = requested.map(({ index }) => ({
    name: card.outputs[index]?.name ?? '',
    ...(outputs[index] as TensorData),
  }));
  return {
    model_name: card.name,
    model_version: MODEL_VERSION,
    id,
    outputs: chosen.map(({ name, type, shape }) => ({ name, datatype: OIP_DATATYPES[type], shape })),
    raw_output_contents: chosen.map(({ type, data }) => writeTensorBytes(type, data)),
  };
}
