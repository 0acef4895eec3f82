/** One block's values of a metric for two modes (or runs), in the same unit. */
export interface Pair {
  readonly base: number;
  readonly other: number;
}

/**
 * d_i = ln(other / base): differences on the scale where half and double are equally far. Taken as a difference of
 * logarithms, so that swapping base and other changes the sign and nothing else.
 * @throws RangeError for a value that has no logarithm, naming the pair.
 */
export function logRatios(pairs: readonly Pair[]): number[] {
  return pairs.map(({ base, other }, index) => {
    for (const [name, value] of Object.entries({ base, other })) {
      if (value > 0 && Number.isFinite(value)) continue;
      throw new RangeError(
        `pair ${index + 1} of ${pairs.length}: ${name} is ${value}, and a ratio needs finite values above 0`,
      );
    }
    return Math.log(other) - Math.log(base);
  });
}
