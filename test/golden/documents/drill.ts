import type { DrillResult } from '../../../src/result/drill-contract.js';
import { drilled, madeResult, period, series } from '../../unit/reporters/drill/made-result.js';

/** A drill with a mode of each outcome. */
export function drill(): DrillResult {
  const micro = drilled({
    requests: { scheduled: 200, sent: 190, answered: 150, failed: 40, timeouts: 0, shed: 30, neverSent: 10 },
    sinceEvent: period({
      ...{ answered: 60, failed: 40, shed: 30, slow: 4 },
      got: [
        { what: '200 model', outcome: 'model', requests: 60, latencyUs: { p50: 600, p99: null, max: 900 } },
        { what: '503 OVERLOADED', outcome: 'shed', requests: 30, latencyUs: { p50: 400, p99: null, max: 500 } },
      ],
    }),
    series: series({
      ...{ answered: [50, 50, 0, 40], slow: [0, 0, 0, 4], failed: [0, 0, 45, 0], neverSent: [0, 0, 5, 0] },
      ...{ medianUs: [600, 610, null, 900], maxUs: [1800, 2000, null, 60_000] },
    }),
    outageMs: 1234.5,
    recoveryMs: null,
    backMs: null,
    problem: 'it was not ready',
  });
  return madeResult({
    'micro-1': micro,
    embedded: drilled({ backMs: 1400 }),
    null: { status: 'inapplicable', reason: 'none of its processes holds a model' },
    broken: { status: 'failed', error: { code: 'NOT_READY', message: 'no | luck <b>' } },
  });
}
