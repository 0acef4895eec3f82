import type { Environment } from '../core/stored-run.js';

/** Two runs are from the same machine where this is equal: processor, cores, memory (in GB), platform, Node major. */
export function hardwareOf({ cpuModel, cores, memoryBytes, platform, node }: Environment): string {
  const gigabytes = Math.round(memoryBytes / 2 ** 30);
  return [
    cpuModel,
    `${cores} cores`,
    `${gigabytes} GiB`,
    platform,
    `Node ${node.split('.', 1)[0]?.slice(1)}`,
  ].join(', ');
}
