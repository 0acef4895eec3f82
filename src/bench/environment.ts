import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { cpus, loadavg, platform, release, totalmem } from 'node:os';
import { promisify } from 'node:util';

import type { Environment } from '../core/stored-run.js';

const LIBRARIES = ['onnxruntime-node', 'better-sqlite3', 'pg', 'ioredis', 'autocannon', 'undici'] as const;

/** What a figure depends on besides the scenario. */
export async function readEnvironment(cwd: string): Promise<Environment> {
  const require = createRequire(import.meta.url);
  const version = (name: string): string => (require(`${name}/package.json`) as { version: string }).version;
  const processors = cpus();
  return {
    servebench: (require('../../package.json') as { version: string }).version,
    node: process.version,
    platform: `${platform()} ${process.arch}`,
    kernel: release(),
    cpuModel: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memoryBytes: totalmem(),
    loadAverage: loadavg()[0] ?? 0,
    governor: await readGovernor(),
    libraries: Object.fromEntries(LIBRARIES.map((name) => [name, version(name)])),
    gitCommit: await readGitCommit(cwd),
  };
}

async function readGovernor(): Promise<string | null> {
  try {
    return (await readFile('/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor', 'utf8')).trim();
  } catch {
    // Virtual machines and other platforms have none.
    return null;
  }
}

async function readGitCommit(cwd: string): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)('git', ['rev-parse', 'HEAD'], { cwd });
    return stdout.trim();
  } catch {
    // No git, or not a repository.
    return null;
  }
}
