import { deflateRawSync, deflateSync, gunzipSync, gzipSync, inflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { HEADER_LENGTH, get, post, type Reply } from './http-client.js';
import { startModelServer, type RunningModelServer } from './start-server.js';
import { fromBytes, toBytes, type Datatype, type Value } from './wire.js';

const ascending = Array.from({ length: 16 }, (_, index) => index);
const ones = Array.from({ length: 16 }, () => 1);
const sums = ascending.map((value) => value + 1);
const differences = ascending.map((value) => value - 1);

interface Output {
  readonly name: string;
  readonly datatype: Datatype;
  readonly shape: readonly number[];
  readonly data?: readonly unknown[];
  readonly parameters?: { readonly binary_data_size: number };
}

/** What a response holds: its JSON, and the values of its outputs, wherever they are. */
function read(reply: Pick<Reply, 'headers' | 'body'>): {
  json: Record<string, unknown>;
  values: Record<string, readonly unknown[]>;
} {
  const stated = reply.headers[HEADER_LENGTH.toLowerCase()];
  const end = stated === undefined ? reply.body.length : Number(stated);
  const json = JSON.parse(reply.body.toString('utf8', 0, end)) as { outputs: readonly Output[] };
  let offset = end;
  const values = json.outputs.map(({ name, datatype, data, parameters }): [string, readonly unknown[]] => {
    if (!parameters) return [name, data ?? []];
    const bytes = reply.body.subarray(offset, (offset += parameters.binary_data_size));
    return [
      name,
      fromBytes(datatype, bytes).map((value) => (typeof value === 'bigint' ? Number(value) : value)),
    ];
  });
  expect(offset).toBe(reply.body.length);
  return { json: json as unknown as Record<string, unknown>, values: Object.fromEntries(values) };
}

const asJson = (name: string, data: unknown, shape = [1, 16]): object => ({
  name,
  shape,
  datatype: 'INT32',
  data,
});
const asBinary = (name: string, bytes: number, shape = [1, 16]): object => ({
  ...{ name, shape, datatype: 'INT32', parameters: { binary_data_size: bytes } },
});
const int32 = (values: readonly number[]): Buffer => toBytes('INT32', values.map(BigInt) as readonly Value[]);

describe('inference over REST', () => {
  let server: RunningModelServer;
  beforeAll(async () => {
    const names = [
      'simple',
      'simple_string',
      'identity_fp32',
      'identity_bytes',
      'identity_fp64',
      'fixed',
      'lookup',
    ];
    server = await startModelServer(names);
  }, 60_000);
  afterAll(() => server.stop());

  const infer = (
    model: string,
    request: unknown,
    binary: readonly Uint8Array[] = [],
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Reply> => {
    const json = Buffer.from(JSON.stringify(request));
    const more = binary.length > 0 ? { [HEADER_LENGTH]: String(json.length) } : {};
    return post(`${server.url}/v2/models/${model}/infer`, Buffer.concat([json, ...binary]), {
      ...more,
      ...headers,
    });
  };

  it('answers in JSON, with model, version and the id of the request', async () => {
    const reply = await infer('simple', {
      id: '42',
      inputs: [asJson('INPUT0', ascending), asJson('INPUT1', ones)],
    });
    expect(reply.status).toBe(200);
    expect(reply.headers['content-type']).toBe('application/json');
    const tensor = { datatype: 'INT32', shape: [1, 16] };
    expect(reply.json).toEqual({
      model_name: 'simple',
      model_version: '1',
      id: '42',
      outputs: [
        { name: 'OUTPUT0', ...tensor, data: sums },
        { name: 'OUTPUT1', ...tensor, data: differences },
      ],
    });
  });

  it('leaves out the id where there was none, and tolerates parameters and fields that it does not know', async () => {
    const { json } = await infer('simple', {
      model_name: 'other',
      parameters: { priority: 1, note: 'x', flag: true },
      inputs: [{ ...asJson('INPUT1', ones), parameters: { origin: 'test' } }, asJson('INPUT0', ascending)],
    });
    expect(json).toMatchObject({ outputs: [{ data: sums }, { data: differences }] });
    expect(json).not.toHaveProperty('id');
  });

  it('takes a version in the path and ignores a query', async () => {
    const body = { inputs: [asJson('INPUT0', ascending), asJson('INPUT1', ones)] };
    const reply = await post(`${server.url}/v2/models/simple/versions/1/infer?test_1=1&test_2=2`, body);
    expect(reply).toMatchObject({ status: 200, json: { outputs: [{ data: sums }, { data: differences }] } });
  });

  it('takes nested data and a batch', async () => {
    const rows = [ascending, ones, ascending];
    const { json } = await infer('simple', {
      inputs: [asJson('INPUT0', rows, [3, 16]), asJson('INPUT1', rows.flat(), [3, 16])],
    });
    expect(json).toMatchObject({
      outputs: [{ shape: [3, 16], data: rows.flat().map((value) => 2 * value) }, { shape: [3, 16] }],
    });
  });

  // The requests of the examples of Triton's HTTP client: one input each way, then one output each way or all binary.
  it.each([
    ['none', {}, (body: Buffer) => body],
    ['gzip', { 'Content-Encoding': 'gzip', 'Accept-Encoding': 'gzip' }, gzipSync],
    ['deflate', { 'Content-Encoding': 'deflate', 'Accept-Encoding': 'deflate' }, deflateSync],
  ] as const)('mixes JSON and binary tensors, compressed: %s', async (coding, headers, pack) => {
    const unpack = { none: (body: Buffer) => body, gzip: gunzipSync, deflate: inflateSync }[coding];
    for (const outputs of [
      [
        { name: 'OUTPUT0', parameters: { binary_data: true } },
        { name: 'OUTPUT1', parameters: { binary_data: false } },
      ],
      undefined,
    ]) {
      const request = {
        inputs: [asJson('INPUT0', ascending), asBinary('INPUT1', 64)],
        ...(outputs ? { outputs } : { parameters: { binary_data_output: true } }),
      };
      const json = Buffer.from(JSON.stringify(request));
      const body = pack(Buffer.concat([json, int32(ones)]));
      const reply = await post(`${server.url}/v2/models/simple/infer`, body, {
        ...headers,
        [HEADER_LENGTH]: String(json.length),
      });
      expect(reply.status).toBe(200);
      expect(reply.headers['content-type']).toBe('application/octet-stream');
      expect(reply.headers['content-encoding']).toBe(coding === 'none' ? undefined : coding);
      const { values, json: answer } = read({ headers: reply.headers, body: unpack(reply.body) });
      expect(values).toEqual({ OUTPUT0: sums, OUTPUT1: differences });
      expect(answer).toMatchObject({ outputs: [{ parameters: { binary_data_size: 64 } }, {}] });
    }
  });

  it('takes deflate without the zlib header, and codings in any case', async () => {
    const body = deflateRawSync(
      JSON.stringify({ inputs: [asJson('INPUT0', ascending), asJson('INPUT1', ones)] }),
    );
    const reply = await post(`${server.url}/v2/models/simple/infer`, body, { 'content-encoding': 'DEFLATE' });
    expect(reply.status).toBe(200);
  });

  it.each([
    ['br, gzip;q=0.5, deflate;q=0.8', 'deflate'],
    ['gzip, deflate', 'gzip'],
    ['identity, gzip;q=0.9', undefined],
    ['gzip;q=0', undefined],
    ['br', undefined],
    ['*', 'gzip'],
  ])('Accept-Encoding %s is answered with %s', async (accept, expected) => {
    const request = { inputs: [asJson('INPUT0', ascending), asJson('INPUT1', ones)] };
    const reply = await infer('simple', request, [], { 'accept-encoding': accept });
    expect(reply.status).toBe(200);
    expect(reply.headers['content-encoding']).toBe(expected);
  });

  it('gives the outputs that are asked for, in that order', async () => {
    const inputs = [asJson('INPUT0', ascending), asJson('INPUT1', ones)];
    const names = async (outputs: readonly string[]): Promise<string[]> => {
      const { json } = await infer('simple', { inputs, outputs: outputs.map((name) => ({ name })) });
      return (json as { outputs: readonly Output[] }).outputs.map(({ name }) => name);
    };
    expect(await names(['OUTPUT1'])).toEqual(['OUTPUT1']);
    expect(await names(['OUTPUT1', 'OUTPUT0'])).toEqual(['OUTPUT1', 'OUTPUT0']);
    expect(await names([])).toEqual(['OUTPUT0', 'OUTPUT1']);
  });

  it('binary_data of an output overrides binary_data_output', async () => {
    const reply = await infer('simple', {
      inputs: [asJson('INPUT0', ascending), asJson('INPUT1', ones)],
      parameters: { binary_data_output: true },
      outputs: [{ name: 'OUTPUT0' }, { name: 'OUTPUT1', parameters: { binary_data: false } }],
    });
    const { json, values } = read(reply);
    expect(json).toMatchObject({ outputs: [{ parameters: {} }, { data: differences }] });
    expect(values).toEqual({ OUTPUT0: sums, OUTPUT1: differences });
  });

  it('reads and writes strings both ways', async () => {
    const texts = ascending.map(String);
    const request = {
      inputs: [
        { name: 'INPUT0', shape: [1, 16], datatype: 'BYTES', parameters: { binary_data_size: 0 } },
        { name: 'INPUT1', shape: [1, 16], datatype: 'BYTES', data: ones.map(String) },
      ],
      outputs: [{ name: 'OUTPUT0', parameters: { binary_data: true } }, { name: 'OUTPUT1' }],
    };
    const bytes = toBytes('BYTES', texts);
    Object.assign(request.inputs[0] as object, { parameters: { binary_data_size: bytes.length } });
    const { values } = read(await infer('simple_string', request, [bytes]));
    expect(values).toEqual({ OUTPUT0: sums.map(String), OUTPUT1: differences.map(String) });
  });

  it('takes a scalar and a graph without a batch dimension', async () => {
    const { json } = await infer('fixed', {
      inputs: [
        { name: 'scale', datatype: 'FP32', shape: [], data: [2] },
        {
          name: 'matrix',
          datatype: 'FP32',
          shape: [2, 3],
          data: [
            [1, 2, 3],
            [4, 5, 6],
          ],
        },
      ],
    });
    expect(json).toMatchObject({ outputs: [{ shape: [2, 3], data: [2, 4, 6, 8, 10, 12] }] });
  });

  it('takes an empty inner dimension', async () => {
    const { json } = await infer('identity_fp32', {
      inputs: [{ name: 'INPUT0', datatype: 'FP32', shape: [1, 0], data: [] }],
    });
    expect(json).toMatchObject({ outputs: [{ shape: [1, 0], data: [] }] });
  });

  it('keeps NaN and infinities in binary, and writes null for them in JSON', async () => {
    const bytes = toBytes('FP64', [NaN, Infinity, -Infinity, 0.1]);
    const request = {
      inputs: [{ name: 'INPUT0', datatype: 'FP64', shape: [1, 4], parameters: { binary_data_size: 32 } }],
    };
    const json = await infer('identity_fp64', request, [bytes]);
    expect(json.json).toMatchObject({ outputs: [{ data: [null, null, null, 0.1] }] });
    const binary = await infer('identity_fp64', { ...request, parameters: { binary_data_output: true } }, [
      bytes,
    ]);
    expect(read(binary).values['OUTPUT0']).toEqual([NaN, Infinity, -Infinity, 0.1]);
  });

  it('a raw binary request is one row of the one input, and is answered in binary', async () => {
    const raw = (model: string, body: Buffer): Promise<Reply> =>
      post(`${server.url}/v2/models/${model}/infer`, body, { [HEADER_LENGTH]: '0' });
    const reply = await raw('identity_fp32', toBytes('FP32', [1, 2, 3]));
    const { json, values } = read(reply);
    expect(json).toMatchObject({ outputs: [{ shape: [1, 3], parameters: { binary_data_size: 12 } }] });
    expect(values).toEqual({ OUTPUT0: [1, 2, 3] });
    expect(await raw('identity_fp32', Buffer.alloc(5))).toMatchObject({ status: 400 });
    expect(await raw('simple', Buffer.alloc(128))).toMatchObject({ status: 400 });
    expect(await raw('identity_bytes', Buffer.from('text'))).toMatchObject({ status: 400 });
  });

  it('what the graph itself refuses is a 400 in its words', async () => {
    const { status, json } = await infer('lookup', {
      inputs: [{ name: 'codes', datatype: 'INT64', shape: [1, 2], data: [1, 99] }],
    });
    expect(status).toBe(400);
    expect(json).toEqual({ error: expect.stringMatching(/^inference failed for model 'lookup': .*idx=99/) });
  });

  it('statistics count requests, rows, executions and nanoseconds', async () => {
    const statsOf = async (path: string): Promise<Stats> => {
      const { json } = await get(`${server.url}/v2/models/${path}stats`);
      const { model_stats: all } = json as { model_stats: Stats[] };
      return all.find(({ name }) => name === 'lookup') as Stats;
    };
    const before = await statsOf('lookup/');
    const startedMs = Date.now();
    const ask = (rows: number, code = 1): Promise<Reply> =>
      infer('lookup', {
        inputs: [
          {
            name: 'codes',
            datatype: 'INT64',
            shape: [rows, 2],
            data: Array.from({ length: 2 * rows }, () => code),
          },
        ],
      });
    await Promise.all([ask(1), ask(1), ask(3), ask(1, 99)]);
    const elapsedNs = (Date.now() - startedMs + 1) * 1e6;
    const { last_inference: last, ...after } = await statsOf('lookup/versions/1/');
    expect(await statsOf('')).toEqual({ ...after, last_inference: last });

    expect(last).toBeGreaterThanOrEqual(startedMs);
    expect(last).toBeLessThanOrEqual(Date.now());
    expect(after.version).toBe('1');
    expect(after.inference_count - before.inference_count).toBe(5);
    expect(after.execution_count - before.execution_count).toBe(3);
    const { success, fail, queue, cache_hit: hit, ...compute } = after.inference_stats;
    expect(success.count - before.inference_stats.success.count).toBe(3);
    expect(fail.count - before.inference_stats.fail.count).toBe(1);
    expect(hit).toEqual({ count: 0, ns: 0 });
    for (const stat of [
      success,
      fail,
      queue,
      compute.compute_input,
      compute.compute_infer,
      compute.compute_output,
    ]) {
      expect(Number.isSafeInteger(stat.ns)).toBe(true);
    }
    // The parts of a request lie within it, and executions do not overlap.
    const parts = [queue, compute.compute_input, compute.compute_infer, compute.compute_output];
    expect(parts.reduce((sum, { ns }) => sum + ns, 0)).toBeLessThanOrEqual(success.ns);
    expect(compute.compute_infer.ns - before.inference_stats.compute_infer.ns).toBeGreaterThan(0);
    expect(compute.compute_infer.ns - before.inference_stats.compute_infer.ns).toBeLessThan(elapsedNs);
    expect(after.batch_stats.map(({ batch_size: size, compute_infer: { count } }) => [size, count])).toEqual([
      [1, 2],
      [3, 1],
    ]);
  });
});

interface Stat {
  readonly count: number;
  readonly ns: number;
}
interface Stats {
  readonly name: string;
  readonly version: string;
  readonly last_inference: number;
  readonly inference_count: number;
  readonly execution_count: number;
  readonly inference_stats: Readonly<
    Record<
      'success' | 'fail' | 'queue' | 'compute_input' | 'compute_infer' | 'compute_output' | 'cache_hit',
      Stat
    >
  >;
  readonly batch_stats: readonly { readonly batch_size: number; readonly compute_infer: Stat }[];
}
