import type { ApplicationSpec, PredictorSpec } from '../core/predictor-spec.js';
import type { RunningProcess } from '../processes/child-link.js';
import type { ApplicationReady } from './application/role.js';
import type { Backing } from './backing.js';
import type { DeployedProcess, Deployment } from './deployment.js';
import type { ReplaceRollOut } from './roll-out.js';
import type { DeployContext } from './serving-mode.js';

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

/** A predictor that needs nothing but itself. */
export function backingOf(predictor: PredictorSpec): Backing {
  return { predictor, backends: [], foreign: [], urls: [], notes: [] };
}

/** The same of one that holds the model file: a new application brings the next version. */
export function backingOfModel(predictor: PredictorSpec): Backing {
  const make: ReplaceRollOut['make'] = async ({ bytes }) => ({
    predictor,
    cost: { cpuUs: 0, bytesWritten: bytes },
  });
  return { ...backingOf(predictor), rollOut: { kind: 'replace', how: '', make } };
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
