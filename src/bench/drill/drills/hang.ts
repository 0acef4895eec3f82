import { setTimeout as sleep } from 'node:timers/promises';

import type { HoldSpec } from '../../../processes/hold.js';
import type { Drill } from '../drill.js';
import { firstVictim, withoutVictim } from '../first-victim.js';
import { inSeconds } from '../../in-words.js';

const READY_TIMEOUT_MS = 30_000;

/** One process that holds the model stops answering and keeps its connections, as in a long pause of its collector. */
export const hangDrill: Drill = {
  id: 'hang',
  summary: ({ hangMs, timeoutMs }) =>
    `SIGSTOP to one process that holds the model, SIGCONT after ${inSeconds(hangMs)}; callers wait for ${inSeconds(timeoutMs)}`,
  unfit: withoutVictim,
  arm: async ({ deployment, processes, order, over, mark }) => {
    const { title, pid } = firstVictim(deployment);
    const holder = await processes.start({
      role: 'hold',
      title: `process that hangs the ${title}`,
      spec: { pid: pid() } satisfies HoldSpec,
      readyTimeoutMs: READY_TIMEOUT_MS,
    });
    return async () => {
      try {
        await holder.call('hold');
        mark(`SIGSTOP to ${title}`);
        await sleep(order.hangMs, undefined, { signal: over }).catch(() => undefined);
        await holder.call('release');
        mark(`SIGCONT to ${title}`);
        return { backAtMs: Date.now() };
      } finally {
        // It lets the process go on, also where the calls failed.
        await holder.stop();
      }
    };
  },
};
