import { setTimeout as sleep } from 'node:timers/promises';

import { EVENT_AT, type Drill, type DrillOrder } from '../drill.js';
import { inSeconds } from '../../in-words.js';

/** More requests than a mode can answer, for a while: what it sheds, what it fails, and how long it stays slow. */
export const overloadDrill: Drill = {
  id: 'overload',
  summary: ({ overload, durationMs }) =>
    `${overload} times what the mode answers in a closed loop, for ${inSeconds(overloadMs({ durationMs }))}`,
  unfit: () => undefined,
  stages: ({ rate, durationMs, overload }, capacityRps) => [
    { rate, durationMs: durationMs * EVENT_AT },
    // A mode that can do less than the constant rate is overloaded by that already.
    { rate: Math.max(rate, overload * capacityRps), durationMs: overloadMs({ durationMs }) },
    { rate, durationMs: durationMs * (1 - EVENT_AT) - overloadMs({ durationMs }) },
  ],
  arm: async ({ order, over, mark }) => {
    return async () => {
      mark('the overload begins');
      await sleep(overloadMs(order), undefined, { signal: over }).catch(() => undefined);
      mark('the overload ends');
      return {};
    };
  },
};

/** A quarter of the load. */
export function overloadMs({ durationMs }: Pick<DrillOrder, 'durationMs'>): number {
  return durationMs * 0.25;
}
