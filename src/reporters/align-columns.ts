/** Lines of cells, each column as wide as its widest cell and two spaces from the next. @param isText left-aligned */
export function alignColumns(
  rows: readonly (readonly string[])[],
  isText: (column: number) => boolean,
): string[] {
  const widths: number[] = [];
  for (const row of rows)
    for (const [column, { length }] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, length);
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return isText(column) ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd(),
  );
}
