import { readFile } from 'node:fs/promises';

/** Counters of the machine that only rise: two readings tell what happened between them. */
export interface MachineCounters {
  /** CPU time taken by the hypervisor, idle (or waiting for a disk), and all of it, in clock ticks of 10 ms. */
  readonly stealTicks: number;
  readonly idleTicks: number;
  readonly totalTicks: number;
  /** Microseconds that the cgroup was throttled. */
  readonly throttledUs: number;
  readonly atMs: number;
}

/** Reads /proc and the cgroup (v2, then v1); all zero on a platform that has neither. */
export async function readMachineCounters(): Promise<MachineCounters> {
  const [stat, cgroup2, cgroup1] = await Promise.all(
    ['/proc/stat', '/sys/fs/cgroup/cpu.stat', '/sys/fs/cgroup/cpu/cpu.stat'].map(readOrEmpty),
  );
  const ticks = (stat?.split('\n', 1)[0] ?? '').split(/\s+/).slice(1, 9).map(Number);
  const throttledUs = /^throttled_usec (\d+)/m.exec(cgroup2 ?? '')?.[1];
  const throttledNs = /^throttled_time (\d+)/m.exec(cgroup1 ?? '')?.[1];
  return {
    stealTicks: ticks[7] ?? 0,
    idleTicks: (ticks[3] ?? 0) + (ticks[4] ?? 0),
    totalTicks: ticks.reduce((sum, tick) => sum + tick, 0),
    throttledUs: Number(throttledUs ?? Number(throttledNs ?? 0) / 1000),
    atMs: performance.now(),
  };
}

/** Shares of the time between two readings, from 0 to 1. */
export function noiseBetween(
  before: MachineCounters,
  after: MachineCounters,
): { readonly steal: number; readonly throttled: number; readonly busy: number } {
  const ticks = after.totalTicks - before.totalTicks;
  const elapsedUs = (after.atMs - before.atMs) * 1000;
  return {
    steal: ticks > 0 ? (after.stealTicks - before.stealTicks) / ticks : 0,
    busy: ticks > 0 ? 1 - (after.idleTicks - before.idleTicks) / ticks : 0,
    throttled: elapsedUs > 0 ? (after.throttledUs - before.throttledUs) / elapsedUs : 0,
  };
}

async function readOrEmpty(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    // Not this platform, or not this version of cgroups.
    return '';
  }
}
