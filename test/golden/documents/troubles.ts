import type { Result } from '../../../src/result/contract.js';
import type { ModeResult } from '../../../src/result/mode-contract.js';
import { loadOf, modeOf, resultOf, searchOf } from './build.js';

/** Text that a server, a log or a scenario may bring, and that no format may take for its own signs. */
export const HOSTILE = `</script><script>alert("1")</script> | a\nb ]]> & 'c' \`d\` @team #12 %0A::error::x, -- > <!-- \u0007\u001B[31m`;

/** A mode of which nothing was measured. */
function failed(message: string, lastLines: readonly string[]): ModeResult {
  const nothing = modeOf('microservice', { loads: {}, anonBytes: 0, storage: { model: 0 }, cpuUs: 0 });
  return {
    ...nothing,
    status: 'failed',
    error: { code: 'SERVER_EXITED', message, lastLines: [...lastLines] },
    coverage: null,
    storage: null,
    memory: { rssBytes: null, anonBytes: null, processes: null },
    cpuUsPerRequest: { application: null, modelServers: null, stores: null, load: null },
    startupMs: { prepare: null, ready: null, firstPrediction: null },
    parity: { checked: 0, mismatches: 0, maxAbsDiff: 0 },
  };
}

/** An application of the user's own: there is no process of ours to look at. */
function external(): ModeResult {
  const loads = {
    saturation: loadOf({ kind: 'closed', rps: 900, p50Us: 35_000, tail: 3, repeats: 1, seed: 7 }),
  };
  const mode = modeOf('external', { loads, anonBytes: 0, storage: { model: 0 }, cpuUs: 0 });
  return {
    ...mode,
    coverage: null,
    storage: null,
    footprint: null,
    memory: { rssBytes: null, anonBytes: null, processes: null },
    cpuUsPerRequest: { application: null, modelServers: null, stores: null, load: 30.5 },
    startupMs: { prepare: null, ready: null, firstPrediction: null },
    parity: { checked: 0, mismatches: 0, maxAbsDiff: 0 },
  };
}

/**
 * An interrupted run of a single repeat: a failed mode, an application of the user's own, a mode with other predictions
 * than the model, a search that no rate satisfies, and hostile text wherever there is text.
 */
export function troubles(): Result {
  const saturation = { kind: 'closed', p50Us: 2000, tail: 1.9, repeats: 1 } as const;
  const searched = searchOf(2000, 1, 3);
  const search = searched.search as NonNullable<typeof searched.search>;
  const missed = ['p99 31 ms is above 10 ms'];
  const wrong = modeOf('precomputed', {
    loads: { saturation: loadOf({ ...saturation, rps: 15_900, seed: 4 }) },
    anonBytes: 18_000_000,
    storage: { model: 0, table: 900_000, rows: 5000 },
    cpuUs: 30,
  });
  const embedded = modeOf('embedded', {
    loads: {
      saturation: {
        ...loadOf({ ...saturation, rps: 15_200, seed: 2, lost: { errors: 3 } }),
        errorSamples: [HOSTILE],
      },
      [`search ${HOSTILE}`]: {
        ...searched,
        search: {
          ...search,
          capacityRps: 0,
          bound: 'none',
          kneeRps: null,
          curve: search.curve.map((probe) => ({ ...probe, met: false, missed })),
        },
      },
    },
    anonBytes: 33_300_000,
    storage: { model: 33_300 },
    cpuUs: 63,
    objectives: { met: false, missed: [`saturation: ${HOSTILE}`, 'coverage 56% is below 90%'] },
  });
  return resultOf(
    {
      embedded,
      [`micro ${HOSTILE}`]: failed(`the model server exited: ${HOSTILE}`, [
        'loading',
        HOSTILE,
        'exit code 1',
      ]),
      external: external(),
      precomputed: { ...wrong, parity: { checked: 64, mismatches: 3, maxAbsDiff: 0.25 } },
    },
    {
      id: 'b7c04e21',
      status: 'interrupted',
      finishedAt: null,
      scenario: `troubles ${HOSTILE}`,
      question: HOSTILE,
      scenarioText: `# ${HOSTILE}\n\`\`\`\nmodes: {}\n`,
      repeats: 1,
    },
    [HOSTILE, 'the run was interrupted: figures are of the trials that ended'],
  );
}
