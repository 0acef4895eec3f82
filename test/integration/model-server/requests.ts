import fc from 'fast-check';

import { HEADER_LENGTH } from './http-client.js';
import { dataJson, halfValue, toBytes, type Datatype, type Value, type WireTensor } from './wire.js';

/** Requests of every kind that the protocol and the binary extension allow, and what mutates them into wrong ones. */
export const IDENTITIES = {
  ...{ identity_bool: 'BOOL', identity_int8: 'INT8', identity_int16: 'INT16', identity_int32: 'INT32' },
  ...{
    identity_int64: 'INT64',
    identity_uint8: 'UINT8',
    identity_uint16: 'UINT16',
    identity_uint32: 'UINT32',
  },
  ...{ identity_uint64: 'UINT64', identity_fp16: 'FP16', identity_fp32: 'FP32', identity_fp64: 'FP64' },
  identity_bytes: 'BYTES',
} as Readonly<Record<string, Datatype>>;

const MIXED: readonly (readonly [string, Datatype, number])[] = [
  ['text', 'BYTES', 1],
  ['flags', 'BOOL', 2],
  ['codes', 'INT64', 3],
  ['half', 'FP16', 4],
  ['real', 'FP64', 5],
];

/** One input, and how it is sent. */
export interface DraftInput extends WireTensor {
  readonly form: 'flat' | 'nested' | 'binary';
}

export interface Draft {
  readonly model: string;
  readonly version: boolean;
  readonly id: string | undefined;
  readonly inputs: readonly DraftInput[];
  /** Output names with `binary_data`, where it is given. */
  readonly outputs: readonly (readonly [string, boolean | undefined])[] | undefined;
  readonly binaryOutput: boolean | undefined;
  readonly requestCoding: 'gzip' | 'deflate' | undefined;
  readonly responseCoding: 'gzip' | 'deflate' | undefined;
}

const isInteger = (datatype: Datatype): boolean => /^U?INT/.test(datatype);

function range(datatype: Datatype): { min: bigint; max: bigint } {
  const bits = BigInt(datatype.replace(/\D/g, ''));
  if (datatype.startsWith('U')) return { min: 0n, max: 2n ** bits - 1n };
  return { min: -(2n ** (bits - 1n)), max: 2n ** (bits - 1n) - 1n };
}

/** @param isFinite whether NaN and infinities are left out, as they must be in JSON */
function anyValue(datatype: Datatype, isFinite: boolean): fc.Arbitrary<Value> {
  if (isInteger(datatype)) return fc.bigInt(range(datatype));
  if (datatype === 'BOOL') return fc.boolean();
  // The runtime ends a string at a NUL, so the server refuses one.
  if (datatype === 'BYTES')
    return fc.string({ unit: 'binary', maxLength: 8 }).filter((text) => !text.includes('\0'));
  if (datatype === 'FP16') {
    return fc
      .integer({ min: 0, max: 0xffff })
      .map(halfValue)
      .filter((value) => !isFinite || Number.isFinite(value));
  }
  const options = { noNaN: isFinite, noDefaultInfinity: isFinite };
  return datatype === 'FP32' ? fc.float(options) : fc.double(options);
}

function anyInput(name: string, datatype: Datatype, shape: readonly number[]): fc.Arbitrary<DraftInput> {
  const count = shape.reduce((product, size) => product * size, 1);
  return fc
    .constantFrom('flat', 'nested', 'binary')
    .chain((form) =>
      fc
        .array(anyValue(datatype, form !== 'binary'), { minLength: count, maxLength: count })
        .map((values): DraftInput => ({ name, datatype, shape, form, values })),
    );
}

const anyInputs = (model: string): fc.Arbitrary<readonly DraftInput[]> =>
  fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 5 })).chain(([rows, width]) => {
    const datatype = IDENTITIES[model];
    if (datatype) return fc.tuple(anyInput('INPUT0', datatype, [rows, width]));
    return fc
      .tuple(...MIXED.map(([name, type, columns]) => anyInput(name, type, [rows, columns])))
      .chain((inputs) => fc.shuffledSubarray(inputs, { minLength: inputs.length }));
  });

export function outputNames(model: string): readonly string[] {
  return IDENTITIES[model] ? ['OUTPUT0'] : MIXED.map(([name]) => `${name}_out`);
}

/** The input that an output gives back. */
export function sourceOf(draft: Draft, output: string): DraftInput {
  const name = IDENTITIES[draft.model] ? 'INPUT0' : output.replace(/_out$/, '');
  return draft.inputs.find((input) => input.name === name) as DraftInput;
}

const coding = fc.option(fc.constantFrom('gzip' as const, 'deflate' as const), { nil: undefined, freq: 3 });
const flag = fc.option(fc.boolean(), { nil: undefined });

export const anyDraft: fc.Arbitrary<Draft> = fc
  .constantFrom(...Object.keys(IDENTITIES), 'mixed', 'mixed')
  .chain((model) =>
    fc.record({
      model: fc.constant(model),
      version: fc.boolean(),
      id: fc.option(fc.string({ unit: 'binary' }), { nil: undefined }),
      inputs: anyInputs(model),
      outputs: fc.option(
        fc
          .shuffledSubarray([...outputNames(model)], { minLength: 1 })
          .chain((names) => fc.tuple(...names.map((name) => fc.tuple(fc.constant(name), flag)))),
        { nil: undefined },
      ),
      binaryOutput: flag,
      requestCoding: coding,
      responseCoding: coding,
    }),
  );

/** A request as it is sent: JSON, then tensors, then a coding. */
export interface Rendered {
  readonly json: string;
  readonly tail: Buffer;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

export function render(draft: Draft): Rendered {
  const { model, version, id, inputs, outputs, binaryOutput, responseCoding } = draft;
  const binary = inputs
    .filter(({ form }) => form === 'binary')
    .map((tensor) => toBytes(tensor.datatype, tensor.values));
  const fields = [
    ...(id === undefined ? [] : [`"id":${JSON.stringify(id)}`]),
    `"inputs":[${inputs.map(inputJson).join(',')}]`,
    ...(outputs ? [`"outputs":[${outputs.map(outputJson).join(',')}]`] : []),
    ...(binaryOutput === undefined ? [] : [`"parameters":{"binary_data_output":${binaryOutput}}`]),
  ];
  const json = `{${fields.join(',')}}`;
  const stated = binary.length > 0 ? { [HEADER_LENGTH]: String(Buffer.byteLength(json)) } : {};
  return {
    json,
    tail: Buffer.concat(binary),
    path: `/v2/models/${model}${version ? '/versions/1' : ''}/infer`,
    headers: { ...stated, ...(responseCoding ? { 'Accept-Encoding': responseCoding } : {}) },
  };
}

function inputJson(input: DraftInput): string {
  const head = `"name":"${input.name}","datatype":"${input.datatype}","shape":[${input.shape.join(',')}]`;
  if (input.form !== 'binary') return `{${head},"data":${dataJson(input, input.form === 'nested')}}`;
  return `{${head},"parameters":{"binary_data_size":${toBytes(input.datatype, input.values).length}}}`;
}

function outputJson([name, isBinary]: readonly [string, boolean | undefined]): string {
  return isBinary === undefined
    ? `{"name":"${name}"}`
    : `{"name":"${name}","parameters":{"binary_data":${isBinary}}}`;
}
