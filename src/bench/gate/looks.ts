/**
 * After how many rounds a gate looks at its data; fixed, because each look at a moving target may mislead. Fewer than
 * three have no interval.
 */
export const LOOKS = [3, 5, 8, 12] as const;
