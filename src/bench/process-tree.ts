import { readdir, readFile } from 'node:fs/promises';

/**
 * A process and all below it. PostgreSQL answers each connection in a process of its own.
 * @returns undefined where that cannot be told: no number, another platform, a kernel without the list, or it ended
 */
export async function processTree(pid: number | undefined): Promise<number[] | undefined> {
  if (pid === undefined) return undefined;
  try {
    // Any thread of a server may have started a process.
    const threads = await readdir(`/proc/${pid}/task`);
    const lists = await Promise.all(
      threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/children`, 'utf8')),
    );
    const below = await Promise.all(
      lists
        .flatMap((list) => list.split(' '))
        .filter((word) => word.trim() !== '')
        .map((child) => processTree(Number(child))),
    );
    return [pid, ...below.flatMap((tree) => tree ?? [])];
  } catch {
    // Connections come and go between two looks; for the main process the caller is told.
    return undefined;
  }
}

/**
 * CPU time of a process in microseconds, all threads together, from the scheduler's own count in nanoseconds: the
 * ticks of /proc/PID/stat (10 ms) are too coarse for a trial of a second.
 * @see https://docs.kernel.org/scheduler/sched-stats.html
 * @returns undefined where it cannot be read
 */
export async function cpuTimeUs(pid: number): Promise<number | undefined> {
  try {
    const threads = await readdir(`/proc/${pid}/task`);
    const times = await Promise.all(
      threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/schedstat`, 'utf8')),
    );
    return times.reduce((total, text) => total + Number(text.split(' ', 1)[0]) / 1000, 0);
  } catch {
    // It ended, is another user's, or the kernel does not count.
    return undefined;
  }
}
