import type { Prediction } from '../../core/answer.js';
import type { ModelCard, TensorType } from '../../core/model-card.js';
import { sliceRow, stackRows } from '../../inference/stack-rows.js';
import { elementCount, type TensorElements } from '../../inference/tensor-data.js';
import { HEADER_LENGTH, OIP_DATATYPES } from '../oip/datatypes.js';
import { readTensorBytes, writeTensorBytes } from '../oip/tensor-bytes.js';
import { createRequestShape, type RemoteCodec } from './remote-codec.js';

const CONTENT_TYPE = 'application/octet-stream';
const TAIL = '],"parameters":{"binary_data_output":true}}';

interface OutputTensor {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
  readonly parameters?: { readonly binary_data_size?: number };
}

interface Column {
  readonly type: TensorType;
  readonly elements: TensorElements;
  readonly width: number;
}

/** Tensors as bytes after the JSON, both ways: the binary data extension, which the server must have. */
export function createBinaryCodec(card: ModelCard): RemoteCodec {
  const inputs = card.inputs.map(({ name, type }, index) => ({
    type,
    head: `{"name":${JSON.stringify(name)},"datatype":"${OIP_DATATYPES[type]}","shape":[`,
    shape: createRequestShape(card, index),
  }));
  return {
    request: (rows) => {
      const tensors = inputs.map(({ type, head, shape }, index) => {
        const sizes = shape(rows);
        const bytes = writeTensorBytes(type, stackRows(type, rows, index, elementCount(sizes)));
        const json = `${head}${sizes.join(',')}],"parameters":{"binary_data_size":${bytes.byteLength}}}`;
        return { json, bytes };
      });
      const json = Buffer.from(`{"inputs":[${tensors.map((tensor) => tensor.json).join(',')}${TAIL}`);
      return {
        body: Buffer.concat([json, ...tensors.map(({ bytes }) => bytes)]),
        headers: { 'content-type': CONTENT_TYPE, [HEADER_LENGTH]: String(json.length) },
      };
    },
    response: ({ body, headerLength }, rows) => {
      if (headerLength === undefined)
        throw new Error('the model server sent no binary tensors: use encoding json for it');
      const { outputs } = JSON.parse(body.toString('utf8', 0, headerLength)) as {
        readonly outputs: readonly OutputTensor[];
      };
      const columns = readColumns(card, outputs, body.subarray(headerLength), rows);
      return Array.from({ length: rows }, (_, row): Prediction =>
        columns.map(({ type, elements, width }) => sliceRow(type, elements, row * width, width)),
      );
    },
  };
}

/** The outputs of the card; their bytes follow each other in the order of the answer. */
function readColumns(
  { outputs: specs }: ModelCard,
  outputs: readonly OutputTensor[],
  bytes: Buffer,
  rows: number,
): readonly Column[] {
  const columns: (Column | undefined)[] = specs.map(() => undefined);
  let offset = 0;
  for (const { name, datatype, shape, parameters } of outputs) {
    const size = parameters?.binary_data_size;
    if (size === undefined) throw new Error(`output "${name}" of the model server is not binary`);
    const start = offset;
    offset += size;
    const place = specs.findIndex((spec) => spec.name === name);
    const spec = specs[place];
    if (!spec) continue;
    if (datatype !== OIP_DATATYPES[spec.type])
      throw new Error(`output "${name}" of the model server is ${datatype}, the card says ${spec.type}`);
    const count = elementCount(shape);
    if (count % rows !== 0 || count === 0)
      throw new Error(`output "${name}" of the model server has ${count} elements for ${rows} rows`);
    const elements = readTensorBytes(spec.type, bytes.subarray(start, offset), count);
    columns[place] = { type: spec.type, elements, width: count / rows };
  }
  const missing = specs[columns.indexOf(undefined)];
  if (missing) throw new Error(`the model server's answer has no output "${missing.name}"`);
  return columns as readonly Column[];
}
