import { readFileSync } from 'node:fs';

/**
 * Starts to watch what share of the machine's CPU other processes take: the figures of a row count on an idle machine.
 * Ours are this process and all of its children that have ended (proc_pid_stat(5), fields 14 to 17).
 * @returns a function that tells the share since the start; undefined where there is no /proc
 */
export function watchOthers() {
  const before = readTicks();
  return () => {
    const after = readTicks();
    if (!before || !after || after.all === before.all) return undefined;
    const others = after.busy - before.busy - (after.ours - before.ours);
    return Math.max(0, others / (after.all - before.all));
  };
}

function readTicks() {
  try {
    const cpu = readFileSync('/proc/stat', 'utf8').split('\n', 1)[0].split(/\s+/).slice(1, 9).map(Number);
    const [user, nice, system, idle, ioWait, irq, softIrq, steal] = cpu;
    const own = readFileSync('/proc/self/stat', 'utf8').split(') ')[1].split(' ').slice(11, 15).map(Number);
    const busy = user + nice + system + irq + softIrq + steal;
    return { busy, all: busy + idle + ioWait, ours: own.reduce((sum, ticks) => sum + ticks, 0) };
  } catch {
    return undefined;
  }
}
