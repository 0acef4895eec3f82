import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll } from 'vitest';

/** Chunks of a fixed size, in one buffer that is used over and over, as a file is read. */
export async function* chunksOf(bytes: Buffer, chunkBytes: number): AsyncGenerator<Buffer> {
  const buffer = Buffer.alloc(chunkBytes);
  for (let start = 0; start < bytes.length; start += chunkBytes) {
    const copied = bytes.copy(buffer, 0, start);
    yield buffer.subarray(0, copied);
  }
}

/** Writes logs into a folder of its own, which goes when the tests of the file are done. */
export function logFolder(): (name: string, content: string | Buffer) => string {
  const folder = mkdtempSync(join(tmpdir(), 'servebench-log-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  return (name, content) => {
    const file = join(folder, name);
    writeFileSync(file, content);
    return file;
  };
}
