import { SOURCES, type Source } from '../core/answer.js';

/** Names the source of an answer, in lower case as it is compared. */
export const SOURCE_HEADER = 'x-servebench-source';

const BY_NAME: ReadonlyMap<string, Source> = new Map(SOURCES.map((source) => [source, source]));

/**
 * How an answered request counts. 2xx: under its source; an application that names none (or one we do not know) is
 * taken to have asked its model. 404 from a known miss is a completed request. Anything else is an error.
 */
export function outcomeOf(status: number, source: string | undefined): Source | 'error' {
  if (status >= 200 && status < 300) return BY_NAME.get(source ?? '') ?? 'model';
  return status === 404 && source === 'miss' ? 'miss' : 'error';
}
