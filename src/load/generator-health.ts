import type { GeneratorHealth } from '../core/load-result.js';
import { createLoopDelay } from '../processes/loop-delay.js';
import { nowUs } from './clock.js';

/** Looks at this process while it generates load. */
export interface HealthWatch {
  /** Call it once, whatever happens: until then a timer runs. */
  stop(): GeneratorHealth;
}

/** Starts to look: after everything that a trial prepares. */
export function watchHealth(): HealthWatch {
  const delay = createLoopDelay();
  const cpu = process.cpuUsage();
  const startUs = nowUs();
  delay.start();
  return {
    stop: () => {
      const { user, system } = process.cpuUsage(cpu);
      const wallUs = nowUs() - startUs;
      return { cpuShare: wallUs > 0 ? (user + system) / wallUs : 0, eventLoopDelayUs: delay.stop() };
    },
  };
}
