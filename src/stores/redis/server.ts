import { readFile } from 'node:fs/promises';
import type { Redis } from 'ioredis';

import type { StoreServer } from '../prediction-store.js';
import type { StoreAddress } from '../store-url.js';

/** @returns version and address; the process only where it is certainly the one that answers us. */
export async function findServer(redis: Redis, { host, port }: StoreAddress): Promise<StoreServer> {
  const info = await redis.info('server');
  const field = (name: string): string => new RegExp(`^${name}:(.*?)\\s*$`, 'm').exec(info)?.[1] ?? '';
  const version = field('redis_version');
  return {
    title: `Redis ${version} at ${host}:${port}`,
    version,
    pid: await checkedPid(Number(field('process_id')), field('tcp_port'), host),
  };
}

/** A process number that a server reports may be of another machine or container: its title must name the port. */
async function checkedPid(pid: number, port: string, host: string): Promise<number | undefined> {
  if (!/^(127\.\d+\.\d+\.\d+|localhost|::1)$/.test(host)) return undefined;
  try {
    const title = await readFile(`/proc/${pid}/cmdline`, 'utf8');
    return title.includes('redis-server') && title.includes(`:${port}`) ? pid : undefined;
  } catch {
    // Not on this machine, or no /proc.
    return undefined;
  }
}
