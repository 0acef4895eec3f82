import { mean } from './describe.js';
import { randomStream, shuffle } from './random.js';

/** A place where a series changes its level or its spread. */
export interface ChangePoint {
  /** Index of the first value after the change. */
  readonly at: number;
  /** Share of random orders of the same values that look as much like a change. */
  readonly pValue: number;
}

/** Both sides need a spread. */
const LEAST_SIDE = 2;
/** Fewest values in which some change can reach p <= 0.05: of 8, 2 * 4! * 4! of 8! orders are as extreme. */
export const FEWEST_FOR_CHANGE = 8;

/**
 * E-divisive (Matteson and James, JASA 109, 2014), as it is used on histories of benchmarks (Daly et al., ICPE 2020;
 * Fleming and Kolaczkowski, "Hunter", ICPE 2023): the series is cut where the energy distance of its two sides is
 * largest, then each side again, for as long as a cut is significant. Significance is by permutation, as Matteson and
 * James have it and not by Hunter's t-test: a test that ignores that the place was chosen finds changes in noise.
 *
 * @param values in the order of time @param level largest p value of a change
 * @returns in the order of time; the same for the same values: permutations are drawn from a fixed seed
 */
export function changePoints(values: readonly number[], level = 0.05, permutations = 999): ChangePoint[] {
  const search = (from: number, to: number): ChangePoint[] => {
    if (to - from < FEWEST_FOR_CHANGE) return [];
    const segment = values.slice(from, to);
    const best = strongestCut(segment);
    if (!(best.strength > 0)) return [];
    const stream = randomStream(1, 'change-points', from, to);
    // Ends as soon as the level is out of reach.
    const most = level * (permutations + 1) - 1;
    let asStrong = 0;
    for (let drawn = 0; drawn < permutations && asStrong <= most; drawn++) {
      const { strength } = strongestCut(shuffle(segment, stream));
      if (strength >= best.strength * (1 - 1e-9)) asStrong++;
    }
    if (asStrong > most) return [];
    const at = from + best.at;
    const pValue = (asStrong + 1) / (permutations + 1);
    return [...search(from, at), { at, pValue }, ...search(at, to)];
  };
  return search(0, values.length);
}

/**
 * Whether two stretches differ in their mean, by permutation: the energy distance finds changes of spread as well.
 * @returns the same for the same values
 */
export function isLevelShift(
  before: readonly number[],
  after: readonly number[],
  level = 0.05,
  permutations = 999,
): boolean {
  const all = [...before, ...after];
  const distance = (values: readonly number[]): number =>
    Math.abs(mean(values.slice(0, before.length)) - mean(values.slice(before.length)));
  const seen = distance(all);
  const stream = randomStream(1, 'level-shift', before.length, after.length);
  let asFar = 1;
  for (let drawn = 0; drawn < permutations; drawn++)
    if (distance(shuffle(all, stream)) >= seen * (1 - 1e-9)) asFar++;
  return asFar <= level * (permutations + 1);
}

/**
 * The cut with the largest scaled energy distance mn/(m+n) E, where E = 2 mean|x - y| - mean|x - x'| - mean|y - y'|,
 * in O(n^2): moving the cut by one moves one value from one side to the other.
 */
export function strongestCut(values: readonly number[]): { readonly at: number; readonly strength: number } {
  const n = values.length;
  const distances = (index: number, from: number, to: number): number => {
    const value = values[index] ?? 0;
    let sum = 0;
    for (let other = from; other < to; other++) sum += Math.abs(value - (values[other] ?? 0));
    return sum;
  };
  let [left, between, right] = [0, 0, 0];
  for (let index = 0; index < n; index++) right += distances(index, 0, index);
  let best = { at: 0, strength: 0 };
  for (let at = 1; at <= n - LEAST_SIDE; at++) {
    const toLeft = distances(at - 1, 0, at - 1);
    const toRight = distances(at - 1, at, n);
    left += toLeft;
    right -= toRight;
    between += toRight - toLeft;
    if (at < LEAST_SIDE) continue;
    const m = n - at;
    const energy = (2 * between) / (at * m) - left / pairs(at) - right / pairs(m);
    const strength = ((at * m) / n) * energy;
    if (strength > best.strength) best = { at, strength };
  }
  return best;
}

function pairs(count: number): number {
  return (count * (count - 1)) / 2;
}
