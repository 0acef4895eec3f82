import { alignColumns } from '../reporters/align-columns.js';

/** Columns padded to their widest cell, two spaces apart: a list that `cut` and `awk` can read. */
export function renderList(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return alignColumns([head, ...rows], () => true).join('\n');
}
