import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { get, HEADER_LENGTH, post, type Reply } from './http-client.js';
import { FIXTURES, startModelServer, type RunningModelServer } from './start-server.js';
import { toBytes } from './wire.js';

const SLOW_SIZE = 384;

describe('the model repository extension', () => {
  let folder: string;
  let server: RunningModelServer;
  const fixture = (name: string, as = name): void =>
    copyFileSync(`${FIXTURES}/${name}.onnx`, join(folder, `${as}.onnx`));
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'servebench-repository-'));
    for (const name of ['identity_fp32', 'lookup', 'slow']) fixture(name);
    server = await startModelServer(['simple'], { repository: folder, preload: ['lookup'] });
  }, 60_000);
  afterEach(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  const repository = (path: string, body: unknown = ''): Promise<Reply> =>
    post(`${server.url}/v2/repository/${path}`, body);
  const lookUp = (code = 1): Promise<Reply> =>
    post(`${server.url}/v2/models/lookup/infer`, {
      inputs: [{ name: 'codes', datatype: 'INT64', shape: [1, 2], data: [code, code] }],
    });
  const states = async (body: unknown = ''): Promise<Record<string, string>> => {
    const { json } = await repository('index', body);
    return Object.fromEntries(
      (json as { name: string; state: string }[]).map(({ name, state }) => [name, state]),
    );
  };
  /** A run of a tenth of a second. */
  const runSlowly = (): Promise<Reply> => {
    const bytes = toBytes(
      'FP32',
      Array.from({ length: SLOW_SIZE ** 2 }, () => 0.001),
    );
    const json = JSON.stringify({
      inputs: [
        {
          ...{ name: 'X', datatype: 'FP32', shape: [SLOW_SIZE, SLOW_SIZE] },
          parameters: { binary_data_size: bytes.length },
        },
      ],
      parameters: { binary_data_output: true },
    });
    return post(`${server.url}/v2/models/slow/infer`, Buffer.concat([Buffer.from(json), bytes]), {
      [HEADER_LENGTH]: String(json.length),
    });
  };

  it('lists what is loaded and what could be', async () => {
    const { status, json } = await repository('index');
    expect(status).toBe(200);
    expect(json).toEqual([
      { name: 'simple', version: '1', state: 'READY', reason: '' },
      { name: 'lookup', version: '1', state: 'READY', reason: '' },
      { name: 'identity_fp32', version: '1', state: 'UNAVAILABLE', reason: 'not loaded' },
      { name: 'slow', version: '1', state: 'UNAVAILABLE', reason: 'not loaded' },
    ]);
    expect(await states({ ready: true })).toEqual({ simple: 'READY', lookup: 'READY' });
    expect(await states({ ready: false })).toHaveProperty('slow', 'UNAVAILABLE');
  });

  it('unloads a model and loads it again', async () => {
    expect(
      await repository('models/lookup/unload', { parameters: { unload_dependents: false } }),
    ).toMatchObject({
      status: 200,
    });
    expect(await states()).toMatchObject({ lookup: 'UNAVAILABLE' });
    expect(await lookUp()).toMatchObject({
      status: 404,
      json: { error: "Request for unknown model: 'lookup' has no available versions" },
    });
    expect((await get(`${server.url}/v2/models/lookup/ready`)).status).toBe(400);
    // The server is ready all the same: the model was put aside, it did not fail.
    expect((await get(`${server.url}/v2/health/ready`)).status).toBe(200);
    expect((await repository('models/lookup/unload')).status).toBe(200);

    expect((await repository('models/lookup/load', {})).status).toBe(200);
    expect((await get(`${server.url}/v2/models/lookup/ready`)).status).toBe(200);
    expect((await lookUp()).json).toMatchObject({ outputs: [{ data: [1.5, 1.5] }] });
  });

  it('loads a model of the folder that was not there at the start', async () => {
    mkdirSync(join(folder, 'notes'));
    fixture('identity_int64', 'late');
    expect((await post(`${server.url}/v2/models/late/infer`, {})).status).toBe(404);
    expect((await repository('models/late/load')).status).toBe(200);
    const request = { inputs: [{ name: 'INPUT0', datatype: 'INT64', shape: [1, 1], data: [7] }] };
    expect(await post(`${server.url}/v2/models/late/infer`, request)).toMatchObject({
      status: 200,
      json: { model_name: 'late', outputs: [{ data: [7] }] },
    });
    expect((await states())['notes']).toBeUndefined();
  });

  it('reads a file again that was exchanged', async () => {
    fixture('identity_int64', 'identity_fp32');
    await repository('models/identity_fp32/load');
    const { json } = await get(`${server.url}/v2/models/identity_fp32`);
    expect(json).toMatchObject({ inputs: [{ datatype: 'INT64' }] });
    fixture('identity_bool', 'identity_fp32');
    await repository('models/identity_fp32/load');
    expect((await get(`${server.url}/v2/models/identity_fp32`)).json).toMatchObject({
      inputs: [{ datatype: 'BOOL' }],
    });
  });

  it('a file that is no graph does not load, and what was loaded goes on', async () => {
    writeFileSync(join(folder, 'lookup.onnx'), 'not a graph');
    const failed = await repository('models/lookup/load');
    expect(failed.status).toBe(400);
    expect(failed.json).toEqual({
      error: expect.stringMatching(/^failed to load 'lookup', .*not a usable ONNX model/),
    });
    expect((await lookUp()).status).toBe(200);

    writeFileSync(join(folder, 'broken.onnx'), 'not a graph');
    expect((await repository('models/broken/load')).status).toBe(400);
    expect((await repository('models/broken/load')).status).toBe(400);
    expect((await post(`${server.url}/v2/models/broken/infer`, {})).status).toBe(404);
  });

  it.each(['load', 'unload'])('%s of a model that does not exist is a 404', async (action) => {
    const { status, json } = await repository(`models/other/${action}`);
    expect(status).toBe(404);
    expect(json).toEqual({ error: expect.stringMatching(new RegExp(`^failed to ${action} 'other'`)) });
  });

  it('a request that meets an unload is answered or refused, and the unload ends', async () => {
    await repository('models/slow/load');
    const replies = await Promise.all([
      runSlowly(),
      runSlowly(),
      repository('models/slow/unload'),
      runSlowly(),
      runSlowly(),
    ]);
    expect(replies[2].status).toBe(200);
    for (const reply of replies) {
      if (reply.status === 200) continue;
      expect([404, 503]).toContain(reply.status);
      expect(reply.json).toEqual({ error: expect.stringMatching(/^Request for unknown model: 'slow'/) });
    }
    expect(await states()).toMatchObject({ slow: 'UNAVAILABLE' });
  }, 30_000);

  it('requests are answered throughout reloads', async () => {
    let stop = false;
    const client = async (): Promise<number[]> => {
      const statuses: number[] = [];
      while (!stop) statuses.push((await lookUp()).status);
      return statuses;
    };
    const clients = Promise.all([client(), client(), client()]);
    for (let round = 0; round < 10; round++)
      expect((await repository('models/lookup/load')).status).toBe(200);
    stop = true;
    const statuses = (await clients).flat();
    expect(statuses.length).toBeGreaterThan(10);
    expect(new Set(statuses)).toEqual(new Set([200]));
  }, 30_000);

  it('statistics go on over a reload', async () => {
    await lookUp();
    await repository('models/lookup/load');
    await lookUp();
    const { json } = await get(`${server.url}/v2/models/lookup/stats`);
    expect(json).toMatchObject({ model_stats: [{ inference_count: 2 }] });
  });
});

describe('a repository that cannot be opened', () => {
  it('names the folder or the model', async () => {
    await expect(startModelServer(['simple'], { repository: '/nowhere', preload: ['x'] })).rejects.toThrow(
      '/nowhere: cannot read the repository (ENOENT)',
    );
    await expect(startModelServer(['simple'], { repository: FIXTURES, preload: ['other'] })).rejects.toThrow(
      'there is no model',
    );
  }, 30_000);
});
