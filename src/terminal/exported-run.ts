import { summarizeRun } from '../bench/summarize.js';
import type { StoredRun } from '../core/stored-run.js';
import { invalidRun, readStoredRun } from '../history/imported-run.js';
import { resultSchema } from '../result/contract.js';

/**
 * The raw run inside an exported document, which every report can be made from: a history that took another would
 * fail whenever it is asked for it. @param file for messages
 * @throws UserError IMPORT_INVALID naming what is wrong
 */
export function readExportedRun(raw: unknown, file: string): StoredRun {
  const stored = readStoredRun(raw, file);
  const parsed = resultSchema.safeParse(summaryOf(stored, file));
  if (parsed.success) return stored;
  const [issue] = parsed.error.issues;
  const at = issue?.path.map(String).join('.') ?? '';
  throw invalidRun(file, `no report can be made of it: ${at}: ${issue?.message ?? 'invalid'}`);
}

function summaryOf(stored: StoredRun, file: string): unknown {
  try {
    return summarizeRun(stored);
  } catch (error) {
    // What is wrong with the run shows only in what is derived from it.
    throw invalidRun(file, `no report can be made of it: ${String(error)}`);
  }
}
