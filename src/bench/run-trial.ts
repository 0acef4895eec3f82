import { setTimeout as sleep } from 'node:timers/promises';

import { DeploymentError } from '../core/errors.js';
import type { LoadPlan } from '../core/load-plan.js';
import type { CpuUse, Measurement } from '../core/measurement.js';
import type { ProcessUse } from '../processes/messages.js';
import type { RunningProcess } from '../processes/process-group.js';
import type { DeployedProcess, Deployment } from '../serving/serving-mode.js';
import { judgeTrial } from './judge-trial.js';
import type { LoadProcess } from './load-process.js';
import { noiseBetween, readMachineCounters } from './machine-noise.js';
import { sampleMemory } from './memory-sampler.js';
import { SETTLE_MS } from './plan-trials.js';
import { watchStores } from './watch-stores.js';

/** On top of a load's own duration and drain: more than this and the load process hangs. */
const GUARD_MS = 15_000;

export interface TrialRequest {
  readonly plan: LoadPlan;
  /** Item of the replayed stream to start at. */
  readonly from: number;
  /** Names of the seeded stream of arrivals: the same for every mode. */
  readonly stream: readonly (string | number)[];
  readonly allowedErrors: number;
}

/**
 * Drives one load at one deployment while CPU, memory and event-loop delay of every process are taken.
 * @throws DeploymentError where a process of the deployment or the load process dies
 */
export async function runTrial(
  deployment: Deployment,
  load: LoadProcess,
  { plan, from, stream, allowedErrors }: TrialRequest,
): Promise<Measurement> {
  await sleep(SETTLE_MS);
  const monitored = deployment.processes.flatMap(({ part, running }) => (running ? [{ part, running }] : []));
  await Promise.all(
    [...monitored.map(({ running }) => running), load.running].map((running) => startMonitor(running)),
  );
  const before = await readMachineCounters();
  const memory = sampleMemory(deployment.processes);
  const stores = await watchStores(deployment.processes);
  try {
    const result = await Promise.race([
      load.drive({ target: { url: `${deployment.url}/predict` }, plan, from, stream }),
      ...monitored.map(({ running }) => running.ended.then((error) => Promise.reject(error))),
      rejectAfter(plan.durationMs + plan.timeoutMs + GUARD_MS),
    ]);
    const noise = noiseBetween(before, await readMachineCounters());
    const uses = await Promise.all(
      monitored.map(async ({ part, running }) => ({
        part,
        use: await running.call<ProcessUse>('monitor.stop'),
      })),
    );
    const loadUse = await load.running.call<ProcessUse>('monitor.stop');
    const application = uses.find(({ part }) => part === 'application')?.use;
    return {
      load: result,
      cpuUs: { ...cpuByPart(uses, loadUse, deployment.processes), stores: await stores.cpuUs() },
      memory: await memory.stop(),
      eventLoopDelayUs: application?.eventLoopDelayUs ?? null,
      validity: judgeTrial(result, { ...noise, allowedErrors }),
    };
  } finally {
    await memory.stop();
  }
}

function startMonitor(running: RunningProcess): Promise<void> {
  return running.call('monitor.start');
}

function cpuByPart(
  uses: readonly { readonly part: DeployedProcess['part']; readonly use: ProcessUse }[],
  load: ProcessUse,
  processes: readonly DeployedProcess[],
): Omit<CpuUse, 'stores'> {
  const sum = (part: DeployedProcess['part']): number | null => {
    const mine = uses.filter((entry) => entry.part === part);
    // No process of that part uses no CPU; one that we cannot ask uses an unknown amount.
    if (processes.some((entry) => entry.part === part && !entry.running)) return null;
    return mine.reduce((total, { use }) => total + use.cpuUs, 0);
  };
  return {
    application: processes.length === 0 ? null : sum('application'),
    modelServers: processes.length === 0 ? null : sum('model-server'),
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
