import { UserError } from '../core/errors.js';
import { closest } from '../scenario/suggest.js';
import { jsonReporter } from './json.js';
import type { Reporter } from './reporter.js';
import { tableReporter } from './table/table.js';

/** Every reporter, by its id: another one is one more line. */
export const REPORTERS = {
  json: jsonReporter,
  table: tableReporter,
} satisfies Record<string, Reporter>;

/**
 * @param name a format (`table`), or the extension of an output file with its dot (`.json`), in any case.
 * @throws UserError FORMAT_UNKNOWN, with what is known and what was probably meant.
 */
export function reporterFor(name: string): Reporter {
  const wanted = name.toLowerCase();
  const all: readonly Reporter[] = Object.values(REPORTERS);
  const found = all.find(({ id, extensions }) => id === wanted || extensions.includes(wanted));
  if (found) return found;
  const isExtension = name === '' || name.startsWith('.');
  const known = all.flatMap(({ id, extensions }) => (isExtension ? extensions : [id]));
  throw new UserError('FORMAT_UNKNOWN', problem(name, isExtension), hint(wanted, known));
}

function problem(name: string, isExtension: boolean): string {
  if (name === '') return 'an output file needs an extension, which says its format';
  return isExtension ? `no report has the extension "${name}"` : `unknown format "${name}"`;
}

function hint(wanted: string, known: readonly string[]): string {
  const meant = wanted === '' ? undefined : closest(wanted, known);
  const list = `known: ${known.join(', ')}`;
  return meant === undefined ? list : `did you mean "${meant}"? ${list}`;
}
