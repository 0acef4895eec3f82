import { readFile } from 'node:fs/promises';
import pidusage from 'pidusage';

import type { MemoryUse } from '../core/resource-use.js';
import type { DeployedProcess } from '../serving/deployment.js';
import { processTree } from './process-tree.js';

const INTERVAL_MS = 250;

type LookedAt = Pick<DeployedProcess, 'part' | 'pid' | 'command'>;

/** Samples the memory of some processes until it is stopped. */
export interface MemorySampler {
  /** @returns the largest sum seen; null where no process could be read, or one of them is out of sight. */
  stop(): Promise<MemoryUse | null>;
}

/**
 * RSS counts file pages once for every process that maps them, so comparisons use RssAnon; PSS would depend on the
 * neighbours. Reading /proc costs the sampled process nothing.
 */
export function sampleMemory(processes: readonly LookedAt[]): MemorySampler {
  let largest: MemoryUse | null = null;
  let last = Promise.resolve();
  const look = async (): Promise<void> => {
    const pids = await pidsOf(processes);
    const uses = (await Promise.all((pids ?? []).map(memoryOf))).filter((use) => use !== undefined);
    // A sum that leaves a server out would be a wrong number.
    if (uses.length === 0) return;
    const anon = uses.map(({ anonBytes }) => anonBytes);
    // Memory that processes of a server share (the buffers of PostgreSQL) is in the RSS of each: counted once.
    const shared = uses.map(({ sharedBytes }) => sharedBytes);
    const sharedOnce = Math.max(...shared);
    const sum: MemoryUse = {
      rssBytes: uses.reduce((total, { rssBytes, sharedBytes }) => total + rssBytes - sharedBytes, sharedOnce),
      anonBytes: anon.includes(null)
        ? null
        : anon.reduce<number>((total, bytes) => total + (bytes ?? 0), sharedOnce),
      processes: uses.length,
    };
    if (!largest || sum.rssBytes > largest.rssBytes) largest = sum;
  };
  const timer = setInterval(() => (last = look()), INTERVAL_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      await last;
      await look();
      return largest;
    },
  };
}

/** @returns every process to look at, those of a server's connections among them; undefined where one is out of sight. */
async function pidsOf(processes: readonly LookedAt[]): Promise<number[] | undefined> {
  const trees = await Promise.all(
    processes.map(({ part, pid, command }) =>
      part === 'store' || command ? processTree(pid) : pid === undefined ? undefined : [pid],
    ),
  );
  return trees.includes(undefined) ? undefined : trees.flatMap((tree) => tree ?? []);
}

interface ProcessMemory {
  readonly rssBytes: number;
  readonly anonBytes: number | null;
  /** Of `rssBytes`: anonymous memory shared with other processes (RssShmem). */
  readonly sharedBytes: number;
}

async function memoryOf(pid: number): Promise<ProcessMemory | undefined> {
  try {
    if (process.platform !== 'linux')
      return { rssBytes: (await pidusage(pid)).memory, anonBytes: null, sharedBytes: 0 };
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    const kibibytes = (field: string): number =>
      Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0);
    return {
      rssBytes: kibibytes('VmRSS') * 1024,
      anonBytes: kibibytes('RssAnon') * 1024,
      sharedBytes: kibibytes('RssShmem') * 1024,
    };
  } catch {
    // It ended between two looks; the trial reports that.
    return undefined;
  }
}
