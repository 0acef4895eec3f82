import { extname } from 'node:path';

import { UserError } from '../core/errors.js';
import type { LogTraffic } from '../core/traffic-spec.js';
import { openCsv } from '../traffic/csv.js';
import { excerpt, lineError } from '../traffic/log-source.js';
import { openNdjson } from '../traffic/ndjson.js';
import { readChunks, textStart } from '../traffic/read-chunks.js';
import { parseTimestamp } from '../traffic/timestamps.js';
import { createFieldTally, NUMBER_TEXT, type FieldProfile, type FieldTally } from './field-profile.js';

/** What a request log holds, read once from end to end. */
export interface LogProfile {
  readonly file: string;
  readonly format: LogTraffic['format'];
  readonly records: number;
  /** In the order of their first appearance. */
  readonly fields: readonly FieldProfile[];
}

const FORMATS: Readonly<Record<string, LogTraffic['format']>> = {
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
  '.csv': 'csv',
};

/** @throws UserError LOG_FORMAT_UNKNOWN, LOG_EMPTY, and as the readers of logs, with the line */
export async function profileLog(file: string): Promise<LogProfile> {
  const format = FORMATS[extname(file).toLowerCase()];
  if (format === undefined) {
    throw new UserError(
      'LOG_FORMAT_UNKNOWN',
      `${file}: expected a request log that ends in ${Object.keys(FORMATS).join(', ')}`,
      'one JSON object of features a line (.ndjson), or a header line and a row for each request (.csv)',
    );
  }
  if (format === 'csv') await checkSeparator(file);
  const source =
    format === 'csv' ? await openCsv(file, { inputs: [], features: [] }) : await openNdjson(file);
  const readCell = format === 'csv' ? valueOfCell : undefined;
  const tallies = new Map<string, FieldTally>();
  let records = 0;
  let firstLine = 1;
  for await (const batch of source.read(0)) {
    for (const { line, fields } of batch) {
      if (records === 0) firstLine = line;
      for (const name of Object.keys(fields)) {
        if (tallies.has(name)) continue;
        const tally = createFieldTally(name, parseTimestamp, readCell);
        // Every record before this one went without it.
        if (records > 0) tally.add(undefined, firstLine);
        tallies.set(name, tally);
      }
      for (const [name, tally] of tallies) tally.add(fields[name], line);
      records++;
    }
  }
  if (records === 0) {
    throw new UserError('LOG_EMPTY', `${file}: the log holds no request`, 'record some requests first');
  }
  return { file, format, records, fields: [...tallies.values()].map((tally) => tally.profile(records)) };
}

/** One column with the separator of another format in its name is a file of that format. */
async function checkSeparator(file: string): Promise<void> {
  const name = await readHeader(file);
  if (name.includes(',') || !/[;\t]/.test(name)) return;
  const found = name.includes(';') ? 'semicolons' : 'tabs';
  throw lineError(
    'LOG_LINE_INVALID',
    file,
    1,
    `expected names of columns separated by commas, got one that holds ${found}: "${excerpt(name)}"`,
    'write the log with commas between its cells, and points in its numbers',
  );
}

async function readHeader(file: string): Promise<string> {
  for await (const chunk of readChunks(file, await textStart(file)))
    return chunk.toString('utf8').split(/\r?\n/, 1)[0] ?? '';
  return '';
}

/** CSV has text alone: what can be read as a number, a truth or a list stands for one. */
function valueOfCell(cell: unknown): unknown {
  if (typeof cell !== 'string') return undefined;
  const text = cell.trim();
  if (text === '') return undefined;
  if (NUMBER_TEXT.test(text)) return Number(text);
  if (text === 'true' || text === 'false') return text === 'true';
  if (!text.startsWith('[')) return cell;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // A text that happens to begin with a bracket.
    return cell;
  }
}
