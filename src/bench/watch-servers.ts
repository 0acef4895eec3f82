import type { DeployedProcess } from '../serving/deployment.js';
import { cpuTimeUs, processTree } from './process-tree.js';

/** CPU between two looks of servers that are not ours: of a store, or models behind somebody else's server. */
export interface ServerWatch {
  /** Microseconds since the watch began: 0 without a server, null where one, or the whole deployment, is out of sight. */
  cpuUs(): Promise<number | null>;
}

/**
 * Servers that others run cannot be asked over IPC as our own processes are. What else the server did in that time is
 * in the figure too: nothing else should use it.
 */
export async function watchServers(
  processes: readonly Pick<DeployedProcess, 'part' | 'pid' | 'running'>[],
  wanted: DeployedProcess['part'],
): Promise<ServerWatch> {
  const servers = processes.filter(({ part, running }) => part === wanted && !running);
  const before = await Promise.all(servers.map(({ pid }) => readTimes(pid)));
  return {
    cpuUs: async () => {
      if (processes.length === 0) return null;
      const after = await Promise.all(servers.map(({ pid }) => readTimes(pid)));
      let total = 0;
      for (const [index, times] of after.entries()) {
        const earlier = before[index];
        if (!times || !earlier) return null;
        for (const [pid, us] of times) total += us - (earlier.get(pid) ?? 0);
      }
      return total;
    },
  };
}

/** CPU time so far of every process of a server. */
async function readTimes(pid: number | undefined): Promise<Map<number, number> | undefined> {
  const tree = await processTree(pid);
  if (!tree) return undefined;
  const times = await Promise.all(tree.map(async (process) => [process, await cpuTimeUs(process)] as const));
  const known = times.flatMap(([process, us]) => (us === undefined ? [] : [[process, us] as const]));
  // The main process must be among them: without it the server was restarted, and the count starts over.
  return known.some(([process]) => process === pid) ? new Map(known) : undefined;
}
