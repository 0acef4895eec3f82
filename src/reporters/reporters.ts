import { basename, extname } from 'node:path';

import { UserError } from '../core/errors.js';
import { closest } from '../scenario/suggest.js';
import { biggerReporter, smallerReporter } from './benchmark-json.js';
import { csvReporter } from './csv.js';
import { githubReporter } from './github.js';
import { htmlReporter } from './html/html.js';
import { jsonReporter } from './json.js';
import { junitReporter } from './junit.js';
import { markdownReporter } from './markdown/markdown.js';
import type { Reporter } from './reporter.js';
import { tableReporter } from './table/table.js';

/** Every reporter, by its id: another one is one more line. */
export const REPORTERS = {
  table: tableReporter,
  json: jsonReporter,
  csv: csvReporter,
  markdown: markdownReporter,
  html: htmlReporter,
  junit: junitReporter,
  github: githubReporter,
  'benchmark-json-smaller': smallerReporter,
  'benchmark-json-bigger': biggerReporter,
} satisfies Record<string, Reporter>;

const ALL: readonly Reporter[] = Object.values(REPORTERS);

/** The words after `--format`. */
export const FORMATS: readonly string[] = ALL.map(({ id }) => id);

/** What the names of output files end with. */
export const EXTENSIONS: readonly string[] = ALL.flatMap(({ extensions }) => extensions);

/**
 * @param name a format (`table`), in any case.
 * @throws UserError FORMAT_UNKNOWN, with what is known and what was probably meant.
 */
export function reporterFor(name: string): Reporter {
  const wanted = name.toLowerCase();
  const found = ALL.find(({ id, aliases = [] }) => id === wanted || aliases.includes(wanted));
  if (found) return found;
  throw new UserError('FORMAT_UNKNOWN', `unknown format "${name}"`, hint(wanted, FORMATS));
}

/**
 * @param file its extension says the format; the longest one that is known (`.smaller.json` before `.json`).
 * @throws UserError FORMAT_UNKNOWN, with what is known and what was probably meant.
 */
export function reporterOfFile(file: string): Reporter {
  const name = basename(file).toLowerCase();
  const fits = ALL.flatMap((reporter) => reporter.extensions.map((extension) => ({ reporter, extension })))
    .filter(({ extension }) => name.length > extension.length && name.endsWith(extension))
    .sort((a, b) => b.extension.length - a.extension.length);
  if (fits[0]) return fits[0].reporter;
  const extension = extname(name);
  const problem =
    extension === ''
      ? 'an output file needs an extension, which says its format'
      : `no report has the extension "${extension}"`;
  throw new UserError('FORMAT_UNKNOWN', `${file}: ${problem}`, hint(extension, EXTENSIONS));
}

function hint(wanted: string, known: readonly string[]): string {
  const meant = wanted === '' ? undefined : closest(wanted, known);
  const list = `known: ${known.join(', ')}`;
  return meant === undefined ? list : `did you mean "${meant}"? ${list}`;
}
