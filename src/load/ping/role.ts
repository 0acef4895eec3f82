import type { PingMeasurement } from '../../core/measurement.js';
import type { PingRows } from '../../core/request-rows.js';
import type { ActiveRole } from '../../processes/run-role.js';
import { createThreadWakeUp } from '../open-loop/wake-up.js';
import { PingRound, type TimeSpan } from './ping-round.js';

/**
 * The role `probe`: what does the model cost the rest of the application? A process of its own, because the event loop
 * of a busy load process would add its own delay. Between `start` and `stop` it sends pings, else it sleeps.
 */
export async function startProbe(): Promise<ActiveRole> {
  const wakeUp = await createThreadWakeUp();
  let round: PingRound | undefined;

  async function start({ url }: { readonly url: string }): Promise<void> {
    if (round) throw new Error('the probe is running already');
    round = new PingRound(url, wakeUp);
    await round.start();
  }

  function take(): PingRound {
    if (!round) throw new Error('the probe is not running');
    const ended = round;
    round = undefined;
    return ended;
  }
  const stop = (during: TimeSpan): Promise<PingMeasurement> => take().stop(during);
  const stopWithRows = (during: TimeSpan): Promise<PingRows> => take().stopWithRows(during);

  return {
    ready: null,
    methods: { start, stop, stopWithRows },
    stop: async () => {
      round?.close();
      await wakeUp.close();
    },
  };
}
