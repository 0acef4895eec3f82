import { statSync } from 'node:fs';

import { summarizeRun } from '../bench/summarize.js';
import { UserError } from '../core/errors.js';
import type { History } from '../history/history.js';
import { resolveRunId } from '../history/resolve-run-id.js';
import type { Document } from '../reporters/reporter.js';
import { checkAgainst } from './check-against.js';
import { readDocument } from './read-document.js';

/**
 * The document that a person means: a JSON file that servebench wrote, a stored run (`3f2a`, `latest~1`) or a stored
 * gate by its id. @param against mode that ratios refer to, of a run
 * @throws UserError RUN_UNKNOWN, RUN_AMBIGUOUS, MODE_UNKNOWN, NO_MODES, and as `readDocument`
 */
export async function findDocument(
  reference: string,
  history: History,
  against: string | undefined,
): Promise<Document> {
  const document = isFile(reference)
    ? await readDocument(reference)
    : loadStored(reference, history, against);
  if (against === undefined) return document;
  if (!('run' in document)) {
    throw new UserError('NO_MODES', `--against: ${reference} is not one run`, 'leave --against out');
  }
  checkAgainst(against, Object.keys(document.modes));
  return document;
}

function loadStored(reference: string, history: History, against: string | undefined): Document {
  const gates = history.gates.ids();
  const isGate = gates.some((id) => id.startsWith(reference)) && reference !== '';
  if (!isGate) return summarizeRun(history.load(reference), against);
  // A short id may mean a run and a gate.
  const id = resolveRunId(reference, [...history.list().map((run) => run.id), ...gates]);
  return gates.includes(id) ? history.gates.load(id) : summarizeRun(history.load(id), against);
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
