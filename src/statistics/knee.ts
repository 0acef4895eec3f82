/** A point of a curve that rises: a load, and what it costs. */
export interface CurvePoint {
  readonly x: number;
  readonly y: number;
}

/**
 * The knee of a rising curve: the point from which on y pays for x ever more. Kneedle without smoothing (Satopaa,
 * Albrecht, Irwin and Raghavan 2011, "Finding a 'Kneedle' in a Haystack"): both axes are scaled to 0..1, and the knee
 * is where the curve lies farthest below its chord.
 * @param points in any order; of equal x the last is used.
 * @returns null for fewer than 4 points, or where the curve bends nowhere by more than a tenth of its height.
 */
export function kneeOf(points: readonly CurvePoint[]): CurvePoint | null {
  const sorted = [...new Map(points.map((point) => [point.x, point])).values()].sort((a, b) => a.x - b.x);
  const [first] = sorted;
  const last = sorted.at(-1);
  if (sorted.length < FEWEST_POINTS || !first || !last) return null;
  const lowest = Math.min(...sorted.map(({ y }) => y));
  const height = Math.max(...sorted.map(({ y }) => y)) - lowest;
  if (height === 0) return null;
  let knee: CurvePoint | null = null;
  let farthest = LEAST_BEND;
  for (const point of sorted) {
    const below = (point.x - first.x) / (last.x - first.x) - (point.y - lowest) / height;
    if (below > farthest) {
      farthest = below;
      knee = point;
    }
  }
  return knee;
}

const FEWEST_POINTS = 4;
/** A straight line lies 0 below its chord, a perfect corner 1. */
const LEAST_BEND = 0.1;
