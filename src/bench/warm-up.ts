import type { Deployment } from '../serving/deployment.js';
import { failures } from './failures.js';
import { warmUpPlan, type LoadProcess } from './load-process.js';

/**
 * How often the load is begun anew. The engine throws compiled code away when what a load is made of (its connections
 * and their callbacks) is created for the second time: after one long warm-up the first trial began with three quarters
 * of the throughput, for half a second, however long it was; after three short ones with all of it.
 */
const PARTS = 3;

/**
 * Drives a closed loop at a fresh deployment before its first trial.
 * @param durationMs in all
 * @param from where in the replayed stream it begins
 * @returns requests per second that were answered in the last part
 */
export async function warmUp(
  load: LoadProcess,
  deployment: Deployment,
  durationMs: number,
  from: number,
): Promise<number> {
  let rate = 0;
  let sent = 0;
  for (let part = 0; part < PARTS; part++) {
    const { requests, durationMs: tookMs } = await Promise.race([
      load.drive({
        target: deployment.target,
        plan: warmUpPlan(durationMs / PARTS),
        from: from + sent,
        stream: ['warm-up'],
      }),
      ...failures(deployment),
    ]);
    sent += requests.sent;
    rate = (requests.completed * 1000) / tookMs;
  }
  return rate;
}
