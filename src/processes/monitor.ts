import { monitorEventLoopDelay, type IntervalHistogram } from 'node:perf_hooks';

import type { ProcessUse } from './messages.js';

/** Milliseconds between two looks at the event loop. */
const RESOLUTION_MS = 10;

/**
 * CPU time and event-loop delay of this process, between two calls. Nothing runs outside them: an idle deployment is
 * quiet. `process.cpuUsage()` because the ticks of /proc (10 ms) are too coarse for a trial of a second.
 */
export function createMonitor(): {
  'monitor.start': () => void;
  'monitor.stop': () => ProcessUse;
} {
  let delay: IntervalHistogram | undefined;
  let cpu = process.cpuUsage();
  let startedNs = process.hrtime.bigint();

  return {
    'monitor.start': () => {
      delay?.disable();
      delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
      delay.enable();
      cpu = process.cpuUsage();
      startedNs = process.hrtime.bigint();
    },
    'monitor.stop': () => {
      const used = process.cpuUsage(cpu);
      const wallUs = Number(process.hrtime.bigint() - startedNs) / 1000;
      delay?.disable();
      return {
        cpuUs: used.user + used.system,
        wallUs,
        eventLoopDelayUs: {
          p50: delayUs(delay?.percentile(50)),
          p99: delayUs(delay?.percentile(99)),
          max: delayUs(delay?.max),
        },
      };
    },
  };
}

/** Node records the time between two ticks of its timer, which is the resolution plus the delay. */
function delayUs(tickNs: number | undefined): number {
  if (tickNs === undefined || !Number.isFinite(tickNs)) return 0;
  return Math.max(0, Math.round(tickNs / 1000 - RESOLUTION_MS * 1000));
}
