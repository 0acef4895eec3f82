import type { Encoded, OutputValues, Prediction } from '../../core/answer.js';
import { isBatchable, rowShape, type ModelCard } from '../../core/model-card.js';
import { OIP_DATATYPES } from '../oip/datatypes.js';

/** Turns encoded rows into an inference request of the Open Inference Protocol (KServe V2), and its answer back. */
export interface OipCodec {
  request(rows: readonly Encoded[]): string;
  /** @throws Error naming the output that is missing or has the wrong size. */
  response(body: string, rows: number): readonly Prediction[];
}

interface OutputTensor {
  readonly name: string;
  readonly data: unknown;
}

export function createOipCodec(card: ModelCard): OipCodec {
  const batchable = isBatchable(card);
  const inputs = card.inputs.map((input, index) => {
    const row = rowShape(input);
    const isBool = input.type === 'bool';
    const lead = batchable || row.length < input.shape.length;
    return {
      head: `{"name":${JSON.stringify(input.name)},"datatype":"${OIP_DATATYPES[input.type]}","shape":[`,
      shape: (rows: readonly Encoded[]): string => {
        const inner = rows[0]?.shapes?.[index] ?? row;
        return (lead ? [rows.length, ...inner] : inner).join(',');
      },
      data: (rows: readonly Encoded[]): string =>
        rows.map((encoded) => dataJson(encoded.inputs[index] ?? [], isBool)).join(','),
    };
  });
  return {
    request: (rows) => {
      const tensors = inputs.map(({ head, shape, data }) => `${head}${shape(rows)}],"data":[${data(rows)}]}`);
      return `{"inputs":[${tensors.join(',')}]}`;
    },
    response: (body, rows) => readOutputs(card, body, rows),
  };
}

/** Elements of a row, comma-separated: `[1,2]` without its brackets. */
function dataJson(values: readonly number[] | readonly string[], isBool: boolean): string {
  if (isBool) return (values as readonly number[]).map(Boolean).join(',');
  return JSON.stringify(values).slice(1, -1);
}

function readOutputs(card: ModelCard, body: string, rows: number): readonly Prediction[] {
  const { outputs } = JSON.parse(body) as { readonly outputs?: readonly OutputTensor[] };
  const columns = card.outputs.map(({ name }) => {
    const tensor = outputs?.find((candidate) => candidate.name === name);
    if (!tensor || !Array.isArray(tensor.data))
      throw new Error(`the model server's answer has no output "${name}"`);
    const data = (Array.isArray(tensor.data[0]) ? tensor.data.flat(Infinity) : tensor.data) as OutputValues;
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
