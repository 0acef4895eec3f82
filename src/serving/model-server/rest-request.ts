import type { ModelCard } from '../../core/model-card.js';
import { readTensorBytes } from '../oip/tensor-bytes.js';
import { flagOf, isFields, type Fields } from './fields.js';
import type { InputCheck, TensorHead } from './graph-check.js';
import type { InferRequest } from './infer-request.js';
import { parseJson } from './json-body.js';
import { invalid } from './oip-error.js';
import { createRawReader } from './raw-request.js';
import { readOutputs, type OutputChoice } from './requested-outputs.js';
import { readTensorJson } from './tensors-json.js';

/**
 * Reads the body of an inference request, decompressed.
 *
 * @param headerLength bytes of the JSON, from Inference-Header-Content-Length; undefined where all of it is JSON
 * @throws OipError 400
 */
export type RestReader = (body: Buffer, headerLength: number | undefined) => InferRequest;

const NO_OUTPUTS: ReturnType<typeof readOutputs> = [];

export function createRestReader(
  card: ModelCard,
  beginCheck: () => InputCheck,
  chooseOutputs: OutputChoice,
): RestReader {
  const readRaw = createRawReader(card, beginCheck, chooseOutputs([], true));

  return (body, headerLength) => {
    if (headerLength === 0) return readRaw(body);
    if (headerLength !== undefined && headerLength > body.length) {
      throw invalid(`inference header size should be in range (0, ${body.length}), got: ${headerLength}`);
    }
    const jsonEnd = headerLength ?? body.length;
    return parseJson(body, jsonEnd, (parsed, exact) => {
      if (!isFields(parsed)) throw invalid('the request must be a JSON object');
      const { id, inputs, outputs, parameters } = parsed;
      if (id !== undefined && typeof id !== 'string')
        throw invalid("Unable to parse 'id': expected a string");
      if (!Array.isArray(inputs)) throw invalid("Unable to parse 'inputs': expected an array");
      const check = beginCheck();
      let offset = jsonEnd;
      for (const [index, input] of inputs.entries()) {
        const twin = exact === undefined ? undefined : exactData(exact, index);
        offset = readInput(check, input, twin, { body, offset, model: card.name });
      }
      if (offset !== body.length) throw invalid(`unexpected additional input data for model '${card.name}'`);
      const wantsBinary = flagOf(parameters, 'binary_data_output') ?? false;
      const asked = outputs === undefined ? NO_OUTPUTS : readOutputs(outputs, wantsBinary);
      return { id, ...check.finish(), outputs: chooseOutputs(asked, wantsBinary) };
    });
  };
}

/** `data` of an input in the twin of the request, which has the same form. */
function exactData(exact: unknown, index: number): readonly unknown[] | undefined {
  const { inputs } = exact as { readonly inputs: readonly { readonly data?: readonly unknown[] }[] };
  return inputs[index]?.data;
}

/**
 * @param twin `data` with exact integers
 * @returns where the binary data of the next input starts
 */
function readInput(
  check: InputCheck,
  input: unknown,
  twin: readonly unknown[] | undefined,
  { body, offset, model }: { readonly body: Buffer; readonly offset: number; readonly model: string },
): number {
  if (!isFields(input)) throw invalid("Unable to parse 'inputs': expected an array of objects");
  const head = readHead(input);
  const { data } = input;
  const size = binarySize(input, data !== undefined);
  if (size === undefined) {
    if (!Array.isArray(data)) throw invalid("Unable to parse 'data': expected an array");
    check.add(head, (type, count) => {
      const exact = type === 'int64' || type === 'uint64' ? (twin ?? data) : data;
      return readTensorJson(type, head.shape, count, exact);
    });
    return offset;
  }
  const end = offset + size;
  if (end > body.length) {
    throw invalid(
      `unexpected size for input '${head.name}', expecting ${end - body.length} additional bytes for model '${model}'`,
    );
  }
  check.add(head, (type, count) => readTensorBytes(type, body.subarray(offset, end), count));
  return end;
}

function readHead({ name, datatype, shape }: Fields): TensorHead {
  if (typeof name !== 'string') throw invalid("Unable to parse 'name': expected a string");
  if (typeof datatype !== 'string')
    throw invalid(`Unable to parse 'datatype' of input '${name}': expected a string`);
  if (!Array.isArray(shape) || !shape.every((size) => Number.isSafeInteger(size) && size >= 0)) {
    throw invalid(`Unable to parse 'shape' of input '${name}': expected an array of integers from 0`);
  }
  return { name, datatype, shape };
}

/** @returns the size that the parameters state, or undefined for a tensor in JSON. */
function binarySize({ parameters }: Fields, hasData: boolean): number | undefined {
  const { binary_data_size: size, shared_memory_region: region } = isFields(parameters)
    ? parameters
    : ({} as Fields);
  if (region !== undefined) throw invalid('shared memory is not supported: send the tensor itself');
  if (hasData === (size !== undefined)) {
    throw invalid(
      "Input must set only one of the following fields: 'data', 'binary_data_size' in 'parameters'. But " +
        (hasData ? "set 'data' 'binary_data_size'" : 'no field is set'),
    );
  }
  if (size !== undefined && !(Number.isSafeInteger(size) && (size as number) >= 0)) {
    throw invalid("Unable to parse 'binary_data_size': expected an integer from 0");
  }
  return size as number | undefined;
}
