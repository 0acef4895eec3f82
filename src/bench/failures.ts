import type { Deployment } from '../serving/deployment.js';

/** Rejects each, with the reason, when a process of the deployment has ended that was started for it. */
export function failures({ processes }: Deployment): Promise<never>[] {
  return processes.flatMap(({ running, command }) => {
    const started = running ?? command;
    return started ? [started.ended.then((error) => Promise.reject(error))] : [];
  });
}
