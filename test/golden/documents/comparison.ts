import { compareRuns } from '../../../src/bench/compare-runs.js';
import type { CompareResult } from '../../../src/result/compare-contract.js';
import type { Result } from '../../../src/result/contract.js';
import type { LoadSummary } from '../../../src/result/load-contract.js';
import { loadOf, modeOf, resultOf, searchOf } from './build.js';

const REPEATS = 8;

interface Version {
  readonly id: string;
  readonly commit: string;
  readonly embeddedRps: number;
  readonly tableRows: number;
  readonly seed: number;
}

function version({ id, commit, embeddedRps, tableRows, seed }: Version): Result {
  const closed = (rps: number, p50Us: number, noise = 0.02): LoadSummary =>
    loadOf({ kind: 'closed', rps, p50Us, tail: 1.9, repeats: REPEATS, seed, noise });
  const open = (p50Us: number, noise = 0.02): LoadSummary =>
    loadOf({ kind: 'open', rps: 1000, p50Us, tail: 2.6, repeats: REPEATS, seed: seed + 1, noise });
  const result = resultOf(
    {
      embedded: modeOf('embedded', {
        loads: {
          saturation: closed(embeddedRps, 31_000_000 / embeddedRps),
          steady: open(210, 0.2),
          capacity: searchOf(embeddedRps * 0.6, REPEATS, seed),
        },
        anonBytes: 33_300_000,
        storage: { model: 33_300 },
        cpuUs: 63,
      }),
      precomputed: modeOf('precomputed', {
        loads: { saturation: closed(28_000, 1100, 0.01), steady: open(120, 0.01) },
        anonBytes: 18_900_000,
        storage: { model: 0, table: tableRows * 18, rows: tableRows },
        cpuUs: 32,
      }),
    },
    { id },
  );
  return { ...result, run: { ...result.run, environment: { ...result.run.environment, gitCommit: commit } } };
}

/** Two runs of one scenario: a mode that got slower, one whose table grew, figures that are the same or not decided. */
export function comparison(): CompareResult {
  const old = version({ id: 'aaaa0001', commit: '4f5d0c6a1b', embeddedRps: 15_200, tableRows: 1e5, seed: 3 });
  const now = version({ id: 'bbbb0002', commit: '9e8d7c6b5a', embeddedRps: 12_100, tableRows: 12e4, seed: 8 });
  return compareRuns(old, now, { force: false });
}
