/**
 * Pearson's statistic against expected probabilities, as a standard score: (X2 - df) / sqrt(2 df). Above 4 a fair
 * source is less likely than 1 in 1,000 even for few bins.
 */
export function chiSquareScore(observed: readonly number[], probabilities: readonly number[]): number {
  const total = observed.reduce((sum, count) => sum + count, 0);
  const mass = probabilities.reduce((sum, probability) => sum + probability, 0);
  let statistic = 0;
  for (const [bin, count] of observed.entries()) {
    const expected = (total * (probabilities[bin] as number)) / mass;
    statistic += (count - expected) ** 2 / expected;
  }
  const freedom = observed.length - 1;
  return (statistic - freedom) / Math.sqrt(2 * freedom);
}

/** Pearson's correlation of two equally long samples. */
export function correlation(xs: readonly number[], ys: readonly number[]): number {
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const meanX = mean(xs);
  const meanY = mean(ys);
  let xy = 0;
  let xx = 0;
  let yy = 0;
  for (const [index, x] of xs.entries()) {
    const dx = x - meanX;
    const dy = (ys[index] as number) - meanY;
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  }
  return xy / Math.sqrt(xx * yy);
}
