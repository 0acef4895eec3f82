import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { get, post, send } from './http-client.js';
import { startModelServer, type RunningModelServer } from './start-server.js';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

describe('the REST endpoints of the Open Inference Protocol', () => {
  let server: RunningModelServer;
  const at = (path: string): string => `${server.url}${path}`;
  beforeAll(async () => {
    server = await startModelServer(['simple', 'fixed']);
  }, 60_000);
  afterAll(() => server.stop());

  it.each(['/v2', '/v2/', '/v2?verbose=1'])('%s describes the server', async (path) => {
    const { status, json, headers } = await get(at(path));
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('application/json');
    expect(json).toEqual({
      name: 'servebench',
      version,
      extensions: ['binary_tensor_data', 'statistics', 'model_repository', 'parameters'],
    });
  });

  it('health says that the server lives and is ready', async () => {
    expect(await get(at('/v2/health/live'))).toMatchObject({ status: 200, json: { live: true } });
    expect(await get(at('/v2/health/ready?a=b'))).toMatchObject({ status: 200, json: { ready: true } });
  });

  it.each(['/v2/models/simple', '/v2/models/simple/versions/1', '/v2/models/%73imple?x=%zz'])(
    '%s describes the model',
    async (path) => {
      const { status, json } = await get(at(path));
      const tensor = (name: string): unknown => ({ name, datatype: 'INT32', shape: [-1, 16] });
      expect(status).toBe(200);
      expect(json).toEqual({
        name: 'simple',
        versions: ['1'],
        platform: 'onnxruntime_onnx',
        inputs: [tensor('INPUT0'), tensor('INPUT1')],
        outputs: [tensor('OUTPUT0'), tensor('OUTPUT1')],
      });
    },
  );

  it('a scalar has an empty shape, a fixed dimension its size', async () => {
    const { json } = await get(at('/v2/models/fixed'));
    expect(json).toMatchObject({ inputs: [{ shape: [2, 3] }, { shape: [] }], outputs: [{ shape: [2, 3] }] });
  });

  it.each(['/v2/models/simple/ready', '/v2/models/simple/versions/1/ready'])('%s is true', async (path) => {
    expect(await get(at(path))).toMatchObject({ status: 200, json: { name: 'simple', ready: true } });
  });

  it.each(['/v2/models/other/ready', '/v2/models/simple/versions/2/ready'])(
    '%s is false, with a 4xx',
    async (path) => {
      const { status, json } = await get(at(path));
      expect(status).toBe(400);
      expect(json).toMatchObject({ ready: false, error: 'Model version not ready' });
    },
  );

  it.each([
    ['GET', '/v2/models/other', `Request for unknown model: 'other' is not found`],
    ['GET', '/v2/models/simple/versions/2', `Request for unknown model: 'simple' version 2 is not found`],
    ['GET', '/v2/models/other/stats', `Request for unknown model: 'other' is not found`],
    ['POST', '/v2/models/other/infer', `Request for unknown model: 'other' is not found`],
    [
      'POST',
      '/v2/models/simple/versions/9/infer',
      `Request for unknown model: 'simple' version 9 is not found`,
    ],
    ['POST', '/v2/models/%E0%A4%A/infer', `Request for unknown model: '%E0%A4%A' is not found`],
  ])('%s %s is 404 in the words that clients look for', async (method, path, error) => {
    const { status, json } = await send(at(path), method, method === 'POST' ? '{}' : '');
    expect(status).toBe(404);
    expect(json).toEqual({ error });
  });

  it.each([
    ['GET', '/v2/models/simple/infer', 405],
    ['POST', '/v2/models/simple', 405],
    ['DELETE', '/v2/health/live', 405],
    ['GET', '/v2/repository/index', 405],
    ['GET', '/v1/models/simple', 404],
    ['GET', '/', 404],
  ])('%s %s is %i', async (method, path, expected) => {
    const { status, json } = await send(at(path), method);
    expect(status).toBe(expected);
    expect(json).toEqual({ error: expect.any(String) });
  });

  it('what is not HTTP is a 400, and the next request is answered', async () => {
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(Number(new URL(server.url).port), '127.0.0.1', () =>
        socket.write('\0\0\r\n\r\n'),
      );
      let text = '';
      socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
      socket.on('close', () => resolve(text));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 400 .*\{"error":"the request is not valid HTTP"\}$/s);
    expect((await get(at('/v2/health/live'))).status).toBe(200);
  });

  it('metrics are Prometheus text with counts, durations and memory', async () => {
    const values = Array.from({ length: 16 }, (_, index) => index);
    const inputs = ['INPUT0', 'INPUT1'].map((name) => ({
      name,
      datatype: 'INT32',
      shape: [1, 16],
      data: values,
    }));
    await post(at('/v2/models/simple/infer'), { inputs });
    await post(at('/v2/models/simple/infer'), { inputs: [] });
    const { status, headers, body } = await get(at('/metrics'));
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    const lines = body.toString().trimEnd().split('\n');
    const sample = /^[a-zA-Z_:][a-zA-Z0-9_:]*(\{\w+="[^"]*"(,\w+="[^"]*")*\})? -?\d+(\.\d+)?(e[+-]?\d+)?$/;
    for (const line of lines) expect(line).toMatch(line.startsWith('#') ? /^# (HELP|TYPE) \w+ \S/ : sample);
    const value = (name: string, labels = '{model="simple",version="1"}'): number =>
      Number(lines.find((line) => line.startsWith(`${name}${labels} `))?.split(' ')[1]);
    expect(value('nv_inference_request_success')).toBe(1);
    expect(value('nv_inference_request_failure')).toBe(1);
    expect(value('nv_inference_count')).toBe(1);
    expect(value('nv_inference_exec_count')).toBe(1);
    expect(value('nv_inference_pending_request_count')).toBe(0);
    expect(value('nv_inference_request_duration_us')).toBeGreaterThan(0);
    expect(value('nv_inference_queue_duration_us')).toBeGreaterThanOrEqual(0);
    expect(value('nv_inference_request_success', '{model="fixed",version="1"}')).toBe(0);
    expect(value('process_resident_memory_bytes', '')).toBeGreaterThan(10e6);
  });
});
