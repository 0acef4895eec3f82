import type { ApplicationSpec, PredictorSpec } from '../core/predictor-spec.js';
import type { RunningProcess } from '../processes/process-group.js';
import type { ApplicationReady } from './application/role.js';
import type { Backing, DeployContext, DeployedProcess, Deployment } from './serving-mode.js';
import { victimOf } from './victim-of.js';

const READY_TIMEOUT_MS = 30_000;

/** Starts an application process with a predictor and waits until it has passed its golden check. */
export function startApplication(
  context: DeployContext,
  predictor: PredictorSpec,
  title = `application of ${context.label}`,
): Promise<RunningProcess<ApplicationReady>> {
  const { card, golden, port, processes } = context;
  return processes.start<ApplicationReady>({
    role: 'application',
    title,
    spec: { card, predictor, golden, port } satisfies ApplicationSpec,
    readyTimeoutMs: READY_TIMEOUT_MS,
  });
}

/** The deployment of one application, the processes behind it, and servers that are not our program. */
export function deploymentOf(
  application: RunningProcess<ApplicationReady>,
  backends: Backing['backends'] = [],
  foreign: readonly DeployedProcess[] = [],
): Deployment {
  const { url } = application.ready;
  return {
    target: { url: `${url}/predict` },
    pingUrl: `${url}/app/ping`,
    urls: [
      { title: 'application', url },
      ...backends.map(({ title, url: backendUrl }) => ({ title, url: backendUrl })),
    ],
    processes: [
      { part: 'application', title: application.title, pid: application.pid, running: application },
      ...backends,
      ...foreign,
    ],
  };
}

/** An application of its own in front of a backing. */
export async function deployBacking(
  context: DeployContext,
  { predictor, backends, foreign, urls, notes, victims, rollOut }: Backing,
): Promise<Deployment> {
  const start = (port: number): Promise<RunningProcess<ApplicationReady>> =>
    startApplication({ ...context, port }, predictor);
  const application = await start(context.port);
  const deployment = deploymentOf(application, backends, foreign);
  const operations = {
    victims: victims ?? [victimOf('application', application, start)],
    ...(rollOut ? { rollOut: rollOut(application) } : {}),
  };
  return {
    ...deployment,
    urls: [...deployment.urls, ...urls],
    ...(notes.length > 0 ? { notes } : {}),
    ...(victims?.length === 0 ? {} : { operations }),
  };
}

/** A predictor that needs nothing but itself. */
export function backingOf(predictor: PredictorSpec): Backing {
  return { predictor, backends: [], foreign: [], urls: [], notes: [] };
}

/** The deployment of several applications that answer alike at one address. */
export function deploymentOfClones(
  clones: readonly RunningProcess<ApplicationReady>[],
  url: string,
): Deployment {
  return {
    target: { url: `${url}/predict` },
    pingUrl: `${url}/app/ping`,
    urls: [{ title: 'applications', url }, ...clones.map(({ title, ready }) => ({ title, url: ready.url }))],
    processes: clones.map((running) => ({
      part: 'application',
      title: running.title,
      pid: running.pid,
      running,
    })),
  };
}
