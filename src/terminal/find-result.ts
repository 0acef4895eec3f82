import { existsSync } from 'node:fs';

import { summarizeRun } from '../bench/summarize.js';
import { UserError } from '../core/errors.js';
import type { History } from '../history/history.js';
import type { Result } from '../result/contract.js';
import { meantHint } from '../scenario/suggest.js';
import { readResult } from './read-document.js';

/**
 * The result that a person means: a JSON file, a run of the history (`3f2a`, `latest~1`), or the name of a scenario,
 * which stands for its latest run. @throws UserError RUN_UNKNOWN, DOCUMENT_INVALID
 */
export async function findResult(name: string, history: History): Promise<Result> {
  if (existsSync(name)) return readResult(name);
  const [latest] = history.list({ scenario: name, limit: 1 });
  try {
    return summarizeRun(history.load(latest?.id ?? name));
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'RUN_UNKNOWN') throw error;
    const hint = meantHint(name, [...new Set(history.list().map(({ scenario }) => scenario))]);
    const what = `${error.message}; it is no file and no scenario with a run either${hint}`;
    throw new UserError(error.code, what, error.next);
  }
}
