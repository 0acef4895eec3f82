import { Redis } from 'ioredis';
import pg from 'pg';

import type { Server } from '../servers/start-server.mjs';

/** Names of all tables and drafts in a server. */
export async function tablesIn({ url }: Server): Promise<string[]> {
  if (url.startsWith('redis')) {
    const redis = new Redis(url);
    const keys = await redis.keys('servebench:*');
    redis.disconnect();
    return keys.filter((key) => /rows:|draft:/.test(key));
  }
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ tablename: string }>(
    `SELECT tablename FROM pg_tables WHERE schemaname = 'servebench' AND tablename NOT LIKE 'prediction%'`,
  );
  await client.end();
  return rows.map(({ tablename }) => tablename);
}
