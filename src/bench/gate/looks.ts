import { FEWEST_FOR_INTERVAL } from '../../statistics/paired.js';

/** A pair each. */
export const FEWEST_ROUNDS = FEWEST_FOR_INTERVAL;

/** How much more has to be known before another look is worth what it costs the others. */
const GROWTH = 1.6;

/**
 * After how many rounds a gate looks at its data before the end of its time, which is its last look: after 3, 5, 8, 13,
 * 21, ... of the rounds that there is time for. Fixed by time alone, because each look at a moving target may mislead,
 * and all of them have to share the 5%: a gate with time for a few long rounds has them for one look.
 * @param rounds that there is time for
 */
export function earlyLooks(rounds: number): number[] {
  const looks: number[] = [];
  for (let look = FEWEST_ROUNDS; look < rounds; look = Math.round(look * GROWTH)) looks.push(look);
  return looks;
}
