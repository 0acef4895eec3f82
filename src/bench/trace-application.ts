import type { TracedRequests } from '../core/time-split.js';
import type { RunningProcess } from '../processes/child-link.js';
import type { Deployment } from '../serving/deployment.js';

/** Enough for the shares of a median request: its middle fifth is 50 of them. */
const WANTED = 256;
/** A traced request takes 2 us more, which the median does not see where it is one in four or less. */
const MOST_OFTEN = 4;

/**
 * Has the application behind the deployment's URL trace a share of its requests, where it is a process of ours.
 * @param expected how many requests will come, as far as that is known
 */
export async function startTrace(deployment: Deployment, expected: number): Promise<void> {
  const every = Math.max(MOST_OFTEN, Math.round(expected / WANTED));
  await applicationOf(deployment)?.call('trace.start', every);
}

/** @returns what was traced since the start; undefined where nothing can be. */
export async function stopTrace(deployment: Deployment): Promise<TracedRequests | undefined> {
  return applicationOf(deployment)?.call<TracedRequests>('trace.stop');
}

function applicationOf({ processes }: Deployment): RunningProcess | undefined {
  return processes.find(({ part }) => part === 'application')?.running;
}
