import { availableParallelism } from 'node:os';

import type { OpenLoad } from '../../core/load-plan.js';
import type { GeneratorHealth, LoadResult } from '../../core/load-result.js';
import { sourceReader, type ReadSource } from '../../exchange/answer-source.js';
import { encodeHistogram } from '../../statistics/histogram.js';
import { abortedError } from '../aborted.js';
import { nowUs } from '../clock.js';
import { watchHealth } from '../generator-health.js';
import type { LoadGenerator } from '../load-generator.js';
import { requestFrame } from '../request-frame.js';
import type { RequestWindow } from '../request-window.js';
import { settleMemory } from '../settle-memory.js';
import { TrialTally } from '../trial-tally.js';
import type { ArrivalSchedule } from './arrival-schedule.js';
import { Connections } from './connections.js';
import { OpenTrial } from './open-trial.js';
import type { RequestLog } from './request-log.js';
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

/** Connections opened ahead. Each costs both sides memory that their collectors have to move. */
const FEWEST_CONNECTIONS = 8;
const MOST_CONNECTIONS = 256;
/** For requests that are due at the same time. */
const MOST_AT_ONCE = 1024;

/**
 * Requests leave on a schedule, whatever is still outstanding: a server that stalls is sent what it would have been
 * sent, and the wait counts.
 * @param log told of every request; a load without one pays a comparison for each
 */
export function createOpenLoop(schedule: ArrivalSchedule, log?: RequestLog): LoadGenerator<OpenLoad> {
  return {
    id: 'open',
    run: async (target, plan, window, signal) => {
      const { scheduled, halves, largestGroup, times } = schedule;
      await window.prepare({ ahead: scheduled, atMost: scheduled, frame: requestFrame(target), signal });
      const readSource = sourceReader(target.response?.source);
      const connections = new Connections(target.url, (readSource ?? log) !== undefined);
      const wakeUp = await createWakeUp((scheduled / plan.durationMs) * 1000);
      try {
        await connections.open(connectionsAhead(plan, schedule), signal);
        if (signal.aborted) throw abortedError();
        settleMemory();
        const trial = { plan, window, connections, readSource, log, wakeUp, signal, next: times() };
        return { ...(await runTrial(trial)), scheduled, scheduledHalves: halves, largestGroup };
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
  readonly log: RequestLog | undefined;
  readonly wakeUp: WakeUp;
  readonly signal: AbortSignal;
  readonly next: () => number;
}

async function runTrial({ plan, wakeUp, signal, next, ...parts }: Trial): Promise<LoadResult> {
  const { window, connections } = parts;
  const startedAt = new Date(Date.now() + LEAD_US / 1000).toISOString();
  const startUs = nowUs() + LEAD_US;
  parts.log?.begin(startUs, startedAt);
  const tally = new TrialTally(plan, startUs);
  const { timeoutMs, maxInFlight } = plan;
  const trial = new OpenTrial({ ...parts, tally, timeoutMs, maxInFlight });
  const abandon = (): void => trial.abandon();
  signal.addEventListener('abort', abandon, { once: true });
  const stopUs = tally.endUs + GRACE_US;
  const watch = watchHealth();
  let generator: GeneratorHealth;
  try {
    await keepSchedule({ startUs, stopUs, next, send: (dueUs) => trial.send(dueUs), wakeUp, signal });
    if (!signal.aborted) await trial.drained();
  } finally {
    generator = watch.stop();
    signal.removeEventListener('abort', abandon);
  }
  if (signal.aborted) throw abortedError();
  return {
    kind: 'open',
    startedAt,
    elapsedMs: (nowUs() - startUs) / 1000,
    lateness: encodeHistogram(trial.lateness),
    generator: { ...generator, sendGapVariation: trial.gaps.variation },
    wrapped: window.wrapped,
    ...tally.result(),
    closedConnections: connections.closedByServer,
  };
}

function createWakeUp(rate: number): WakeUp | Promise<WakeUp> {
  const spins = rate >= SPIN_FROM_RATE || availableParallelism() >= CORES_TO_SPIN;
  return spins ? createTimerWakeUp() : createThreadWakeUp();
}

/** As many as a server that answers within 20 ms needs at the busiest time, and one for each request of a burst. */
function connectionsAhead({ maxInFlight }: OpenLoad, { busiest, largestGroup }: ArrivalSchedule): number {
  const steady = Math.max(FEWEST_CONNECTIONS, Math.min(MOST_CONNECTIONS, busiest));
  return Math.min(maxInFlight, Math.max(steady, Math.min(MOST_AT_ONCE, largestGroup)));
}
