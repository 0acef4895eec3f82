import { UserError } from '../core/errors.js';
import type { LogTraffic } from '../core/traffic-spec.js';
import { readRows } from './csv-rows.js';
import { readRecords } from './ndjson.js';
import { readChunks, textStart } from './read-chunks.js';

/**
 * The names of the fields of a log's first record, for checks that must not read the whole log.
 *
 * @returns undefined where the log is empty or cannot be read: whoever opens it says so, with the line.
 */
export async function firstFieldNames({ file, format }: LogTraffic): Promise<readonly string[] | undefined> {
  try {
    if (format === 'csv') {
      for await (const [header] of readRows(file)) return header?.cells;
      return undefined;
    }
    const byte = await textStart(file);
    for await (const [record] of readRecords(readChunks(file, byte), file, { byte, line: 1 }, 0)) {
      return record && Object.keys(record.fields);
    }
    return undefined;
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
