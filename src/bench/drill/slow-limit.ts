import { DeploymentError } from '../../core/errors.js';
import type { Objectives } from '../../core/scenario.js';
import type { Drilled } from '../../result/drill-contract.js';
import type { Row } from './row-reader.js';
import { sumUpAnswers } from './sum-up-period.js';

/** How many times the 99th percentile before the event a slow answer takes. */
const TIMES = 10;

/**
 * From when on an answer is slow: the scenario's own limit, else a multiple of what was usual before the event.
 * @param before the requests before the event
 * @throws DeploymentError NOTHING_ANSWERED where nothing was usual
 */
export function slowLimit({ latencyUs }: Objectives, before: readonly Row[]): Drilled['slowLimit'] {
  const stated = latencyUs['p99'];
  if (stated !== undefined) return { us: stated, from: 'the p99 objective of the scenario' };
  const { p99, max } = sumUpAnswers(before);
  if (p99 !== null) return { us: TIMES * p99, from: `${TIMES} times the p99 before the event` };
  if (max !== null) {
    return {
      us: TIMES * max,
      from: `${TIMES} times the slowest answer before the event (too few for a p99)`,
    };
  }
  throw new DeploymentError('NOTHING_ANSWERED', 'no request was answered before the event');
}
