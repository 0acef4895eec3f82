type Value = string | number | boolean | null | undefined;

/** A value for each column that has one; other keys are ignored. */
export type CsvRow<Column extends string> = Readonly<Partial<Record<Column, Value>>>;

/** RFC 4180: CRLF, a header line, quotes where a field needs them. Empty where there is no value. */
export function csvText<Column extends string>(
  columns: readonly Column[],
  rows: readonly CsvRow<Column>[],
): string {
  const lines = rows.map((row) => columns.map((column) => field(row[column])).join(','));
  return `${[columns.join(','), ...lines].join('\r\n')}\r\n`;
}

function field(value: Value): string {
  const text = value === null || value === undefined ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
