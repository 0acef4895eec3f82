import { readFile } from 'node:fs/promises';
import type pg from 'pg';

import type { StoreServer } from '../prediction-store.js';
import type { StoreAddress } from '../store-url.js';

/** @returns version and address; the process only where it is certainly the one that answers us. */
export async function findServer(client: pg.Client, { host, port }: StoreAddress): Promise<StoreServer> {
  const { rows } = await client.query<{ version: string; backend: number; peer: number | null }>(
    `SELECT current_setting('server_version') AS version, pg_backend_pid() AS backend, inet_client_port() AS peer`,
  );
  const { version: text = '', backend = 0, peer = null } = rows[0] ?? {};
  // "18.4 (Debian 18.4-1)"
  const version = text.split(' ', 1)[0] ?? '';
  return {
    title: `PostgreSQL ${version} at ${host}:${port}`,
    version,
    pid: await parentOfBackend(backend, peer),
  };
}

/**
 * A process number that a server reports may be of another machine or container. The process of our own connection
 * names our end of it in its title (`postgres: user database 127.0.0.1(41234) idle`), so there is no mistaking it.
 */
async function parentOfBackend(backend: number, peer: number | null): Promise<number | undefined> {
  try {
    const title = await readFile(`/proc/${backend}/cmdline`, 'utf8');
    if (peer === null || !title.startsWith('postgres:') || !title.includes(`(${peer})`)) return undefined;
    const stat = await readFile(`/proc/${backend}/stat`, 'utf8');
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    return parent > 1 ? parent : undefined;
  } catch {
    // Not on this machine, or no /proc.
    return undefined;
  }
}
