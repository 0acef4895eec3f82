import { createHash } from 'node:crypto';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { makeFolder } from '../files/make-folder.js';
import { systemErrorCode, UserError } from '../core/errors.js';
import type { PackedValues } from '../inference/packed-values.js';
import { shardsDirOf } from './state-folders.js';

/**
 * The values of finished shards, on disk until their table is published, so that a job that was killed goes on where
 * it was. A file is named after its shard and the hash of its content: half a file, or one of another job, is not
 * taken for a shard, and needs no waiting for the disk.
 */
export interface ShardFolder {
  /** Rows of every shard but the last: as asked for, or as an earlier attempt cut them. */
  readonly shardRows: number;
  /** @returns undefined for a shard that was not finished. */
  read(shard: number): Promise<PackedValues | undefined>;
  /** @throws UserError SHARD_UNWRITABLE */
  write(shard: number, values: PackedValues): Promise<void>;
  /** Seconds that earlier attempts of the job took. */
  readonly secondsBefore: number;
  /** Called now and then, so that the time of an attempt that is killed is not lost. */
  noteSeconds(seconds: number): Promise<void>;
  remove(): Promise<void>;
}

const FILE = /^(\d+)x(\d+)-[0-9a-f]{16}\.shard$/;
const SECONDS = 'seconds';

/**
 * @param job hash of everything that the values depend on: a folder of another job of the same table holds nothing of
 * use any more, and is removed
 * @param askedRows rows of a shard, unless some are there already
 */
export async function openShardFolder(
  stateDir: string,
  table: string,
  job: string,
  askedRows: number,
): Promise<ShardFolder> {
  const parent = shardsDirOf(stateDir, table);
  const folder = join(parent, job);
  await guarded(folder, async () => makeFolder(folder));
  for (const other of await readdir(parent)) {
    if (other !== job) await rm(join(parent, other), { recursive: true, force: true });
  }
  const files = new Map<number, string>();
  let shardRows = askedRows;
  for (const file of await readdir(folder)) {
    const [, shard, rows] = FILE.exec(file) ?? [];
    if (shard !== undefined && files.size === 0) shardRows = Number(rows);
    if (shard !== undefined && Number(rows) === shardRows) files.set(Number(shard), file);
    else if (file !== SECONDS) await rm(join(folder, file), { force: true });
  }
  const secondsBefore = files.size > 0 ? await readSeconds(join(folder, SECONDS)) : 0;

  return {
    shardRows,
    secondsBefore,
    read: async (shard) => {
      const file = files.get(shard);
      if (file === undefined) return undefined;
      const bytes = await readFile(join(folder, file));
      if (file === fileName(shard, shardRows, bytes)) return decode(bytes);
      await rm(join(folder, file), { force: true });
      return undefined;
    },
    write: async (shard, values) => {
      const bytes = encode(values);
      const file = join(folder, fileName(shard, shardRows, bytes));
      await guarded(folder, async () => {
        await writeFile(`${file}.tmp`, bytes);
        await rename(`${file}.tmp`, file);
      });
    },
    noteSeconds: (seconds) => guarded(folder, () => writeFile(join(folder, SECONDS), seconds.toFixed(3))),
    remove: async () => {
      await rm(parent, { recursive: true, force: true });
    },
  };
}

function fileName(shard: number, rows: number, bytes: Uint8Array): string {
  return `${shard}x${rows}-${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}.shard`;
}

/** Reals as they are; of bytes first how many there are and where each ends. Native byte order: shards do not travel. */
function encode(values: PackedValues): Uint8Array {
  if (values.kind === 'real') return Buffer.concat([Buffer.of(0, 0, 0, 0, 0, 0, 0, 0), view(values.values)]);
  const head = Buffer.from(Uint32Array.of(1, values.ends.length).buffer);
  return Buffer.concat([head, view(values.ends), values.bytes]);
}

function decode(bytes: Buffer): PackedValues {
  const copy = Uint8Array.from(bytes);
  const [kind = 0, count = 0] = new Uint32Array(copy.buffer, 0, 2);
  if (kind === 0) return { kind: 'real', values: new Float64Array(copy.buffer, 8) };
  const ends = new Uint32Array(copy.buffer, 8, count);
  return { kind: 'bytes', ends, bytes: copy.subarray(8 + ends.byteLength) };
}

function view(array: Float64Array | Uint32Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

async function readSeconds(file: string): Promise<number> {
  try {
    const seconds = Number(await readFile(file, 'utf8'));
    return Number.isFinite(seconds) ? seconds : 0;
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return 0;
    throw error;
  }
}

async function guarded(folder: string, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === undefined) throw error;
    throw new UserError(
      'SHARD_UNWRITABLE',
      `scored rows could not be kept in ${folder} (${code})`,
      'free some space or set SERVEBENCH_HOME to another folder, then run the same command again: what was scored stays',
    );
  }
}
