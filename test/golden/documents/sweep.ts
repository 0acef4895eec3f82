import type { Result, SweepResult } from '../../../src/result/contract.js';
import { loadOf, modeOf, resultOf } from './build.js';

const REPEATS = 6;

function point(unseen: number, seed: number): Result {
  const covered = 0.6 * (1 - unseen);
  const table = { answered: covered, source: 'table', repeats: REPEATS } as const;
  const live = { repeats: REPEATS } as const;
  return resultOf(
    {
      embedded: modeOf('embedded', {
        loads: {
          saturation: loadOf({ kind: 'closed', rps: 15_000, p50Us: 2050, tail: 1.9, seed, ...live }),
          steady: loadOf({ kind: 'open', rps: 1000, p50Us: 210, tail: 2.6, seed: seed + 1, ...live }),
        },
        anonBytes: 33_300_000,
        storage: { model: 33_300 },
        cpuUs: 63,
      }),
      'embedded-workers': modeOf('embedded-workers', {
        kind: 'embedded',
        loads: {
          saturation: loadOf({
            kind: 'closed',
            rps: 14_900,
            p50Us: 2070,
            tail: 1.9,
            seed: seed + 7,
            noise: 0.12,
            ...live,
          }),
          steady: loadOf({ kind: 'open', rps: 1000, p50Us: 290, tail: 2.9, seed: seed + 3, ...live }),
        },
        anonBytes: 51_000_000,
        storage: { model: 33_300 },
        cpuUs: 81,
      }),
      precomputed: modeOf('precomputed', {
        loads: {
          saturation: loadOf({
            kind: 'closed',
            rps: 27_000,
            p50Us: 1100,
            tail: 1.8,
            seed: seed + 4,
            ...table,
          }),
          steady: loadOf({
            ...{ kind: 'open', rps: 1000, p50Us: 120, tail: 2.4, seed: seed + 5, ...table },
            ...(unseen > 0.1
              ? { invalid: ['only 97.1% of the scheduled requests were sent; lower the rate'] }
              : {}),
          }),
        },
        anonBytes: 18_900_000,
        storage: { model: 0, table: 1_820_000, rows: 100_000 },
        cpuUs: 32,
        coverage: {
          requests: covered,
          distinctKeys: 0.004,
          newCombinations: 1 - covered - unseen,
          unseenValues: unseen,
          estimated: true,
        },
      }),
    },
    {
      id: `5ee9000${seed}`,
      scenario: 'unseen',
      repeats: REPEATS,
      question: 'How much does a prediction table still answer?',
    },
  );
}

/** Three of four values of a sweep: it was interrupted. One load is not valid. */
export function sweep(): SweepResult {
  return {
    schemaVersion: 1,
    sweep: { path: 'traffic.unseen', values: [0, 0.05, 0.2, 0.5] },
    runs: [point(0, 1), point(0.05, 2), point(0.2, 3)],
  };
}
