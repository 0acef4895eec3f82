import type { LoadPlan } from '../core/load-plan.js';
import type { LoadResult } from '../core/load-result.js';
import type { PredictionTarget } from '../core/prediction-target.js';
import type { RequestWindow } from './request-window.js';

/** What is put under load: an address that takes requests with a JSON body, each answered by one prediction. */
export type LoadTarget = PredictionTarget;

/**
 * Puts one trial of load on a target and reports what it saw.
 *
 * A generator is NOT aware of: serving modes, predictors and models; what a request means or where it came from; other
 * trials, blocks and repeats; whether its result is valid; CPU and memory. It never retries, never logs, and counts
 * every request that it was asked to send exactly once.
 */
export interface LoadGenerator<P extends LoadPlan = LoadPlan> {
  readonly id: P['kind'];
  /**
   * @param window the requests, not yet prepared: the generator knows how many it needs and how they look on the wire.
   * @throws DeploymentError `ABORTED` soon after `signal`. An unreachable target is no error of the generator.
   */
  run(target: LoadTarget, plan: P, window: RequestWindow, signal: AbortSignal): Promise<LoadResult>;
}
