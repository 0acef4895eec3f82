/** What a choice among servers depends on. */
export interface Candidate {
  /** Requests that were sent and not answered. */
  readonly outstanding: number;
  /** It failed, and has not been seen well since. */
  readonly isEjected: boolean;
}

/**
 * Least outstanding requests, ties in turn, so that equal servers get equal shares also where nothing is outstanding.
 * An ejected one is chosen only where all are: then asking is the one way to be answered at all.
 *
 * @returns the choice; `except` leaves one out, and then only a server that is not ejected will do
 */
export function createChoice<C extends Candidate>(candidates: readonly C[]): (except?: C) => C | undefined {
  const [only] = candidates;
  if (only && candidates.length === 1) return (except) => (except === only ? undefined : only);
  let turn = 0;
  return (except) => {
    let best: C | undefined;
    let place = turn;
    for (let step = 0; step < candidates.length; step++) {
      const index = (turn + step) % candidates.length;
      const candidate = candidates[index] as C;
      if (candidate === except || (except && candidate.isEjected)) continue;
      if (best && !isBetter(candidate, best)) continue;
      best = candidate;
      place = index;
    }
    turn = place + 1;
    return best;
  };
}

function isBetter(one: Candidate, other: Candidate): boolean {
  if (one.isEjected !== other.isEjected) return other.isEjected;
  return one.outstanding < other.outstanding;
}
