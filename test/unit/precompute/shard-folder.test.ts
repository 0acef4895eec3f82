import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { packBytes } from '../../../src/inference/packed-keys.js';
import type { PackedValues } from '../../../src/inference/packed-values.js';
import { openShardFolder, type ShardFolder } from '../../../src/precompute/shard-folder.js';
import { shardRowsFor } from '../../../src/precompute/shard-rows.js';

const REALS: PackedValues = { kind: 'real', values: Float64Array.of(0.5, -1, 5e-324, Infinity) };
const BYTES: PackedValues = packBytes([Uint8Array.of(1, 2), Uint8Array.of(), Uint8Array.of(3)]);

describe('finished shards', () => {
  let state: string;
  beforeEach(() => (state = mkdtempSync(join(tmpdir(), 'servebench-shards-'))));
  afterEach(() => rmSync(state, { recursive: true, force: true }));

  const open = (job = 'job', rows = 4): Promise<ShardFolder> => openShardFolder(state, 'clicks', job, rows);
  const folder = (job = 'job'): string => join(state, 'precompute', 'clicks', job);
  const shards = (job = 'job'): string[] =>
    readdirSync(folder(job)).filter((file) => file.endsWith('.shard'));

  it.each([
    ['numbers', REALS],
    ['bytes', BYTES],
  ])('are there for the next attempt, of %s', async (_, values) => {
    await (await open()).write(7, values);
    const next = await open();
    expect(await next.read(7)).toEqual(values);
    expect(await next.read(6)).toBeUndefined();
  });

  it('keep the size that they were cut to', async () => {
    await (await open('job', 4)).write(0, REALS);
    const next = await open('job', 1024);
    expect(next.shardRows).toBe(4);
    expect(await next.read(0)).toEqual(REALS);
    expect((await open('other', 1024)).shardRows).toBe(1024);
  });

  it('are not taken for finished where they are damaged or half-written', async () => {
    const first = await open();
    await first.write(0, REALS);
    await first.write(1, REALS);
    const [file = ''] = shards();
    const path = join(folder(), file);
    writeFileSync(path, readFileSync(path).subarray(0, 20));
    writeFileSync(join(folder(), '2x4-0123456789abcdef.shard.tmp'), 'half');
    const next = await open();
    const read = [await next.read(0), await next.read(1), await next.read(2)];
    expect(read.filter((values) => values !== undefined)).toEqual([REALS]);
    expect(shards()).toHaveLength(1);
  });

  it('of another model or other keys are removed, and all of them with the job', async () => {
    await (await open('old')).write(0, REALS);
    const fresh = await open('new');
    expect(existsSync(folder('old'))).toBe(false);
    await fresh.write(0, REALS);
    await fresh.remove();
    expect(existsSync(join(state, 'precompute', 'clicks'))).toBe(false);
  });

  it('know how long earlier attempts took', async () => {
    const first = await open();
    expect(first.secondsBefore).toBe(0);
    await first.write(0, REALS);
    await first.noteSeconds(12.5);
    expect((await open()).secondsBefore).toBe(12.5);
  });

  it('that cannot be written are told with what to do', async () => {
    writeFileSync(join(state, 'precompute'), 'a file');
    await expect(open()).rejects.toMatchObject({
      code: 'SHARD_UNWRITABLE',
      next: expect.stringContaining('run the same command again'),
    });
  });
});

describe('the rows of a shard', () => {
  it.each([
    ['a fast model', 26_000_000, 0.0003, 18, 16_384],
    ['a slow model: no more than 50 ms are lost', 1_000_000, 0.1, 18, 256],
    ['a very slow model', 100_000, 20, 18, 64],
    ['a small table, which many threads share', 10_000, 0.0003, 18, 512],
    ['large predictions, of which some are in memory', 1_000_000, 0.0003, 4000, 128],
    ['an empty table', 0, 0, 0, 64],
  ])('are few enough: %s', (_, rows, scoreMs, rowBytes, expected) => {
    expect(shardRowsFor(rows, scoreMs, rowBytes)).toBe(expected);
  });
});
