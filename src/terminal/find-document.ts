import { statSync } from 'node:fs';

import { summarizeRun } from '../bench/summarize.js';
import { UserError } from '../core/errors.js';
import type { History } from '../history/history.js';
import type { Document } from '../reporters/reporter.js';
import { checkAgainst } from './check-against.js';
import { loadStored } from './find-stored.js';
import { readDocument } from './read-document.js';

/**
 * The document that a person means: a JSON file that servebench wrote, a stored run (`3f2a`, `latest~1`), or a stored
 * gate or drill by its id. @param against mode that ratios refer to, of a run
 * @throws UserError RUN_UNKNOWN, RUN_AMBIGUOUS, MODE_UNKNOWN, NO_MODES, and as `readDocument`
 */
export async function findDocument(
  reference: string,
  history: History,
  against: string | undefined,
): Promise<Document> {
  const document = isFile(reference)
    ? await readDocument(reference)
    : documentOf(loadStored(reference, history), against);
  if (against === undefined) return document;
  if (!('run' in document)) {
    throw new UserError('NO_MODES', `--against: ${reference} is not one run`, 'leave --against out');
  }
  checkAgainst(against, Object.keys(document.modes));
  return document;
}

function documentOf(found: ReturnType<typeof loadStored>, against: string | undefined): Document {
  return found.kind === 'run' ? summarizeRun(found.stored, against) : found.document;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
