import type { Feature, ModelCard } from '../core/model-card.js';
import { readRows, type CsvRow } from './csv-rows.js';
import { excerpt, lineError, type LogRecord, type LogSource } from './log-source.js';

/** What a reader of cells needs to know of a card. */
type Columns = Pick<ModelCard, 'inputs' | 'features'>;

/**
 * Opens a log with a header line (RFC 4180). A quoted cell may hold newlines, so rows are counted by parsing and there
 * is no index: reading from row n parses, but does not convert, the rows before it.
 */
export async function openCsv(file: string, card: Columns): Promise<LogSource> {
  let rows = 0;
  let header: CsvRow | undefined;
  for await (const batch of readRows(file)) {
    header ??= batch[0];
    rows += batch.length;
  }
  const recordOf = header && recordReader(header, file, card);
  return {
    file,
    records: Math.max(0, rows - 1),
    async *read(from) {
      if (!recordOf) return;
      let toSkip = from + 1;
      for await (const batch of readRows(file)) {
        const skipped = Math.min(toSkip, batch.length);
        toSkip -= skipped;
        const records = batch.slice(skipped).map(recordOf);
        if (records.length > 0) yield records;
      }
    },
  };
}

/** Cells stay text, except where a feature of the card needs a number or a tensor. */
function recordReader(header: CsvRow, file: string, card: Columns): (row: CsvRow) => LogRecord {
  checkHeader(header, file);
  const columns = header.cells.map((name) => {
    const feature = card.features.find((candidate) => candidate.name === name);
    return { name, read: feature && cellReader(feature, card) };
  });
  return ({ line, cells }) => {
    const fields: Record<string, unknown> = {};
    for (const [position, { name, read }] of columns.entries()) {
      const cell = cells[position] as string;
      const value = read ? read(cell) : cell;
      if (value === undefined) throw badCell(file, line, name, cell, card);
      fields[name] = value;
    }
    return { line, fields };
  };
}

function checkHeader({ cells, line }: CsvRow, file: string): void {
  const seen = new Set<string>();
  for (const [position, name] of cells.entries()) {
    const problem =
      name === ''
        ? `column ${position + 1} has no name`
        : seen.has(name)
          ? `two columns are named "${name}"`
          : // Assigning to this name would set a prototype instead of a field.
            name === '__proto__'
            ? 'a column cannot be named "__proto__"'
            : undefined;
    if (problem) {
      throw lineError(
        'LOG_LINE_INVALID',
        file,
        line,
        problem,
        'give every column of the header line a name of its own',
      );
    }
    seen.add(name);
  }
}

/** @returns a reader that gives undefined for a cell it cannot read, or nothing where the cell stays text. */
function cellReader(feature: Feature, { inputs }: Columns): ((cell: string) => unknown) | undefined {
  if (feature.type === 'categorical' || feature.type === 'text') return undefined;
  if (feature.type !== 'tensor') return readNumber;
  const isText = inputs.some(({ name, type }) => name === feature.input && type === 'string');
  return isText ? (cell) => (cell.startsWith('[') ? (readTensor(cell) ?? cell) : cell) : readTensor;
}

function readNumber(cell: string): number | undefined {
  return /^\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*$/.test(cell) ? Number(cell) : undefined;
}

function readTensor(cell: string): unknown {
  try {
    return JSON.parse(cell);
  } catch {
    return undefined;
  }
}

function badCell(file: string, line: number, name: string, cell: string, card: Columns): Error {
  const isTensor = card.features.some((feature) => feature.name === name && feature.type === 'tensor');
  const wanted = isTensor ? 'a JSON array' : 'a number';
  const problem = `feature "${name}" must be ${wanted}, got "${excerpt(cell)}"`;
  return lineError(
    'LOG_LINE_INVALID',
    file,
    line,
    problem,
    `correct the cell: every row needs ${wanted} for it`,
  );
}
