import { availableParallelism } from 'node:os';

import type { OpenLoad } from '../../core/load-plan.js';
import type { LoadResult } from '../../core/measurement.js';
import { encodeHistogram } from '../../statistics/histogram.js';
import { sourceReader, type ReadSource } from '../../exchange/answer-source.js';
import type { RandomStream } from '../../statistics/random.js';
import { abortedError } from '../aborted.js';
import { nowUs } from '../clock.js';
import type { LoadGenerator } from '../load-generator.js';
import { requestFrame } from '../request-frame.js';
import type { RequestWindow } from '../request-window.js';
import { TrialTally } from '../trial-tally.js';
import { arrivalTimes, countArrivals } from './arrivals.js';
import { Connections } from './connections.js';
import { OpenTrial } from './open-trial.js';
import { keepSchedule } from './schedule.js';
import { createThreadWakeUp, createTimerWakeUp, type WakeUp } from './wake-up.js';

/** Between the last preparation and the start of the schedule. */
const LEAD_US = 2000;

/** What is due near the end may leave this late; what is later was beyond this machine. */
const GRACE_US = 100_000;

/** From this rate on a request is due so often that sleeping in between saves little. */
const SPIN_FROM_RATE = 1000;

/** A load, an application, a model server, and one to spare. */
const CORES_TO_SPIN = 4;

/** Connections opened ahead: what a server that answers within 20 ms needs (Little's law), within bounds. */
const EXPECTED_LATENCY_S = 0.02;
const FEWEST_CONNECTIONS = 8;
const MOST_CONNECTIONS = 128;

/**
 * Requests leave on a schedule, whatever is still outstanding: a server that stalls is sent what it would have been
 * sent, and the wait counts.
 * @param arrivals opens the random stream of the schedule; it is opened twice, once to count.
 */
export function createOpenLoop(arrivals: () => RandomStream): LoadGenerator<OpenLoad> {
  return {
    id: 'open',
    run: async (target, plan, window, signal) => {
      const scheduled = countArrivals(plan, arrivals());
      await window.prepare({ ahead: scheduled, atMost: scheduled, frame: requestFrame(target), signal });
      const readSource = sourceReader(target.response?.source);
      const connections = new Connections(target.url, readSource !== undefined);
      const wakeUp = await createWakeUp(plan.rate);
      try {
        await connections.open(connectionsAhead(plan), signal);
        if (signal.aborted) throw abortedError();
        const next = arrivalTimes(plan, arrivals());
        const trial = { plan, window, connections, readSource, wakeUp, signal, next };
        return { ...(await runTrial(trial)), scheduled };
      } finally {
        connections.close();
        await wakeUp.close();
      }
    },
  };
}

interface Trial {
  readonly plan: OpenLoad;
  readonly window: RequestWindow;
  readonly connections: Connections;
  readonly readSource: ReadSource | undefined;
  readonly wakeUp: WakeUp;
  readonly signal: AbortSignal;
  readonly next: () => number;
}

async function runTrial({ plan, wakeUp, signal, next, ...parts }: Trial): Promise<LoadResult> {
  const { window, connections } = parts;
  const startedAt = new Date().toISOString();
  const startUs = nowUs() + LEAD_US;
  const tally = new TrialTally('open', startUs, plan.durationMs);
  const { timeoutMs, maxInFlight } = plan;
  const trial = new OpenTrial({ ...parts, tally, timeoutMs, maxInFlight });
  const abandon = (): void => trial.abandon();
  signal.addEventListener('abort', abandon, { once: true });
  const stopUs = tally.endUs + GRACE_US;
  try {
    await keepSchedule({ startUs, stopUs, next, send: (dueUs) => trial.send(dueUs), wakeUp, signal });
    if (!signal.aborted) await trial.drained();
  } finally {
    signal.removeEventListener('abort', abandon);
  }
  if (signal.aborted) throw abortedError();
  return {
    kind: 'open',
    startedAt,
    elapsedMs: (nowUs() - startUs) / 1000,
    lateness: encodeHistogram(trial.lateness),
    wrapped: window.wrapped,
    ...tally.result(),
    closedConnections: connections.closedByServer,
  };
}

function createWakeUp(rate: number): WakeUp | Promise<WakeUp> {
  const spins = rate >= SPIN_FROM_RATE || availableParallelism() >= CORES_TO_SPIN;
  return spins ? createTimerWakeUp() : createThreadWakeUp();
}

function connectionsAhead({ rate, maxInFlight }: OpenLoad): number {
  const expected = Math.ceil(rate * EXPECTED_LATENCY_S);
  return Math.min(maxInFlight, MOST_CONNECTIONS, Math.max(FEWEST_CONNECTIONS, expected));
}
