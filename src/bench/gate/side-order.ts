import { randomStream } from '../../statistics/random.js';

type Order = readonly ['base', 'head'] | readonly ['head', 'base'];

/**
 * Which side of a mode is measured first: each in turn, so that what the first one does to the second cancels. Whose turn
 * is first is drawn for each mode, so that no side goes first in a whole round.
 * @returns the order of the next pair of a mode
 */
export function sideOrder(seed: number): (mode: string) => Order {
  const turns = new Map<string, boolean>();
  return (mode) => {
    const isBaseFirst = !(turns.get(mode) ?? randomStream(seed, 'sides', mode).uniform() < 0.5);
    turns.set(mode, isBaseFirst);
    return isBaseFirst ? ['base', 'head'] : ['head', 'base'];
  };
}
