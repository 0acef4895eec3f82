import { rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { existsSync } from 'node:fs';

import { makeFolder } from '../files/make-folder.js';
import type { NoiseRecord } from '../core/noise-floor.js';
import { hardwareOf } from './hardware.js';
import { readEnvironment } from './environment.js';
import { noiseBetween, readMachineCounters } from './machine-noise.js';
import { setTimeout as sleep } from 'node:timers/promises';

/** One thing that was looked at. */
export interface Finding {
  readonly level: 'fine' | 'doubtful' | 'broken';
  readonly what: string;
  readonly advice?: string;
}

const WATCH_MS = 500;
const ADD_ONS = ['onnxruntime-node', 'better-sqlite3'] as const;

/**
 * Looks at everything that a measurement on this machine depends on.
 * @param noiseOn the noise floors that were measured on a kind of hardware, newest first
 */
export async function examineMachine(
  stateDir: string,
  cwd: string,
  noiseOn: (hardware: string) => readonly NoiseRecord[],
): Promise<Finding[]> {
  const environment = await readEnvironment(cwd);
  const { node, kernel, platform, cpuModel, cores, memoryBytes, loadAverage, governor, libraries } =
    environment;
  const before = await readMachineCounters();
  await sleep(WATCH_MS);
  const { steal, throttled } = noiseBetween(before, await readMachineCounters());
  const percent = (share: number): string => `${(share * 100).toFixed(1)}%`;
  return [
    {
      level: 'fine',
      what: `${cpuModel}, ${(memoryBytes / 1e9).toFixed(1)} GB, ${platform}, kernel ${kernel}`,
    },
    finding(
      cores >= 2,
      `${cores} cores`,
      'load and application share one core: use a machine with two or more',
    ),
    finding(nodeIsSupported(node), `Node ${node}`, 'install Node 20.19 or newer', 'broken'),
    finding(loadAverage <= cores / 2, `load average ${loadAverage.toFixed(2)}`, 'stop other work first'),
    finding(
      governor === null || governor === 'performance',
      `CPU governor ${governor ?? 'not exposed'}`,
      'set it to "performance" for steadier figures',
    ),
    finding(steal < 0.02, `CPU steal ${percent(steal)}`, 'the hypervisor takes time: use a quieter machine'),
    finding(
      throttled < 0.02,
      `cgroup throttling ${percent(throttled)}`,
      'raise the CPU quota of the container',
    ),
    ...(await Promise.all(ADD_ONS.map((name) => examineAddOn(name, libraries[name] ?? '?')))),
    await examineStateDir(stateDir),
    noiseFinding(noiseOn(hardwareOf(environment))[0]),
  ];
}

/** What the newest `servebench aa` on this machine found. */
function noiseFinding(record: NoiseRecord | undefined): Finding {
  if (!record) {
    const advice = 'servebench aa, so that you know which differences this machine can show';
    return { level: 'doubtful', what: 'noise floor not measured', advice };
  }
  const floors = record.floors.map(
    ({ load, metric, floor }) => `${load}.${metric} ${(floor * 100).toFixed(1)}%`,
  );
  return { level: 'fine', what: `noise floor of ${record.mode}: ${floors.join(', ')} (run ${record.runId})` };
}

function finding(
  isFine: boolean,
  what: string,
  advice: string,
  otherwise: Finding['level'] = 'doubtful',
): Finding {
  return isFine ? { level: 'fine', what } : { level: otherwise, what, advice };
}

function nodeIsSupported(version: string): boolean {
  const [major = 0, minor = 0] = version.slice(1).split('.').map(Number);
  return major > 20 || (major === 20 && minor >= 19);
}

async function examineAddOn(name: (typeof ADD_ONS)[number], version: string): Promise<Finding> {
  try {
    await import(name);
    return { level: 'fine', what: `${name} ${version} loads` };
  } catch (error) {
    const advice = `${error instanceof Error ? error.message : String(error)}; run npm ci again`;
    return { level: 'broken', what: `${name} ${version} does not load`, advice };
  }
}

/** By making a folder in it, as a run does: what the file system says of permissions is not always so. */
async function examineStateDir(stateDir: string): Promise<Finding> {
  const missing: string[] = [];
  for (let folder = stateDir; !existsSync(folder); folder = dirname(folder)) missing.push(folder);
  const probe = join(stateDir, `probe-${process.pid}`);
  try {
    makeFolder(probe);
    return { level: 'fine', what: `state directory ${stateDir} is writable` };
  } catch {
    const advice = 'make it writable, or set SERVEBENCH_HOME to another folder';
    return { level: 'broken', what: `state directory ${stateDir} is not writable`, advice };
  } finally {
    // Nothing is left of what was not there before.
    for (const folder of [probe, ...missing]) await rmdir(folder).catch(() => undefined);
  }
}
