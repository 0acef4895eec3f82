import { setTimeout as sleep } from 'node:timers/promises';

import type { CheckRequest } from '../../checks/role.js';
import type { Parity } from '../../core/deployment-record.js';
import type { ModelCard } from '../../core/model-card.js';
import type { Objectives } from '../../core/scenario.js';
import type { DrillLoad, DrillLoadRequest } from '../../load/drill-load.js';
import type { Stage } from '../../load/open-loop/staged-times.js';
import { createProcessGroup } from '../../processes/process-group.js';
import type { Drilled } from '../../result/drill-contract.js';
import type { Deployment } from '../../serving/deployment.js';
import type { LoadProcess } from '../load-process.js';
import { WARM_UP_MS } from '../plan-trials.js';
import { warmUp } from '../warm-up.js';
import { deriveFigures, type Seen } from './derive-figures.js';
import { eventMs, type Drill, type DrillOrder, type EventReport } from './drill.js';
import { eventTime } from './event-time.js';
import { rolloutFigures } from './rollout-figures.js';
import { scrapeBalancer, sinceThen } from './scrape-balancer.js';
import type { Releases } from './versions/prepare-releases.js';

/** Each needs a connection; more than the longest queue of a mode, so that queues can be seen to overflow. */
export const MOST_IN_FLIGHT = 8192;

/** For an event that ends because the load has. */
const ENDING_MS = 1000;
const NOT_OVER: EventReport = { backAtMs: null, problem: 'it was not over when the load ended' };

export interface DrillSettings {
  readonly order: DrillOrder;
  readonly objectives: Objectives;
  readonly card: ModelCard;
  readonly signal: AbortSignal;
  /** Only for drills that roll one out. */
  readonly releases: Releases | undefined;
  /** Tells what is going on. */
  readonly show: (what: string) => void;
}

/**
 * One drill of a mode that is up: warm-up, constant load, the event at a quarter of it. What the mode suffers is in the
 * figures; whatever is left of it is for the caller to stop.
 * @throws DeploymentError where the mode answers nothing before the event, or the load process dies
 */
export async function drillMode(
  drill: Drill,
  deployment: Deployment,
  load: LoadProcess,
  { order, objectives, card, signal, releases, show }: DrillSettings,
): Promise<Drilled> {
  const processes = createProcessGroup(signal);
  const over = new AbortController();
  const timeline: { readonly atMs: number; readonly what: string }[] = [];
  const mark = (what: string): void => void timeline.push({ atMs: Date.now(), what });
  try {
    show('warming up');
    const capacityRps = await warmUp(load, deployment, WARM_UP_MS, 0);
    const trigger = await drill.arm({
      deployment,
      card,
      order,
      releases,
      processes,
      over: over.signal,
      mark,
    });
    const stages = drill.stages?.(order, capacityRps) ?? [{ rate: order.rate, durationMs: order.durationMs }];
    const balancer = await scrapeBalancer(deployment);
    const { pingUrl } = deployment;
    if (pingUrl !== undefined) await load.pings.start(pingUrl);
    show('under load');
    const { loading, startedAtMs } = await beginLoad(load, deployment, stages, order);
    const untilEventMs = startedAtMs + eventMs(order) - Date.now();
    await Promise.race([sleep(untilEventMs, undefined, { signal }), loading]);
    show(drill.id);
    const { atMs: eventAtMs, us: eventUs } = eventTime(drill, order, startedAtMs, Date.now());
    const event = trigger();
    event.catch(() => undefined);
    const { result, rows } = await loading;
    over.abort();
    const report = await Promise.race([event, sleep(ENDING_MS, NOT_OVER, { signal })]);
    const figures = deriveFigures({
      ...{ result, rows, eventUs, objectives, rate: order.rate, newModel: report.newModel },
      pings: pingUrl === undefined ? null : await load.pings.stopWithRows(result),
      overload: overloadOf(stages, eventUs, capacityRps),
    });
    const { backAtMs, problem } = report;
    show('holding the answers against the model');
    const parity = await parityAfter(report, deployment, releases);
    // An application that did not come back cannot be asked.
    const changes = sinceThen(balancer, await scrapeBalancer(deployment).catch(() => undefined));
    return {
      status: 'drilled',
      timeline: timeline.map(({ atMs, what }) => ({ ms: atMs - eventAtMs, what })),
      ...figures,
      ...(backAtMs === undefined ? {} : { backMs: backAtMs === null ? null : backAtMs - eventAtMs }),
      ...(problem === undefined ? {} : { problem }),
      ...(changes ? { balancer: changes } : {}),
      ...rolloutFigures(drill, report, { figures, eventAtMs, parity, everyMs: order.refreshEveryMs }),
    };
  } finally {
    over.abort();
    await processes.stopAll();
  }
}

/** Whether a mode that has been moved to the next version answers as that one does. */
async function parityAfter(
  { rollOut }: EventReport,
  { target }: Deployment,
  releases: Releases | undefined,
): Promise<Parity | null> {
  if (!releases || (rollOut?.doneAtMs ?? null) === null) return null;
  const request: CheckRequest = { target, tolerance: 0 };
  return releases.nextChecks.call<Parity>('parity', request);
}

/** @returns when the schedule has begun */
async function beginLoad(
  { running }: LoadProcess,
  { target }: Deployment,
  stages: readonly Stage[],
  { timeoutMs }: DrillOrder,
): Promise<{ loading: Promise<DrillLoad>; startedAtMs: number }> {
  const request: DrillLoadRequest = { target, stages, timeoutMs, maxInFlight: MOST_IN_FLIGHT, from: 0 };
  const loading = running.call<DrillLoad>('drill', request);
  // Whoever awaits it is told; until then nobody may be listening.
  loading.catch(() => undefined);
  const startedAt = await Promise.race([
    running.call<string>('drill.begun'),
    loading.then(({ result }) => result.startedAt),
  ]);
  return { loading, startedAtMs: Date.parse(startedAt) };
}

/** The second of three stages, which begins at the event. */
function overloadOf(stages: readonly Stage[], eventUs: number, capacityRps: number): Seen['overload'] {
  const [, more] = stages;
  if (!more) return undefined;
  return { capacityRps, rateRps: more.rate, untilUs: eventUs + more.durationMs * 1000 };
}
