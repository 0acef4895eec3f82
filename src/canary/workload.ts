import { createHash } from 'node:crypto';

/**
 * What the canary does for each request, of the kinds of work that serving a model is made of: JSON in, some
 * arithmetic on floats, a hash, JSON out. It uses nothing of servebench, so that no change of ours makes it faster, and
 * it must never change: a change is another canary, with another `CANARY_VERSION`.
 */
export const CANARY_VERSION = 1;

const SIZE = 48;
const WEIGHTS = Float32Array.from({ length: SIZE * SIZE }, (_, index) => Math.sin(index * 0.37));

/** The body of every request. */
export const CANARY_BODY = JSON.stringify({
  id: 'canary',
  features: Array.from({ length: SIZE }, (_, index) => Math.round(Math.cos(index) * 1e4) / 1e4),
  text: 'the same request, again and again, so that only the machine can make a difference',
});

/** @returns a body of the same length for the same request */
export function answerCanary(body: string): string {
  const { id, features } = JSON.parse(body) as { id: string; features: number[] };
  const scores = new Float32Array(SIZE);
  for (let row = 0; row < SIZE; row++) {
    let sum = 0;
    for (let column = 0; column < SIZE; column++) {
      sum += (WEIGHTS[row * SIZE + column] ?? 0) * (features[column] ?? 0);
    }
    scores[row] = 1 / (1 + Math.exp(-sum));
  }
  const digest = createHash('sha256').update(body).update(scores).digest('hex');
  return JSON.stringify({ id, digest, score: scores[0] });
}
