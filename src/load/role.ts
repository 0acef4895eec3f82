import type { LoadPlan } from '../core/load-plan.js';
import type { LoadResult } from '../core/load-result.js';
import type { ModelCard } from '../core/model-card.js';
import type { TrafficSpec } from '../core/traffic-spec.js';
import { hideSecrets } from '../exchange/hide-secrets.js';
import { createDeferred, type Deferred } from '../processes/deferred.js';
import type { ActiveRole } from '../processes/run-role.js';
import { randomStream, type RandomStream } from '../statistics/random.js';
import { openTraffic } from '../traffic/open-traffic.js';
import { closedLoop } from './closed-loop/closed-loop.js';
import { runDrillLoad, type DrillLoad, type DrillLoadRequest } from './drill-load.js';
import type { LoadTarget } from './load-generator.js';
import { planArrivals } from './open-loop/arrival-schedule.js';
import { createOpenLoop } from './open-loop/open-loop.js';
import type { RequestStream } from './request-reader.js';
import { createRequestWindow } from './request-window.js';
import { warmUpOpenLoop } from './warm-up.js';

/** All that a load process needs: its requests come from the same traffic for every trial. */
export interface LoadSpec {
  readonly card: ModelCard;
  readonly traffic: TrafficSpec;
  readonly seed: number;
}

/** One trial. */
export interface LoadRunRequest {
  readonly target: LoadTarget;
  readonly plan: LoadPlan;
  /** Index of the first request in the replay part of the traffic. */
  readonly from: number;
  /** Names of the seeded stream of arrivals: the same names give the same schedule to every mode. */
  readonly stream: readonly (string | number)[];
}

/** The role `load`: one process, one trial at a time. */
export async function startLoad({ card, traffic: spec, seed }: LoadSpec): Promise<ActiveRole> {
  const traffic = await openTraffic(spec, card, seed);
  await warmUpOpenLoop(new AbortController().signal);
  let current: AbortController | undefined;
  let begun: Deferred<string> | undefined;

  async function alone<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (current) throw new Error('a trial is running already');
    current = new AbortController();
    try {
      return await work(current.signal);
    } finally {
      current = undefined;
    }
  }
  const run = (order: LoadRunRequest): Promise<LoadResult> =>
    alone((signal) => runTrial(traffic, seed, order, signal));
  const drill = (order: DrillLoadRequest): Promise<DrillLoad> => {
    const started = (begun = createDeferred<string>());
    return alone((signal) => runDrillLoad(traffic, order, started.resolve, signal));
  };
  /** When the schedule of the drill that was ordered last began; never settles where it does not. */
  const drillBegun = (): Promise<string> | undefined => begun?.promise;
  const abort = (): void => current?.abort();

  const { replayLength, historyLength, labelled, origin } = traffic;
  return {
    ready: { replayLength, historyLength, labelled, origin },
    methods: { run, drill, 'drill.begun': drillBegun, abort },
    stop: abort,
  };
}

async function runTrial(
  traffic: RequestStream,
  seed: number,
  { target, plan, from, stream }: LoadRunRequest,
  signal: AbortSignal,
): Promise<LoadResult> {
  const window = createRequestWindow(traffic, from);
  try {
    let result: LoadResult;
    if (plan.kind === 'closed') result = await closedLoop.run(target, plan, window, signal);
    else {
      const random = (): RandomStream => randomStream(seed, ...stream);
      const schedule = await planArrivals(plan, traffic, from, random, signal);
      result = await createOpenLoop(schedule).run(target, plan, window, signal);
    }
    // An error page may repeat what it was sent.
    return { ...result, errorSamples: result.errorSamples.map((text) => hideSecrets(text, target.secrets)) };
  } finally {
    await window.close();
  }
}
