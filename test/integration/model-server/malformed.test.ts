import { createReadStream } from 'node:fs';
import { request } from 'node:http';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { get, HEADER_LENGTH, post, type Reply } from './http-client.js';
import { startModelServer, type RunningModelServer } from './start-server.js';

const MAX_BODY_BYTES = 64 * 1024 * 1024;
const ones = JSON.stringify(Array.from({ length: 16 }, () => 1));
const input = (name: string, data = ones, more = ''): string =>
  `{"name":"${name}","datatype":"INT32","shape":[1,16],"data":${data}${more}}`;
const valid = `{"inputs":[${input('INPUT0')},${input('INPUT1')}]}`;

describe('a malformed request gets a 4xx with an error, and the server goes on', () => {
  let server: RunningModelServer;
  beforeAll(async () => {
    server = await startModelServer(['simple', 'identity_bytes', 'identity_fp32', 'identity_int64', 'mixed']);
  }, 60_000);
  afterAll(() => server.stop());

  const infer = (
    body: string | Uint8Array,
    headers: Readonly<Record<string, string>> = {},
    model = 'simple',
  ): Promise<Reply> => post(`${server.url}/v2/models/${model}/infer`, body, headers);

  afterEach(async () => {
    expect(server.isAlive()).toBe(true);
    expect((await infer(valid)).status).toBe(200);
  });

  it.each([
    [
      'missing input',
      `{"inputs":[${input('INPUT0')}]}`,
      /expected 2 inputs but got 1 inputs for model 'simple'/,
    ],
    ['repeated input', `{"inputs":[${input('INPUT0')},${input('INPUT0')}]}`, /input 'INPUT0' already exists/],
    ['unknown input', `{"inputs":[${input('X')}]}`, /unexpected inference input 'X' for model 'simple'/],
    [
      'wrong shape',
      valid.replace('[1,16]', '[2,8]'),
      /unexpected shape for input 'INPUT0' for model 'simple'. Expected \[-1,16\], got \[2,8\]/,
    ],
    ['negative shape', valid.replace('[1,16]', '[-1,16]'), /Unable to parse 'shape' of input 'INPUT0'/],
    ['no rows', valid.replaceAll('[1,16]', '[0,16]').replaceAll(ones, '[]'), /batch-size must be >= 1/],
    [
      'batches that differ',
      `{"inputs":[${input('INPUT0')},${input('INPUT1').replace('[1,16]', '[2,16]').replace(ones, `[${ones},${ones}]`)}]}`,
      /input 'INPUT1' batch size does not match other inputs for 'simple'/,
    ],
    [
      'wrong datatype',
      valid.replace('INT32', 'FP32'),
      /inference input 'INPUT0' data-type is 'FP32', but model 'simple' expects 'INT32'/,
    ],
    ['element count', valid.replace(ones, '[1,2]'), /holds 16 elements, got 2/],
    ['ragged data', valid.replace(ones, `[${ones},${ones}]`), /expected arrays of 1 at depth 1/],
    [
      'fraction for an integer',
      valid.replace('"data":[1', '"data":[1.5'),
      /an integer from -2147483648 to 2147483647, got 1.5/,
    ],
    ['integer beyond the type', valid.replace('"data":[1', '"data":[4294967296'), /got 4294967296/],
    ['NaN', valid.replace('"data":[1', '"data":[NaN'), /failed to parse the request JSON/],
    ['not JSON', 'inputs=1', /failed to parse the request JSON/],
    ['empty', '', /failed to parse the request JSON/],
    ['null', 'null', /the request must be a JSON object/],
  ])('%s', async (_what, body, error) => {
    const { status, json } = await infer(body);
    expect(status).toBe(400);
    expect(json).toEqual({ error: expect.stringMatching(error) });
  });

  it.each([
    ['1e999', 'identity_fp32', 'FP32', 'a finite number'],
    [
      '18446744073709551616',
      'identity_int64',
      'INT64',
      'an integer from -9223372036854775808 to 9223372036854775807',
    ],
    ['9223372036854775808', 'identity_int64', 'INT64', 'an integer from'],
    ['"12a"', 'identity_int64', 'INT64', 'an integer from'],
    ['1e19', 'identity_int64', 'INT64', 'without fraction or exponent'],
    ['1', 'identity_bytes', 'BYTES', 'a string'],
    [String.raw`"a\u0000b"`, 'identity_bytes', 'BYTES', 'NUL'],
    [String.raw`"\ud800"`, 'identity_bytes', 'BYTES', 'half a surrogate pair'],
  ])('the element %s', async (element, model, datatype, error) => {
    const body = `{"inputs":[{"name":"INPUT0","datatype":"${datatype}","shape":[1,1],"data":[${element}]}]}`;
    const { status, json } = await infer(body, {}, model);
    expect(status).toBe(400);
    expect(json).toEqual({ error: expect.stringContaining(error) });
  });

  const bytesRequest = (size: number, count: number): string =>
    `{"inputs":[{"name":"INPUT0","datatype":"BYTES","shape":[1,${count}],"parameters":{"binary_data_size":${size}}}]}`;
  it.each([
    ['a length that is cut off', Buffer.from([3, 0]), 1, 'the last length is cut off'],
    ['an element that is cut off', Buffer.from([3, 0, 0, 0, 65]), 1, 'element 0 ends beyond the data'],
    ['a length of 4 GiB', Buffer.from([255, 255, 255, 255, 65]), 1, 'element 0 ends beyond the data'],
    ['bytes that are not UTF-8', Buffer.from([1, 0, 0, 0, 0xff]), 1, 'element 0 is not UTF-8'],
    ['too few elements', Buffer.from([1, 0, 0, 0, 65]), 2, 'expected 2 elements, got 1'],
    ['too many elements', Buffer.from([0, 0, 0, 0, 0, 0, 0, 0]), 1, 'expected 1 elements, got 2'],
  ])('BYTES with %s', async (_what, bytes, count, error) => {
    const json = bytesRequest(bytes.length, count);
    const body = Buffer.concat([Buffer.from(json), bytes]);
    const reply = await infer(body, { [HEADER_LENGTH]: String(json.length) }, 'identity_bytes');
    expect(reply.status).toBe(400);
    expect(reply.json).toEqual({ error: expect.stringContaining(error) });
  });

  it('a JSON header that is longer than the body, or no length at all', async () => {
    for (const [length, error] of [
      ['9999', `inference header size should be in range (0, ${valid.length}), got: 9999`],
      ['-1', 'Unable to parse Inference-Header-Content-Length, got: -1'],
      ['0x10', 'Unable to parse Inference-Header-Content-Length, got: 0x10'],
    ] as const) {
      expect(await infer(valid, { [HEADER_LENGTH]: length })).toMatchObject({ status: 400, json: { error } });
    }
  });

  it('binary sizes that do not add up', async () => {
    const json = valid.replace(`"data":${ones}`, '"parameters":{"binary_data_size":64}');
    const send = (bytes: number): Promise<Reply> =>
      infer(Buffer.concat([Buffer.from(json), Buffer.alloc(bytes)]), {
        [HEADER_LENGTH]: String(json.length),
      });
    expect((await send(64)).status).toBe(200);
    expect((await send(60)).json).toEqual({
      error: "unexpected size for input 'INPUT0', expecting 4 additional bytes for model 'simple'",
    });
    expect((await send(65)).json).toEqual({ error: "unexpected additional input data for model 'simple'" });
    const short = await infer(Buffer.concat([Buffer.from(json.replace('64', '60')), Buffer.alloc(60)]), {
      [HEADER_LENGTH]: String(json.length),
    });
    expect(short.json).toEqual({ error: expect.stringContaining('expected 64 bytes, got 60') });
  });

  it('bytes that are not UTF-8', async () => {
    const body = Buffer.from(valid.replace('INPUT0', 'INPUT\u00e9'), 'latin1');
    expect(await infer(body)).toMatchObject({
      status: 400,
      json: { error: 'the request JSON is not UTF-8' },
    });
  });

  it('a replacement character that was sent as one is text like any other', async () => {
    const body = `{"inputs":[{"name":"INPUT0","datatype":"BYTES","shape":[1,1],"data":["\uFFFD"]}]}`;
    expect(await infer(body, {}, 'identity_bytes')).toMatchObject({
      status: 200,
      json: { outputs: [{ data: ['\uFFFD'] }] },
    });
  });

  it.each([
    ['arrays within arrays', '['.repeat(5_000_000)],
    ['closed ones', `{"inputs":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
    ['objects within objects', '{"a":'.repeat(100_000)],
    ['nested data', valid.replace(ones, `${'['.repeat(60)}1${']'.repeat(60)}`)],
    ['a nested datatype', valid.replace('"INT32"', `${'['.repeat(7000)}${']'.repeat(7000)}`)],
    ['a nested element', valid.replace(ones, `[${'['.repeat(7000)}${']'.repeat(7000)}]`)],
    ['a nested shape', valid.replace('[1,16]', `${'['.repeat(7000)}${']'.repeat(7000)}`)],
    ['a nested id', `{"id":${'['.repeat(7000)}${']'.repeat(7000)},${valid.slice(1)}`],
    ['nested parameters', `{"parameters":{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}},${valid.slice(1)}`],
  ])('deep nesting: %s', async (_what, body) => {
    const { status, json } = await infer(body);
    expect(status).toBe(400);
    expect(json).toEqual({ error: expect.stringMatching(/./) });
  });

  it('a text of many tiny parts', async () => {
    const body = `{"inputs":[${'[],'.repeat(5_000_000)}[]]}`;
    expect(await infer(body)).toMatchObject({
      status: 400,
      json: { error: expect.stringContaining('binary tensors') },
    });
  });

  it('a body beyond the limit', async () => {
    const { status, json } = await infer(Buffer.alloc(MAX_BODY_BYTES + 1, ' '));
    expect(status).toBe(413);
    expect(json).toEqual({ error: expect.stringContaining(String(MAX_BODY_BYTES)) });
  }, 30_000);

  it('a body without a length beyond the limit', async () => {
    const status = await new Promise<number>((resolve, reject) => {
      const sent = request(`${server.url}/v2/models/simple/infer`, { method: 'POST' }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      // The server may have answered and closed before all of it was sent.
      sent.on('error', reject);
      const source: Readable = createReadStream('/dev/zero', { end: MAX_BODY_BYTES + 1024 });
      source.pipe(sent);
    });
    expect(status).toBe(413);
  }, 30_000);

  it('a gzip bomb', async () => {
    const bomb = gzipSync(Buffer.alloc(4 * MAX_BODY_BYTES));
    expect(bomb.length).toBeLessThan(1024 * 1024);
    expect((await infer(bomb, { 'content-encoding': 'gzip' })).status).toBe(413);
  }, 30_000);

  it.each([
    ['cut off', gzipSync(valid).subarray(0, 20)],
    ['damaged', Buffer.concat([gzipSync(valid).subarray(0, 30), Buffer.alloc(10)])],
    ['missing', Buffer.from(valid)],
    ['empty', Buffer.alloc(0)],
  ])('gzip that is %s', async (_what, body) => {
    for (const coding of ['gzip', 'deflate']) {
      const { status, json } = await infer(body, { 'content-encoding': coding });
      expect(status).toBe(400);
      expect(json).toEqual({ error: expect.stringContaining(coding) });
    }
  });

  it('a coding that is not known, with those that are', async () => {
    const { status, headers, json } = await infer(valid, { 'content-encoding': 'br' });
    expect(status).toBe(415);
    expect(headers['accept-encoding']).toBe('gzip, deflate');
    expect(json).toEqual({ error: expect.stringContaining("'br'") });
  });

  it('a client that goes away in the middle of its body', async () => {
    await new Promise<void>((resolve) => {
      const sent = request(`${server.url}/v2/models/simple/infer`, {
        method: 'POST',
        headers: { 'content-length': '1000' },
      });
      sent.on('error', () => resolve());
      sent.write('{"inputs":', () => sent.destroy(new Error('gone')));
    });
    expect((await get(`${server.url}/v2/health/live`)).status).toBe(200);
  });

  it.each([
    ['index', '{"ready":1}'],
    ['index', '[]'],
    ['index', '{'],
    ['models/simple/load', '{"parameters":{"config":"{}"}}'],
    ['models/simple/load', '{"parameters":7}'],
    ['models/simple/unload', '{"parameters":{"unload_dependents":"yes"}}'],
  ])('a repository request %s %s', async (path, body) => {
    const { status, json } = await post(`${server.url}/v2/repository/${path}`, body);
    expect(status).toBe(400);
    expect(json).toEqual({ error: expect.stringMatching(/./) });
  });

  it('every refusal was counted as a failure of the model', async () => {
    const { json } = await get(`${server.url}/v2/models/simple/stats`);
    const [{ inference_stats: stats }] = (
      json as { model_stats: [{ inference_stats: { fail: { count: number } } }] }
    ).model_stats;
    expect(stats.fail.count).toBeGreaterThan(20);
  });
});
