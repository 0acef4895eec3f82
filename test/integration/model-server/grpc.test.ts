import { Client, credentials, status, type ServiceError } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { get } from './http-client.js';
import { decode, message, packed, type Decoded, type Field } from './protobuf.js';
import { FIXTURES, startModelServer, type RunningModelServer } from './start-server.js';
import { fromBytes, toBytes, type Datatype, type Value } from './wire.js';

const ascending = Array.from({ length: 16 }, (_, index) => BigInt(index));
const ones = Array.from({ length: 16 }, () => 1n);
const sums = ascending.map((value) => value + 1n);
const differences = ascending.map((value) => value - 1n);

/** Fields of InferTensorContents by datatype, as KServe's open_inference_grpc.proto numbers them. */
const CONTENTS: Readonly<Partial<Record<Datatype, number>>> = {
  ...{ BOOL: 1, INT8: 2, INT16: 2, INT32: 2, INT64: 3, UINT8: 4, UINT16: 4, UINT32: 4, UINT64: 5 },
  ...{ FP32: 6, FP64: 7, BYTES: 8 },
};

describe('the GRPCInferenceService', () => {
  let server: RunningModelServer;
  let client: Client;
  beforeAll(async () => {
    server = await startModelServer(['simple', 'mixed', 'identity_int8'], {
      grpc: true,
      repository: FIXTURES,
    });
    client = new Client((server.grpcUrl ?? '').replace('http://', ''), credentials.createInsecure());
  }, 60_000);
  afterAll(async () => {
    client.close();
    await server.stop();
  });

  const call = (method: string, ...fields: readonly Field[]): Promise<Decoded> =>
    new Promise((resolve, reject) => {
      client.makeUnaryRequest(
        `/inference.GRPCInferenceService/${method}`,
        (bytes: Buffer) => bytes,
        (bytes) => decode(bytes),
        message(...fields),
        (error, answer) => (error || !answer ? reject(error as Error) : resolve(answer)),
      );
    });
  const failure = async (method: string, ...fields: readonly Field[]): Promise<ServiceError> => {
    const error: unknown = await call(method, ...fields).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Error);
    return error as ServiceError;
  };
  const head = (name: string, datatype: string, shape: readonly number[]): readonly Field[] => [
    [1, name],
    [2, datatype],
    [3, packed(shape)],
  ];
  const raw = (...values: readonly (readonly bigint[])[]): readonly Field[] => [
    ...values.map((_, index): Field => [5, message(...head(`INPUT${index}`, 'INT32', [1, 16]))]),
    ...values.map((tensor): Field => [7, toBytes('INT32', tensor)]),
  ];
  const typed = (name: string, datatype: Datatype, shape: readonly number[], contents: Buffer): Field => [
    5,
    message(...head(name, datatype, shape), [5, contents]),
  ];
  const int32 = (name: string, values: readonly bigint[]): Field =>
    typed(name, 'INT32', [1, 16], message([2, packed(values)]));

  it('is one of the URLs that the server names, apart from REST', () => {
    expect(server.grpcUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(server.grpcUrl).not.toBe(server.url);
  });

  it('ServerLive, ServerReady, ModelReady', async () => {
    expect((await call('ServerLive')).numbers(1)).toEqual([1n]);
    expect((await call('ServerReady')).numbers(1)).toEqual([1n]);
    expect((await call('ModelReady', [1, 'simple'])).numbers(1)).toEqual([1n]);
    expect((await call('ModelReady', [1, 'simple'], [2, '1'])).numbers(1)).toEqual([1n]);
    // False is the default, which need not be sent.
    expect((await call('ModelReady', [1, 'simple'], [2, '2'])).numbers(1)).not.toContain(1n);
    expect((await call('ModelReady', [1, 'other'])).numbers(1)).not.toContain(1n);
  });

  it('ServerMetadata and ModelMetadata say what REST says', async () => {
    const metadata = await call('ServerMetadata');
    const { json } = await get(`${server.url}/v2`);
    const [name, version, extensions] = [metadata.texts(1)[0], metadata.texts(2)[0], metadata.texts(3)];
    expect({ name, version, extensions }).toEqual(json);

    const model = await call('ModelMetadata', [1, 'simple']);
    expect(model.texts(1)).toEqual(['simple']);
    expect(model.texts(2)).toEqual(['1']);
    expect(model.texts(3)).toEqual(['onnxruntime_onnx']);
    for (const [field, names] of [
      [4, ['INPUT0', 'INPUT1']],
      [5, ['OUTPUT0', 'OUTPUT1']],
    ] as const) {
      const tensors = model.messages(field);
      expect(tensors.map((tensor) => tensor.texts(1)[0])).toEqual(names);
      expect(tensors.map((tensor) => tensor.texts(2)[0])).toEqual(['INT32', 'INT32']);
      const shape = tensors[0]?.numbers(3).map((size) => BigInt.asIntN(64, size));
      expect(shape).toEqual([-1n, 16n]);
    }
  });

  it('ModelInfer with raw contents', async () => {
    const answer = await call('ModelInfer', [1, 'simple'], [3, 'my id'], ...raw(ascending, ones));
    expect(answer.texts(1)).toEqual(['simple']);
    expect(answer.texts(2)).toEqual(['1']);
    expect(answer.texts(3)).toEqual(['my id']);
    expect(
      answer.messages(5).map((output) => [...output.texts(1), ...output.texts(2), ...output.numbers(3)]),
    ).toEqual([
      ['OUTPUT0', 'INT32', 1n, 16n],
      ['OUTPUT1', 'INT32', 1n, 16n],
    ]);
    expect(answer.bytes(6).map((bytes) => fromBytes('INT32', bytes))).toEqual([sums, differences]);
  });

  it('ModelInfer with typed contents, a version and one output', async () => {
    const answer = await call(
      'ModelInfer',
      ...([[1, 'simple'], [2, '1'], int32('INPUT1', ones), int32('INPUT0', ascending)] as const),
      ...([[6, message([1, 'OUTPUT1'])]] as const),
    );
    expect(answer.bytes(6).map((bytes) => fromBytes('INT32', bytes))).toEqual([differences]);
  });

  it('typed contents of every kind, and FP16 raw, come back as they are', async () => {
    const tensors: readonly (readonly [string, Datatype, readonly Value[]])[] = [
      ['text', 'BYTES', ['\u00e9\u{1f600}', '']],
      ['flags', 'BOOL', [true, false, false, true]],
      ['codes', 'INT64', [2n ** 63n - 1n, -(2n ** 63n), 0n, 1n, -1n, 2n ** 53n + 1n]],
      ['half', 'FP16', [1, -2, 0.5, 65504, 0, 0, 0, 0]],
      ['real', 'FP64', [0.1, NaN, Infinity, -0, 1e300, 0, 0, 0, 0, 0]],
    ];
    const shapeOf = (values: readonly Value[]): readonly number[] => [2, values.length / 2];
    const inputs = tensors.map(([name, datatype, values]): Field => [
      5,
      message(...head(name, datatype, shapeOf(values))),
    ]);
    const contents = tensors.map(([, datatype, values]): Field => [7, toBytes(datatype, values)]);
    const answer = await call('ModelInfer', [1, 'mixed'], ...inputs, ...contents);
    expect(answer.bytes(6)).toEqual(tensors.map(([, datatype, values]) => toBytes(datatype, values)));

    for (const [datatype, values] of [
      ['INT8', [-128n, 127n]],
      ['INT16', [-32768n, 32767n]],
      ['INT32', [-(2n ** 31n), 2n ** 31n - 1n]],
      ['INT64', [-(2n ** 63n), 2n ** 63n - 1n]],
      ['UINT8', [0n, 255n]],
      ['UINT16', [0n, 65535n]],
      ['UINT32', [0n, 2n ** 32n - 1n]],
      ['UINT64', [0n, 2n ** 64n - 1n]],
      ['BOOL', [true, false]],
      ['FP32', [0.5, NaN]],
      ['FP64', [0.1, -Infinity]],
      ['BYTES', ['a', '']],
    ] as const) {
      const model = `identity_${datatype.toLowerCase()}`;
      await call('RepositoryModelLoad', [2, model]);
      const field = CONTENTS[datatype] ?? 0;
      const elements =
        datatype === 'BYTES'
          ? message(...values.map((value): Field => [field, value]))
          : message([
              field,
              datatype.startsWith('FP') ? toBytes(datatype, values) : packed(values.map(BigInt)),
            ]);
      const reply = await call('ModelInfer', [1, model], typed('INPUT0', datatype, [1, 2], elements));
      expect(fromBytes(datatype, reply.bytes(6)[0] as Buffer), datatype).toEqual(values);
    }
  });

  it.each([
    [
      'an unknown model',
      [[1, 'other']],
      status.NOT_FOUND,
      /^Request for unknown model: 'other' is not found$/,
    ],
    [
      'an unknown version',
      [
        [1, 'simple'],
        [2, '9'],
      ],
      status.NOT_FOUND,
      /version 9 is not found/,
    ],
    ['no inputs', [[1, 'simple']], status.INVALID_ARGUMENT, /expected 2 inputs but got 0/],
    [
      'raw and typed contents',
      [[1, 'simple'], int32('INPUT0', ascending), int32('INPUT1', ones), [7, Buffer.alloc(32)]],
      status.INVALID_ARGUMENT,
      /contents field must not be specified when using raw_input_contents for 'INPUT0' for model 'simple'/,
    ],
    [
      'raw contents for one input',
      [[1, 'simple'], ...raw(ascending, ones).slice(0, 3)],
      status.INVALID_ARGUMENT,
      /got 1/,
    ],
    [
      'raw bytes too few',
      [[1, 'simple'], ...raw(ascending, ones.slice(1))],
      status.INVALID_ARGUMENT,
      /expected 64 bytes, got 60/,
    ],
    [
      'typed elements too few',
      [[1, 'simple'], int32('INPUT0', ones.slice(1))],
      status.INVALID_ARGUMENT,
      /expected 16 elements, got 15/,
    ],
    [
      'no contents',
      [
        [1, 'simple'],
        [5, message(...head('INPUT0', 'INT32', [1, 16]))],
      ],
      status.INVALID_ARGUMENT,
      /unable to find data for input tensor 'INPUT0'/,
    ],
    [
      'contents in another field',
      [[1, 'simple'], typed('INPUT0', 'INT32', [1, 16], message([4, packed(ones)]))],
      status.INVALID_ARGUMENT,
      /int_contents/,
    ],
    [
      'an element beyond its type',
      [[1, 'identity_int8'], typed('INPUT0', 'INT8', [1, 1], message([2, packed([128n])]))],
      status.INVALID_ARGUMENT,
      /got 128/,
    ],
    [
      'typed FP16',
      [[1, 'mixed'], typed('half', 'FP16', [1, 4], message([2, packed([1n])]))],
      status.INVALID_ARGUMENT,
      /FP16 has no typed contents/,
    ],
    [
      'a negative shape',
      [[1, 'simple'], typed('INPUT0', 'INT32', [-1, 16], message([2, packed(ones)]))],
      status.INVALID_ARGUMENT,
      /'shape'/,
    ],
    [
      'an unknown output',
      [[1, 'simple'], ...raw(ascending, ones), [6, message([1, 'X'])]],
      status.INVALID_ARGUMENT,
      /'X'/,
    ],
  ] as const)('ModelInfer refuses %s', async (_what, fields, code, details) => {
    const error = await failure('ModelInfer', ...(fields as readonly Field[]));
    expect(error.code).toBe(code);
    expect(error.details).toMatch(details);
    expect((await call('ServerLive')).numbers(1)).toEqual([1n]);
  });

  it('a message that is none is refused, and the server goes on', async () => {
    const error = await new Promise<ServiceError | null>((resolve) => {
      const method = '/inference.GRPCInferenceService/ModelInfer';
      const identity = (bytes: Buffer): Buffer => bytes;
      client.makeUnaryRequest(method, identity, identity, Buffer.from([0x0a, 0xff]), (thrown) =>
        resolve(thrown),
      );
    });
    expect(error).toBeInstanceOf(Error);
    expect((await call('ServerLive')).numbers(1)).toEqual([1n]);
    expect(server.isAlive()).toBe(true);
  });

  it('ModelStatistics counts what came over both protocols', async () => {
    await call('ModelInfer', [1, 'simple'], ...raw(ascending, ones));
    const { json } = await get(`${server.url}/v2/models/simple/stats`);
    const [rest] = (
      json as { model_stats: { inference_count: number; inference_stats: { success: { ns: number } } }[] }
    ).model_stats;
    const [stats] = (await call('ModelStatistics', [1, 'simple'])).messages(1);
    expect(stats?.texts(1)).toEqual(['simple']);
    expect(stats?.texts(2)).toEqual(['1']);
    expect(stats?.numbers(4)).toEqual([BigInt(rest?.inference_count ?? 0)]);
    const success = stats?.messages(6)[0]?.messages(1)[0];
    expect(success?.numbers(2)).toEqual([BigInt(rest?.inference_stats.success.ns ?? 0)]);
    expect(stats?.messages(7)[0]?.numbers(1)).toEqual([1n]);
    expect((await call('ModelStatistics')).messages(1).length).toBeGreaterThan(2);
    expect((await failure('ModelStatistics', [1, 'other'])).code).toBe(status.NOT_FOUND);
  });

  it('RepositoryIndex, RepositoryModelLoad and RepositoryModelUnload', async () => {
    const states = async (...fields: readonly Field[]): Promise<Record<string, string>> => {
      const entries = (await call('RepositoryIndex', ...fields)).messages(1);
      return Object.fromEntries(entries.map((entry) => [entry.texts(1)[0], entry.texts(3)[0] ?? '']));
    };
    expect(await states()).toMatchObject({ simple: 'READY', lookup: 'UNAVAILABLE' });
    await call('RepositoryModelLoad', [2, 'lookup']);
    expect(await states([2, true])).toMatchObject({ lookup: 'READY' });
    await call('RepositoryModelUnload', [2, 'lookup']);
    expect(await states([2, true])).not.toHaveProperty('lookup');
    const error = await failure('RepositoryModelLoad', [2, 'other']);
    expect(error.code).toBe(status.NOT_FOUND);
    expect(error.details).toContain("failed to load 'other'");
    const override = message([1, 'config'], [2, message([3, '{}'])]);
    expect((await failure('RepositoryModelLoad', [2, 'lookup'], [3, override])).code).toBe(
      status.INVALID_ARGUMENT,
    );
  });
});
