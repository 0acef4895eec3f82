import type { EventLoopSeconds } from '../core/resource-use.js';
import { createLoopDelay } from './loop-delay.js';
import type { ProcessUse } from './messages.js';

/** Which seconds the event-loop delay is wanted for. */
export interface WantedSeconds {
  /** When second 0 starts, in milliseconds since the epoch. */
  readonly fromMs: number;
  readonly count: number;
}

/**
 * CPU time and event-loop delay of this process, between two calls. Nothing runs outside them: an idle deployment is
 * quiet. `process.cpuUsage()` because the ticks of /proc (10 ms) are too coarse for a trial of a second.
 */
export function createMonitor(): {
  'monitor.start': () => void;
  'monitor.stop': () => ProcessUse;
  'monitor.seconds': (wanted: WantedSeconds) => EventLoopSeconds;
} {
  const delay = createLoopDelay();
  let cpu = process.cpuUsage();
  let startedNs = process.hrtime.bigint();

  return {
    'monitor.start': () => {
      delay.start();
      cpu = process.cpuUsage();
      startedNs = process.hrtime.bigint();
    },
    'monitor.stop': () => {
      const used = process.cpuUsage(cpu);
      const wallUs = Number(process.hrtime.bigint() - startedNs) / 1000;
      return { cpuUs: used.user + used.system, wallUs, eventLoopDelayUs: delay.stop() };
    },
    /** Call it after `monitor.stop`. */
    'monitor.seconds': ({ fromMs, count }) => delay.seconds(fromMs, count),
  };
}
