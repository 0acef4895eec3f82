import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Encoded, Prediction } from '../../../../src/core/answer.js';
import { TENSOR_TYPES, type ModelCard, type TensorType } from '../../../../src/core/model-card.js';
import type { TensorSession } from '../../../../src/inference/tensor-session.js';
import { REMOTE_ENCODINGS } from '../../../../src/core/predictor-spec.js';
import { createOipCodec } from '../../../../src/serving/microservice/oip-codec.js';
import type { RemoteCodec } from '../../../../src/serving/microservice/remote-codec.js';
import { createServedModel } from '../../../../src/serving/model-server/served-model.js';
import { createStatistics } from '../../../../src/serving/model-server/statistics.js';
import { HEADER_LENGTH } from '../../../../src/serving/oip/datatypes.js';

/** A graph that gives its inputs back, the second one open in its inner dimension. */
function cardOf(type: TensorType): ModelCard {
  const tensors = (name: string): ModelCard['inputs'] => [
    { name: `${name}0`, type, shape: ['batch', 3] },
    { name: `${name}1`, type: 'float32', shape: ['batch', 'n'] },
  ];
  const rest = { name: 'echo', file: '', sha256: '', bytes: 0, features: [] };
  return { ...rest, inputs: tensors('in'), outputs: tensors('out') };
}

const echo: TensorSession = {
  run: async (outputs) => ({ outputs, preparedMs: 0, startedMs: 0, inferredMs: 0, extractedMs: 0 }),
  close: async () => undefined,
};

/** What the model server makes of a request of the client, and the client of its answer. */
async function roundTrip(
  card: ModelCard,
  codec: RemoteCodec,
  rows: readonly Encoded[],
): Promise<readonly Prediction[]> {
  const model = createServedModel(card, echo, createStatistics(), null);
  const { body, headers } = codec.request(rows);
  const stated = headers[HEADER_LENGTH];
  const { json, binary } = await model.infer(
    () => model.readRest(Buffer.from(body as Uint8Array), stated === undefined ? undefined : Number(stated)),
    (read, { outputs }) => model.writeRest(read, outputs),
  );
  const answer = {
    body: Buffer.concat([Buffer.from(json), ...binary]),
    headerLength: binary.length > 0 ? Buffer.byteLength(json) : undefined,
  };
  return codec.response(answer, rows.length);
}

/** Values as the encoder keeps them; 64-bit integers are safe ones. */
function anyValue(type: TensorType): fc.Arbitrary<number | string> {
  if (type === 'string') return fc.string().filter((text) => !text.includes('\0'));
  if (type === 'bool') return fc.nat(1);
  if (type === 'float16') return fc.integer({ min: -2048, max: 2048 }).map((steps) => steps / 64);
  if (type === 'float32') return fc.float({ noNaN: true, noDefaultInfinity: true });
  if (type === 'float64') return fc.double({ noNaN: true, noDefaultInfinity: true });
  if (type === 'int64') return fc.maxSafeInteger();
  if (type === 'uint64') return fc.maxSafeNat();
  const bits = Number(type.replace(/\D/g, ''));
  return type.startsWith('u')
    ? fc.nat(2 ** bits - 1)
    : fc.integer({ min: -(2 ** (bits - 1)), max: 2 ** (bits - 1) - 1 });
}

describe.each(REMOTE_ENCODINGS)('the codec of the client, encoding %s', (encoding) => {
  const create = (card: ModelCard): RemoteCodec => createOipCodec(card, encoding);

  it.each(TENSOR_TYPES)('carries rows of %s to a model server and back', async (type) => {
    const card = cardOf(type);
    const anyRow = fc.tuple(
      fc.array(anyValue(type), { minLength: 3, maxLength: 3 }),
      fc.array(anyValue('float32'), { minLength: 2, maxLength: 2 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(anyRow, { minLength: 1, maxLength: 4 }), async (values) => {
        const rows = values.map((inputs): Encoded => ({
          inputs: inputs as number[][],
          shapes: [[3], [2]],
          unseen: false,
        }));
        const predictions = await roundTrip(card, create(card), rows);
        // JSON has no negative zero.
        const plain = (value: number | string | boolean): number | string | boolean =>
          typeof value === 'number' ? value + 0 : value;
        expect(predictions.map((row) => row.map((output) => output.map(plain)))).toEqual(
          values.map((row) =>
            row.map((input, index) =>
              input.map((value) => (type === 'bool' && index === 0 ? value === 1 : plain(value))),
            ),
          ),
        );
      }),
      { numRuns: 40 },
    );
  });

  it('gives a 64-bit integer that no number holds as its digits', async () => {
    const card = cardOf('int64');
    const longs: TensorSession = {
      ...echo,
      run: async ([, second]) => ({
        outputs: [
          { type: 'int64', shape: [1, 3], data: BigInt64Array.of(2n ** 53n + 1n, -(2n ** 63n), 7n) },
          second as NonNullable<typeof second>,
        ],
        ...{ preparedMs: 0, startedMs: 0, inferredMs: 0, extractedMs: 0 },
      }),
    };
    const model = createServedModel(card, longs, createStatistics(), null);
    const codec = create(card);
    // A float of sixteen digits beside it stays a number.
    const { body, headers } = codec.request([
      { inputs: [[1, 2, 3], [9007199254740992]], shapes: [[3], [1]], unseen: false },
    ]);
    const stated = headers[HEADER_LENGTH];
    const written = await model.infer(
      () =>
        model.readRest(Buffer.from(body as Uint8Array), stated === undefined ? undefined : Number(stated)),
      (read, { outputs }) => model.writeRest(read, outputs),
    );
    const json = Buffer.from(written.json);
    const answer = {
      body: Buffer.concat([json, ...written.binary]),
      headerLength: written.binary.length > 0 ? json.length : undefined,
    };
    expect(codec.response(answer, 1)).toEqual([
      [['9007199254740993', '-9223372036854775808', 7], [9007199254740992]],
    ]);
  });

  it('names an output that is missing', () => {
    const body = Buffer.from('{"outputs":[]}');
    const headerLength = encoding === 'binary' ? body.length : undefined;
    expect(() => create(cardOf('float32')).response({ body, headerLength }, 1)).toThrow('no output "out0"');
  });
});

describe('encoding auto', () => {
  it('writes few elements as JSON, and many as bytes', () => {
    const codec = createOipCodec(cardOf('float32'), 'auto');
    const row: Encoded = {
      inputs: [
        [1, 2, 3],
        [4, 5],
      ],
      shapes: [[3], [2]],
      unseen: false,
    };
    const headerOf = (rows: number): string | undefined =>
      codec.request(Array.from({ length: rows }, () => row)).headers[HEADER_LENGTH];
    expect(headerOf(1)).toBeUndefined();
    expect(headerOf(12)).toBeUndefined();
    expect(headerOf(13)).toMatch(/^\d+$/);
  });
});
