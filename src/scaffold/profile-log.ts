import { extname } from 'node:path';

import { UserError } from '../core/errors.js';
import type { LogTraffic } from '../core/traffic-spec.js';
import { openCsv } from '../traffic/csv.js';
import { openNdjson } from '../traffic/ndjson.js';
import { parseTimestamp } from '../traffic/timestamps.js';
import { createFieldTally, type FieldProfile, type FieldTally } from './field-profile.js';

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
  const source =
    format === 'csv' ? await openCsv(file, { inputs: [], features: [] }) : await openNdjson(file);
  const readCell = format === 'csv' ? valueOfCell : (value: unknown): unknown => value;
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

/** CSV has text alone: what can be read as a number, a truth or a list stands for one. */
function valueOfCell(cell: unknown): unknown {
  if (typeof cell !== 'string') return undefined;
  const text = cell.trim();
  if (text === '') return undefined;
  if (/^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(text)) return Number(text);
  if (text === 'true' || text === 'false') return text === 'true';
  if (!text.startsWith('[')) return cell;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // A text that happens to begin with a bracket.
    return cell;
  }
}
