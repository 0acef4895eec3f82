import { setTimeout as sleep } from 'node:timers/promises';

import { DeploymentError } from '../core/errors.js';
import { meanRate, type LoadPlan } from '../core/load-plan.js';
import type { LoadResult } from '../core/load-result.js';
import type { Measurement } from '../core/measurement.js';
import type { CpuUse, EventLoopSeconds } from '../core/resource-use.js';
import type { ProcessUse } from '../processes/messages.js';
import type { WantedSeconds } from '../processes/monitor.js';
import type { RunningProcess } from '../processes/child-link.js';
import type { DeployedProcess, Deployment } from '../serving/deployment.js';
import { failures } from './failures.js';
import { judgeTrial } from './judge-trial.js';
import type { LoadProcess } from './load-process.js';
import { noiseBetween, readMachineCounters } from './machine-noise.js';
import { sampleMemory } from './memory-sampler.js';
import { SETTLE_MS } from './plan-trials.js';
import { startTrace, stopTrace } from './trace-application.js';
import { watchServers } from './watch-servers.js';

/** On top of duration and drain: preparing a trial may read a minute of a long CSV log. Beyond it the load process hangs. */
const GUARD_MS = 120_000;

export interface TrialRequest {
  readonly plan: LoadPlan;
  /** Item of the replayed stream to start at. */
  readonly from: number;
  /** Names of the seeded stream of arrivals: the same for every mode. */
  readonly stream: readonly (string | number)[];
  readonly allowedErrors: number;
  /** Requests per second that a closed loop may get answered: what the warm-up saw. */
  readonly closedRate: number;
}

/**
 * Drives one load at one deployment while CPU, memory and event-loop delay of every process are taken.
 * @throws DeploymentError where a process of the deployment or the load process dies
 */
export async function runTrial(
  deployment: Deployment,
  load: LoadProcess,
  { plan, from, stream, allowedErrors, closedRate }: TrialRequest,
): Promise<Measurement> {
  const quiet = await readMachineCounters();
  await sleep(SETTLE_MS);
  const { pingUrl } = deployment;
  if (pingUrl !== undefined) await load.pings.start(pingUrl);
  const monitored = deployment.processes.flatMap(({ part, running }) => (running ? [{ part, running }] : []));
  await Promise.all(
    [...monitored.map(({ running }) => running), load.running].map((running) => startMonitor(running)),
  );
  await startTrace(deployment, expectedRequests(plan, closedRate));
  const before = await readMachineCounters();
  const { busy: busyBefore } = noiseBetween(quiet, before);
  const memory = sampleMemory(deployment.processes);
  const stores = await watchServers(deployment.processes, 'store');
  const foreign = await watchServers(deployment.processes, 'model-server');
  try {
    const result = await Promise.race([
      load.drive({ target: deployment.target, plan, from, stream }),
      ...failures(deployment),
      rejectAfter(plan.durationMs + plan.timeoutMs + GUARD_MS),
    ]);
    const { steal, throttled } = noiseBetween(before, await readMachineCounters());
    const uses = await Promise.all(
      monitored.map(async ({ part, running }) => ({
        part,
        use: await running.call<ProcessUse>('monitor.stop'),
      })),
    );
    const loadUse = await load.running.call<ProcessUse>('monitor.stop');
    const traced = await stopTrace(deployment);
    const ping = pingUrl === undefined ? null : await load.pings.stop(result);
    const application = uses.find(({ part }) => part === 'application')?.use;
    const eventLoopSeconds = await readSeconds(monitored, result);
    return {
      load: result,
      cpuUs: {
        ...cpuByPart(uses, loadUse, await foreign.cpuUs()),
        stores: await stores.cpuUs(),
      },
      memory: await memory.stop(),
      eventLoopDelayUs: application?.eventLoopDelayUs ?? null,
      machine: { steal, throttled, busyBefore },
      ...(traced ? { traced } : {}),
      eventLoopSeconds,
      ping,
      validity: judgeTrial(result, { steal, throttled, allowedErrors }),
    };
  } finally {
    await memory.stop();
  }
}

/** Of a replay nothing is known: it is traced as often as a short load. */
function expectedRequests(plan: LoadPlan, closedRate: number): number {
  const perSecond = plan.kind === 'closed' ? closedRate : (meanRate(plan) ?? 0);
  return (perSecond * plan.durationMs) / 1000;
}

function startMonitor(running: RunningProcess): Promise<void> {
  return running.call('monitor.start');
}

/** The application's event-loop delay in the seconds of the load's series. */
function readSeconds(
  monitored: readonly { readonly part: DeployedProcess['part']; readonly running: RunningProcess }[],
  { startedAt, series }: LoadResult,
): Promise<EventLoopSeconds> | null {
  const application = monitored.find(({ part }) => part === 'application');
  if (!application || !series) return null;
  const wanted: WantedSeconds = { fromMs: Date.parse(startedAt), count: series.completed.length };
  return application.running.call('monitor.seconds', wanted);
}

/** @param foreignUs of model servers that are no processes of ours; null where it cannot be known */
function cpuByPart(
  uses: readonly { readonly part: DeployedProcess['part']; readonly use: ProcessUse }[],
  load: ProcessUse,
  foreignUs: number | null,
): Omit<CpuUse, 'stores'> {
  const sum = (part: DeployedProcess['part']): number =>
    uses.filter((entry) => entry.part === part).reduce((total, { use }) => total + use.cpuUs, 0);
  return {
    // Where none of the deployment is ours, there is nothing to ask.
    application: uses.length === 0 ? null : sum('application'),
    modelServers: foreignUs === null ? null : sum('model-server') + foreignUs,
    load: load.cpuUs,
  };
}

function rejectAfter(ms: number): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(
      () => reject(new DeploymentError('LOAD_HANGS', `the load did not end within ${ms} ms`)),
      ms,
    ).unref();
  });
}
