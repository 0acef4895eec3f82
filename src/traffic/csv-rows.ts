import { CsvError, Parser } from 'csv-parse';

import { lineError, MAX_RECORD_BYTES } from './log-source.js';
import { readChunks } from './read-chunks.js';
import { BATCH_ITEMS } from './traffic.js';

/** One row of cells. */
export interface CsvRow {
  /** Line of the file where the row starts, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * Rows in batches, the header first, all with as many cells as the header. Blank lines are left out.
 *
 * @throws UserError LOG_LINE_INVALID
 */
export async function* readRows(file: string): AsyncGenerator<readonly CsvRow[]> {
  let rows: CsvRow[] = [];
  let width: number | undefined;
  let failure: Error | undefined;
  const lines = createLineCounter();
  const parser = new RowParser((cells, endLine) => {
    const line = lines.startOf(cells, endLine);
    width ??= cells.length;
    if (cells.length === width) rows.push({ line, cells });
    else if (cells.length > 1 || cells[0]?.trim() !== '')
      failure ??= wrongWidth(file, line, cells.length, width);
  });
  // Every error also reaches the callback of the step that met it; unheard, this event would end the process.
  parser.on('error', () => undefined);

  const step = async (run: (done: (error?: Error | null) => void) => void): Promise<void> => {
    try {
      await new Promise<void>((resolve, reject) => run((error) => (error ? reject(error) : resolve())));
    } catch (error) {
      throw error instanceof CsvError ? brokenRow(file, lines, error) : error;
    }
  };
  try {
    for await (const chunk of readChunks(file)) {
      // Copied, because the parser keeps the end of a chunk and the next one overwrites it.
      const copy = Buffer.from(chunk);
      await step((done) => parser.write(copy, done));
      if (failure) throw failure;
      for (; rows.length >= BATCH_ITEMS; rows = rows.slice(BATCH_ITEMS)) yield rows.slice(0, BATCH_ITEMS);
    }
    parser.resume();
    await step((done) => parser.end(done));
    if (failure) throw failure;
    for (; rows.length > 0; rows = rows.slice(BATCH_ITEMS)) yield rows.slice(0, BATCH_ITEMS);
  } finally {
    parser.destroy();
  }
}

/**
 * Hands each row over as it is parsed. The parser's `on_record` would too, but builds a description of its state
 * for each row, which takes longer than the parsing; and a stream of single rows would lose their lines.
 */
class RowParser extends Parser {
  readonly #onRow: (cells: readonly string[], endLine: number) => void;

  constructor(onRow: (cells: readonly string[], endLine: number) => void) {
    super({ bom: true, skip_empty_lines: true, relax_column_count: true, max_record_size: MAX_RECORD_BYTES });
    this.#onRow = onRow;
  }

  override push(cells: string[] | null): boolean {
    if (cells === null) return super.push(null);
    this.#onRow(cells, this.info.lines);
    return true;
  }
}

/** Lines as an editor counts them, which the parser does not. */
interface LineCounter {
  /** Where a row starts that ends at a line of the parser. */
  startOf(cells: readonly string[], endLine: number): number;
  /** Where the row after the last one starts. */
  next(): number;
  lineOf(parserLine: number): number;
}

/** The parser tells where a row ends, and counts a CRLF within a quoted cell as two lines. */
function createLineCounter(): LineCounter {
  let previousEnd = 0;
  let surplus = 0;
  return {
    startOf(cells, endLine) {
      const span = endLine - previousEnd;
      previousEnd = endLine;
      if (span === 1) return endLine - surplus;
      const text = cells.join(',');
      const counted = text.match(/[\r\n]/g)?.length ?? 0;
      const start = endLine - surplus - counted;
      surplus += counted - (text.match(/\r\n|\r|\n/g)?.length ?? 0);
      return start;
    },
    next: () => previousEnd + 1 - surplus,
    lineOf: (parserLine) => parserLine - surplus,
  };
}

function wrongWidth(file: string, line: number, found: number, width: number): Error {
  const problem = `${found} ${found === 1 ? 'cell' : 'cells'} in this row, ${width} in the header`;
  return lineError('LOG_LINE_INVALID', file, line, problem, 'put a cell that holds a comma in double quotes');
}

function brokenRow(file: string, lines: LineCounter, error: CsvError): Error {
  const problems: Readonly<Record<string, string>> = {
    CSV_QUOTE_NOT_CLOSED: 'a double quote opens a cell that is never closed',
    CSV_INVALID_CLOSING_QUOTE: 'a double quote within a quoted cell',
    INVALID_OPENING_QUOTE: 'a double quote within a cell that does not start with one',
    CSV_MAX_RECORD_SIZE: `a row longer than ${MAX_RECORD_BYTES / 1024 / 1024} MiB, as if a quote were never closed`,
  };
  // These two are noticed long after the row that is at fault.
  const isLate = error.code === 'CSV_QUOTE_NOT_CLOSED' || error.code === 'CSV_MAX_RECORD_SIZE';
  const line = isLate ? lines.next() : lines.lineOf(Number(error['lines']));
  const next = 'write a quote within a cell as two, and put the cell in double quotes (RFC 4180)';
  return lineError('LOG_LINE_INVALID', file, line, problems[error.code] ?? error.message, next);
}
