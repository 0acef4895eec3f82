import type { ModelCard } from '../../core/model-card.js';
import type { TensorData } from '../../inference/tensor-data.js';
import { OIP_DATATYPES } from '../oip/datatypes.js';
import { writeTensorBytes } from '../oip/tensor-bytes.js';
import type { InferRequest } from './infer-request.js';
import { writeTensorJson } from './tensors-json.js';

/** The body of a response: its JSON, and the binary tensors that follow it. */
export interface RestResponse {
  readonly json: string;
  readonly binary: readonly Uint8Array[];
}

const NONE: readonly Uint8Array[] = [];

/** @returns a function from the outputs of the model, in the order of the card, to the response. */
export function createRestWriter(
  card: ModelCard,
  version: string,
): (request: InferRequest, outputs: readonly TensorData[]) => RestResponse {
  const head = `{"model_name":${JSON.stringify(card.name)},"model_version":"${version}"`;
  const heads = card.outputs.map(
    ({ name, type }) => `{"name":${JSON.stringify(name)},"datatype":"${OIP_DATATYPES[type]}","shape":[`,
  );

  return ({ id, outputs: requested }, outputs) => {
    let binary: Uint8Array[] | undefined;
    let tensors = '';
    for (const { index, isBinary } of requested) {
      const { type, shape, data } = outputs[index] as TensorData;
      if (tensors !== '') tensors += ',';
      tensors += `${heads[index]}${shape.join(',')}],`;
      if (isBinary) {
        const bytes = writeTensorBytes(type, data);
        tensors += `"parameters":{"binary_data_size":${bytes.byteLength}}}`;
        (binary ??= []).push(bytes);
      } else tensors += `"data":${writeTensorJson(type, data)}}`;
    }
    const echo = id === undefined ? '' : `,"id":${JSON.stringify(id)}`;
    return { json: `${head}${echo},"outputs":[${tensors}]}`, binary: binary ?? NONE };
  };
}
