import { open, type FileHandle } from 'node:fs/promises';

import { systemErrorCode, UserError } from '../core/errors.js';

const CHUNK_BYTES = 64 * 1024;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Reads a file in chunks. One buffer is used over and over, so a chunk is valid only until the next one is asked for:
 * a fresh buffer for each would leave its release to the garbage collector.
 *
 * @throws UserError LOG_UNREADABLE
 */
export async function* readChunks(file: string, start = 0): AsyncGenerator<Buffer> {
  const handle = await openLog(file);
  try {
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
    let position = start;
    for (;;) {
      const bytes = await readAt(handle, file, buffer, position);
      if (bytes === 0) return;
      position += bytes;
      yield buffer.subarray(0, bytes);
    }
  } finally {
    await handle.close();
  }
}

/** Where the text starts: after the UTF-8 byte order mark that some editors and spreadsheets write. */
export async function textStart(file: string): Promise<number> {
  for await (const chunk of readChunks(file)) {
    return chunk.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
  }
  return 0;
}

async function openLog(file: string): Promise<FileHandle> {
  try {
    return await open(file, 'r');
  } catch (error) {
    throw unreadable(file, error);
  }
}

/** A folder opens like a file and fails here. */
async function readAt(handle: FileHandle, file: string, buffer: Buffer, position: number): Promise<number> {
  try {
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, position);
    return bytesRead;
  } catch (error) {
    throw unreadable(file, error);
  }
}

function unreadable(file: string, error: unknown): UserError {
  return new UserError(
    'LOG_UNREADABLE',
    `${file}: cannot read the request log (${systemErrorCode(error) ?? 'unknown error'})`,
    'correct traffic.log in the scenario, which is relative to the scenario file',
  );
}
