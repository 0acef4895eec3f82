import type { Encoded, OutputValues, Prediction } from '../../core/answer.js';
import type { ModelCard, OutputSpec, TensorType } from '../../core/model-card.js';
import { OIP_DATATYPES } from '../oip/datatypes.js';
import { mayHoldLargeInteger, parseExactIntegers } from '../oip/exact-json.js';
import { createRequestShape, type RemoteCodec } from './remote-codec.js';

const HEADERS = { 'content-type': 'application/json' };

interface OutputTensor {
  readonly name: string;
  readonly data?: unknown;
}

/** Tensors as JSON arrays. */
export function createJsonCodec(card: ModelCard): RemoteCodec {
  const inputs = card.inputs.map((input, index) => {
    const isBool = input.type === 'bool';
    const shape = createRequestShape(card, index);
    return {
      head: `{"name":${JSON.stringify(input.name)},"datatype":"${OIP_DATATYPES[input.type]}","shape":[`,
      shape: (rows: readonly Encoded[]): string => shape(rows).join(','),
      data: (rows: readonly Encoded[]): string =>
        rows.map((encoded) => dataJson(encoded.inputs[index] ?? [], isBool)).join(','),
    };
  });
  const hasLongs = card.outputs.some(({ type }) => isLong(type));
  return {
    request: (rows) => {
      const tensors = inputs.map(({ head, shape, data }) => `${head}${shape(rows)}],"data":[${data(rows)}]}`);
      return { body: `{"inputs":[${tensors.join(',')}]}`, headers: HEADERS };
    },
    response: ({ body }, rows) => {
      const text = body.toString('utf8');
      const outputs = outputsOf(JSON.parse(text));
      // Only here is an integer beyond 2^53 what it says: anywhere else it is a float, and a number.
      const exact = hasLongs && mayHoldLargeInteger(text) ? outputsOf(parseExactIntegers(text)) : outputs;
      return cutRows(card, ({ name, type }) => find(isLong(type) ? exact : outputs, name), rows);
    },
  };
}

/** Elements of a row, comma-separated: `[1,2]` without its brackets. */
function dataJson(values: readonly number[] | readonly string[], isBool: boolean): string {
  if (isBool) return (values as readonly number[]).map(Boolean).join(',');
  return JSON.stringify(values).slice(1, -1);
}

function isLong(type: TensorType): boolean {
  return type === 'int64' || type === 'uint64';
}

function outputsOf(parsed: unknown): readonly OutputTensor[] {
  return (parsed as { readonly outputs?: readonly OutputTensor[] }).outputs ?? [];
}

function find(outputs: readonly OutputTensor[], name: string): readonly unknown[] {
  const data = outputs.find((candidate) => candidate.name === name)?.data;
  if (!Array.isArray(data)) throw new Error(`the model server's answer has no output "${name}"`);
  return data;
}

function cutRows(
  card: ModelCard,
  dataOf: (output: OutputSpec) => readonly unknown[],
  rows: number,
): readonly Prediction[] {
  const columns = card.outputs.map((output) => {
    const { name } = output;
    const found = dataOf(output);
    const data = (Array.isArray(found[0]) ? found.flat(Infinity) : found) as OutputValues;
    if (data.length % rows !== 0 || data.length === 0) {
      throw new Error(`output "${name}" of the model server has ${data.length} elements for ${rows} rows`);
    }
    return { data, width: data.length / rows };
  });
  if (rows === 1) return [columns.map(({ data }) => data)];
  return Array.from({ length: rows }, (_, row) =>
    columns.map(({ data, width }) => data.slice(row * width, (row + 1) * width)),
  );
}
