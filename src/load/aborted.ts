import { DeploymentError } from '../core/errors.js';

/** What a trial ends with when it is stopped: half a measurement is none. */
export function abortedError(): DeploymentError {
  return new DeploymentError('ABORTED', 'the load was stopped before its end');
}
