import { setTimeout as sleep } from 'node:timers/promises';

import { DeploymentError } from '../core/errors.js';
import type { RunningProcess } from '../processes/child-link.js';
import type { ApplicationStatus } from './application/role.js';

const TIMEOUT_MS = 30_000;
const POLL_MS = 10;

export function statusOf(application: RunningProcess): Promise<ApplicationStatus> {
  return application.call('status');
}

/**
 * Asks an application until it answers from another version than `before`.
 *
 * @param isThere whether this is the version that is waited for
 * @throws DeploymentError VERSION_REFUSED in the application's words, UPDATE_TIMEOUT
 */
export async function untilServing(
  application: RunningProcess,
  before: ApplicationStatus,
  isThere: (status: ApplicationStatus) => boolean,
): Promise<void> {
  const endMs = performance.now() + TIMEOUT_MS;
  for (;;) {
    const status = await statusOf(application);
    if (isThere(status)) return;
    const { problem } = status;
    if (problem !== undefined && problem !== before.problem)
      throw new DeploymentError('VERSION_REFUSED', `${application.title}: ${problem}`);
    if (performance.now() > endMs)
      throw new DeploymentError('UPDATE_TIMEOUT', `${application.title} did not move from ${status.model}`);
    await sleep(POLL_MS);
  }
}
