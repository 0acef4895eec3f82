import { setTimeout as sleep } from 'node:timers/promises';

import type { Victim } from '../../serving/deployment.js';
import type { EventReport, Scene } from './drill.js';

/**
 * What a supervisor does about a process that has ended: a fresh one after a while, again and again until one is ready
 * or the load is over.
 */
export async function supervise(
  victim: Victim,
  { order, over, mark }: Pick<Scene, 'order' | 'over' | 'mark'>,
): Promise<EventReport> {
  let problem = 'the load ended before it was started again';
  while (!over.aborted) {
    await sleep(order.restartAfterMs, undefined, { signal: over }).catch(() => undefined);
    if (over.aborted) break;
    mark(`the supervisor starts ${victim.title} again`);
    try {
      await victim.restart();
      mark(`${victim.title} is ready`);
      return { backAtMs: Date.now() };
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error);
      if (!over.aborted) mark(`it failed: ${problem}`);
    }
  }
  return { backAtMs: null, problem };
}
