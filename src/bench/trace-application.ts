import type { TracedRequests } from '../core/time-split.js';
import type { RunningProcess } from '../processes/process-group.js';
import type { Deployment } from '../serving/serving-mode.js';

/** Has the application behind the deployment's URL trace a share of its requests, where it is a process of ours. */
export async function startTrace(deployment: Deployment): Promise<void> {
  await applicationOf(deployment)?.call('trace.start');
}

/** @returns what was traced since the start; undefined where nothing can be. */
export async function stopTrace(deployment: Deployment): Promise<TracedRequests | undefined> {
  return applicationOf(deployment)?.call<TracedRequests>('trace.stop');
}

function applicationOf({ processes }: Deployment): RunningProcess | undefined {
  return processes.find(({ part }) => part === 'application')?.running;
}
