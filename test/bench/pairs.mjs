import { pairedRatio } from '../../dist/statistics/paired.js';

/**
 * Measures two things in interleaved pairs: A B, B A, A B, ... so that a drift of the machine favours neither.
 * @returns the Hodges-Lehmann ratio other / base with its signed-rank interval, and the raw pairs
 */
export async function interleave(count, measureBase, measureOther) {
  const pairs = [];
  for (let index = 0; index < count; index++) {
    const pair = { base: 0, other: 0 };
    const turns = [
      async () => (pair.base = await measureBase(index)),
      async () => (pair.other = await measureOther(index)),
    ];
    if (index % 2 === 1) turns.reverse();
    for (const turn of turns) await turn();
    pairs.push(pair);
    process.stderr.write(`  pair ${index + 1} of ${count}: ${(pair.other / pair.base).toFixed(3)}\n`);
  }
  return { ...pairedRatio(pairs), raw: pairs };
}
