import { distance } from 'fastest-levenshtein';

import { UserError } from '../core/errors.js';

const SHOWN = 3;
/** Letters that may be wrong in `latest`. */
const MOST_SLIPS = 2;

/**
 * @param reference an id, the start of one, `latest`, or `latest~N` for the N-th before it
 * @param ids newest first
 * @throws UserError RUN_UNKNOWN with the nearest ids, RUN_AMBIGUOUS with the matching ones
 */
export function resolveRunId(reference: string, ids: readonly string[]): string {
  if (ids.length === 0) throw unknown(reference, 'the history holds no run', 'servebench run');
  const back = /^latest(?:~(?<steps>\d+))?$/.exec(reference);
  if (back) {
    const steps = Number(back.groups?.['steps'] ?? 0);
    const id = ids[steps];
    if (id === undefined)
      throw unknown(reference, `the history holds ${ids.length} runs`, 'servebench runs list');
    return id;
  }
  // Every id starts with it: a script whose variable is not set must remove nothing.
  if (reference === '') throw unknown(reference, 'it is empty', 'servebench runs list');
  const matching = ids.filter((id) => id.startsWith(reference));
  const [only] = matching;
  if (only !== undefined && matching.length === 1) return only;
  if (matching.length > 1) {
    throw new UserError(
      'RUN_AMBIGUOUS',
      `several runs start with "${reference}": ${matching.slice(0, 5).join(', ')}`,
      'type more of its id; servebench runs list shows them',
    );
  }
  if (distance(reference, 'latest') <= MOST_SLIPS) {
    throw unknown(reference, 'did you mean "latest"?', 'servebench runs list');
  }
  const near = ids
    .map((id) => ({ id, slips: distance(id.slice(0, reference.length), reference) }))
    .filter(({ slips }) => slips <= reference.length / 2)
    .sort((a, b) => a.slips - b.slips)
    .map(({ id }) => id);
  const [which, shown] = near.length > 0 ? ['nearest', near] : ['newest', ids];
  throw unknown(reference, `the ${which} are ${shown.slice(0, SHOWN).join(', ')}`, 'servebench runs list');
}

function unknown(reference: string, why: string, next: string): UserError {
  return new UserError('RUN_UNKNOWN', `no run "${reference}": ${why}`, next);
}
