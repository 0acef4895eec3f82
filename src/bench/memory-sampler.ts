import { readFile } from 'node:fs/promises';
import pidusage from 'pidusage';

import type { MemoryUse } from '../core/measurement.js';

const INTERVAL_MS = 250;

/** Samples the memory of some processes until it is stopped. */
export interface MemorySampler {
  /** @returns the largest sum seen; null where no process could be read. */
  stop(): Promise<MemoryUse | null>;
}

/**
 * RSS counts file pages once for every process that maps them, so comparisons use RssAnon; PSS would depend on the
 * neighbours. Reading /proc costs the sampled process nothing.
 */
export function sampleMemory(pids: readonly number[]): MemorySampler {
  let largest: MemoryUse | null = null;
  let last = Promise.resolve();
  const look = async (): Promise<void> => {
    const uses = (await Promise.all(pids.map(memoryOf))).filter((use) => use !== undefined);
    if (uses.length === 0) return;
    const anon = uses.map(({ anonBytes }) => anonBytes);
    const sum: MemoryUse = {
      rssBytes: uses.reduce((total, { rssBytes }) => total + rssBytes, 0),
      anonBytes: anon.includes(null) ? null : anon.reduce<number>((total, bytes) => total + (bytes ?? 0), 0),
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

interface ProcessMemory {
  readonly rssBytes: number;
  readonly anonBytes: number | null;
}

async function memoryOf(pid: number): Promise<ProcessMemory | undefined> {
  try {
    if (process.platform !== 'linux') return { rssBytes: (await pidusage(pid)).memory, anonBytes: null };
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    const kibibytes = (field: string): number =>
      Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0);
    return { rssBytes: kibibytes('VmRSS') * 1024, anonBytes: kibibytes('RssAnon') * 1024 };
  } catch {
    // It ended between two looks; the trial reports that.
    return undefined;
  }
}
