import { indexLines, isBlankCode, RECORDS_PER_MARK, type Mark } from './line-index.js';
import { excerpt, lineError, MAX_RECORD_BYTES, type LogRecord, type LogSource } from './log-source.js';
import { readChunks, textStart } from './read-chunks.js';
import { BATCH_ITEMS } from './traffic.js';

const NEWLINE = 0x0a;

/**
 * Opens a log of one JSON object a line (https://github.com/ndjson/ndjson-spec), tolerating blank lines, CRLF and a
 * byte order mark.
 */
export async function openNdjson(file: string): Promise<LogSource> {
  const startByte = await textStart(file);
  const { records, marks } = await indexLines(readChunks(file, startByte), startByte);
  return {
    file,
    records,
    async *read(from) {
      const mark = marks[Math.floor(from / RECORDS_PER_MARK)];
      if (mark) yield* readRecords(readChunks(file, mark.byte), file, mark, from % RECORDS_PER_MARK);
    },
  };
}

/**
 * Splits chunks into lines and parses them. Whole chunks are decoded up to their last newline, which cannot cut a
 * character in two, and lines are slices of that text.
 *
 * @param mark where the chunks start; @param skip records to leave out, unparsed.
 */
export async function* readRecords(
  chunks: AsyncIterable<Buffer>,
  file: string,
  mark: Mark,
  skip: number,
): AsyncGenerator<readonly LogRecord[]> {
  const parser = lineParser(file, mark.line, skip);
  let rest: Buffer[] = [];
  let restBytes = 0;
  for await (const chunk of chunks) {
    const end = chunk.lastIndexOf(NEWLINE) + 1;
    if (end > 0) {
      yield* parser.parse(decode(rest, chunk.subarray(0, end)));
      rest = [];
      restBytes = 0;
    }
    if (end < chunk.length) {
      // Copied, because the next chunk overwrites this one.
      rest.push(Buffer.from(chunk.subarray(end)));
      restBytes += chunk.length - end;
      if (restBytes > MAX_RECORD_BYTES) throw tooLong(file, parser.line(), rest);
    }
  }
  yield* parser.parse(decode(rest, Buffer.alloc(0)));
}

function decode(rest: readonly Buffer[], last: Buffer): string {
  return rest.length === 0 ? last.toString('utf8') : Buffer.concat([...rest, last]).toString('utf8');
}

/** Parses successive texts of whole lines, and keeps count of the lines. */
function lineParser(
  file: string,
  firstLine: number,
  skip: number,
): {
  parse(text: string): Generator<LogRecord[]>;
  /** The line after the texts so far. */
  line(): number;
} {
  let line = firstLine;
  let toSkip = skip;
  function* parse(text: string): Generator<LogRecord[]> {
    let batch: LogRecord[] = [];
    for (let start = 0; start < text.length; line++) {
      const newline = text.indexOf('\n', start);
      const end = newline === -1 ? text.length : newline;
      if (!isBlankLine(text, start, end)) {
        if (toSkip > 0) toSkip--;
        else batch.push({ line, fields: parseObject(text.slice(start, end), file, line) });
      }
      if (batch.length === BATCH_ITEMS) {
        yield batch;
        batch = [];
      }
      start = end + 1;
    }
    if (batch.length > 0) yield batch;
  }
  return { parse, line: () => line };
}

function isBlankLine(text: string, start: number, end: number): boolean {
  let position = start;
  while (position < end && isBlankCode(text.charCodeAt(position))) position++;
  return position === end;
}

function parseObject(text: string, file: string, line: number): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw notAnObject(file, line, text);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw notAnObject(file, line, text);
  return value as Readonly<Record<string, unknown>>;
}

function notAnObject(file: string, line: number, text: string): Error {
  return lineError(
    'LOG_LINE_INVALID',
    file,
    line,
    `not a JSON object: ${excerpt(text)}`,
    'write one JSON object a line, or name the file .csv if it is one',
  );
}

function tooLong(file: string, line: number, rest: readonly Buffer[]): Error {
  const start = rest[0]?.toString('utf8', 0, 100) ?? '';
  return lineError(
    'LOG_LINE_INVALID',
    file,
    line,
    `a record longer than ${MAX_RECORD_BYTES / 1024 / 1024} MiB, near: ${excerpt(start)}`,
    'write one JSON object a line, each ended by a newline',
  );
}
