import { availableParallelism } from 'node:os';

/** Scoring threads of a job, unless it is told otherwise: one for each core that it may use. */
export function scoringThreads(): number {
  return availableParallelism();
}
