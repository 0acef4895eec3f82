import { sendSignal } from '../../../processes/marked-processes.js';
import type { Drill } from '../drill.js';
import { firstVictim, withoutVictim } from '../first-victim.js';
import { inSeconds } from '../../in-words.js';
import { supervise } from '../supervise.js';

/** One process that holds the model is gone from one moment to the next, as with an out-of-memory kill. */
export const killDrill: Drill = {
  id: 'kill',
  summary: ({ restartAfterMs }) =>
    `SIGKILL to one process that holds the model; its supervisor starts it again after ${inSeconds(restartAfterMs)}`,
  unfit: withoutVictim,
  arm: async (scene) => {
    const victim = firstVictim(scene.deployment);
    return () => {
      sendSignal(victim.pid(), 'SIGKILL');
      scene.mark(`SIGKILL to ${victim.title}`);
      return supervise(victim, scene);
    };
  },
};
