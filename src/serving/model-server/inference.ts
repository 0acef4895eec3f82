import type { Encoded, OutputValues, Prediction } from '../../core/answer.js';
import { isBatchable, rowShape, type ModelCard, type TensorSpec } from '../../core/model-card.js';
import { elementWords, readElement } from '../../inference/element-types.js';
import type { ModelSession } from '../../inference/session.js';
import { OIP_DATATYPES } from '../oip/datatypes.js';
import type { RequestSpan } from '../request-span.js';

/** A request that the protocol refuses: HTTP status and what is said in `{"error"}`. */
export class OipError extends Error {
  override readonly name = 'OipError';
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

interface InputTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly datatype: string;
  readonly data: readonly unknown[];
}

/**
 * @returns a function from the JSON text of an inference request to the JSON text of its response; the span of a traced
 * one is told where the time goes.
 */
export function createInference(
  card: ModelCard,
  session: ModelSession,
  version: string,
): (text: string, span?: RequestSpan) => Promise<string> {
  const head = `{"model_name":${JSON.stringify(card.name)},"model_version":"${version}"`;
  const batchable = isBatchable(card);

  return async (text, span) => {
    const request = parseRequest(text);
    const rows = splitRows(card, request.inputs, batchable);
    span?.lap('marshal');
    const predictions = await session.run(rows, span);
    span?.lap('other');
    const id = request.id === undefined ? '' : `,"id":${JSON.stringify(request.id)}`;
    const outputs = card.outputs.flatMap((output, index) =>
      request.outputs && !request.outputs.has(output.name)
        ? []
        : [outputJson(output, index, predictions, batchable)],
    );
    const body = `${head}${id},"outputs":[${outputs.join(',')}]}`;
    span?.lap('marshal');
    return body;
  };
}

function outputJson(
  output: TensorSpec,
  index: number,
  predictions: readonly Prediction[],
  batchable: boolean,
): string {
  const data =
    predictions.length === 1
      ? (predictions[0]?.[index] ?? [])
      : predictions.flatMap((row) => row[index] ?? []);
  const row = rowShape(output);
  const inner = row.some((dimension) => typeof dimension === 'string')
    ? [data.length / predictions.length]
    : row;
  const shape = batchable || row.length < output.shape.length ? [predictions.length, ...inner] : inner;
  return `{"name":${JSON.stringify(output.name)},"datatype":"${OIP_DATATYPES[output.type]}","shape":[${shape.join(',')}],"data":${dataJson(data)}}`;
}

function dataJson(data: OutputValues): string {
  return JSON.stringify(data);
}

interface ParsedRequest {
  readonly id: string | undefined;
  readonly inputs: readonly unknown[];
  readonly outputs: ReadonlySet<string> | undefined;
}

function parseRequest(text: string): ParsedRequest {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new OipError(
      400,
      `the body is not JSON: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  const { id, inputs, outputs } = (parsed ?? {}) as { id?: unknown; inputs?: unknown; outputs?: unknown };
  if (!Array.isArray(inputs)) throw new OipError(400, '"inputs" must be an array of tensors');
  if (outputs !== undefined && !Array.isArray(outputs)) throw new OipError(400, '"outputs" must be an array');
  return {
    id: id === undefined ? undefined : String(id),
    inputs,
    outputs: outputs && new Set(outputs.map((output: { name?: unknown } | null) => String(output?.name))),
  };
}

/** Checks every tensor against the graph and cuts it into rows. */
function splitRows(card: ModelCard, tensors: readonly unknown[], batchable: boolean): Encoded[] {
  const inputs = card.inputs.map((input) => {
    const tensor = tensors.find((candidate) => (candidate as { name?: unknown } | null)?.name === input.name);
    if (tensor === undefined) throw new OipError(400, `input "${input.name}" is missing`);
    return readTensor(input, tensor as Partial<InputTensor>);
  });
  for (const tensor of tensors) {
    const name = (tensor as { name?: unknown } | null)?.name;
    if (!card.inputs.some((input) => input.name === name))
      throw new OipError(400, `unknown input "${String(name)}"`);
  }
  const count = batchable ? (inputs[0]?.shape[0] ?? 1) : 1;
  if (batchable && inputs.some(({ shape }) => shape[0] !== count)) {
    throw new OipError(400, 'all inputs must have the same batch dimension');
  }
  const open = card.inputs.some((input) =>
    rowShape(input).some((dimension) => typeof dimension === 'string'),
  );
  const shapes = open
    ? inputs.map(({ shape }, index) =>
        shape.slice(shape.length - rowShape(card.inputs[index] as TensorSpec).length),
      )
    : undefined;
  if (count === 1) return [{ inputs: inputs.map(({ values }) => values), shapes, unseen: false }];
  return Array.from({ length: count }, (_, row) => ({
    inputs: inputs.map(({ values }) => {
      const width = values.length / count;
      return values.slice(row * width, (row + 1) * width) as number[];
    }),
    shapes,
    unseen: false,
  }));
}

function readTensor(
  input: TensorSpec,
  { shape, datatype, data }: Partial<InputTensor>,
): { shape: readonly number[]; values: number[] | string[] } {
  const { name, type } = input;
  if (datatype !== OIP_DATATYPES[type]) {
    throw new OipError(
      400,
      `input "${name}" must have datatype ${OIP_DATATYPES[type]}, got ${String(datatype)}`,
    );
  }
  if (!Array.isArray(shape) || !shape.every((size) => Number.isSafeInteger(size) && size > 0)) {
    throw new OipError(
      400,
      `input "${name}" must have a shape of positive integers, got ${JSON.stringify(shape)}`,
    );
  }
  const fits =
    input.shape.length === shape.length &&
    input.shape.every((size, axis) => typeof size === 'string' || size === shape[axis]);
  if (!fits) {
    throw new OipError(
      400,
      `input "${name}" must have shape [${input.shape.join(', ')}], got [${shape.join(', ')}]`,
    );
  }
  if (!Array.isArray(data)) throw new OipError(400, `input "${name}" must have "data", an array`);
  const flat: readonly unknown[] = Array.isArray(data[0]) ? data.flat(Infinity) : data;
  const size = shape.reduce((product, dimension) => product * dimension, 1);
  if (flat.length !== size) {
    throw new OipError(
      400,
      `input "${name}" of shape [${shape.join(', ')}] needs ${size} elements, got ${flat.length}`,
    );
  }
  const values = flat.map((element) => {
    const read = readElement(element, type);
    if (read === undefined)
      throw new OipError(400, `input "${name}" must hold ${elementWords(type)} (${type})`);
    return read;
  });
  return { shape, values: values as number[] };
}
