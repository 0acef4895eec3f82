import pg from 'pg';

import { systemErrorCode } from '../../core/errors.js';
import { CONNECT_TIMEOUT_MS, refused, unreachable, unwritable, type ServerName } from '../store-errors.js';
import type { StoreAddress } from '../store-url.js';

/** @returns how to call the server of an address in messages. */
export function serverName({ host, port, database, user }: StoreAddress): ServerName {
  const as = user === undefined ? '' : `, as user ${user}`;
  return {
    product: 'PostgreSQL',
    address: `${host}:${port}${database === '' ? '' : `, database ${database}`}${as}`,
    start: 'docker run -p 5432:5432 -e POSTGRES_PASSWORD=... postgres',
  };
}

/**
 * One connection. What the URL leaves out comes from PGUSER, PGPASSWORD, PGDATABASE or ~/.pgpass, as with psql.
 * @param timeoutMs of a statement; none where it is left out
 * @throws DeploymentError STORE_UNREACHABLE, STORE_REFUSED
 */
export async function openClient(address: StoreAddress, timeoutMs?: number): Promise<pg.Client> {
  const { host, port, user, password, database, parameters } = address;
  const client = new pg.Client({
    host,
    port,
    user,
    password,
    database: database === '' ? undefined : database,
    ssl: sslOptions(parameters['sslmode']),
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: timeoutMs,
    keepAlive: true,
    application_name: 'servebench',
  });
  // A connection that breaks is told to whoever waits for an answer on it, and by `end`.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    client.end().catch(() => undefined);
    throw explainConnection(error, serverName(address));
  }
}

/** As libpq has them: `require` encrypts, and does not look at who answers. */
function sslOptions(mode: string | undefined): pg.ClientConfig['ssl'] {
  if (mode === 'verify-full') return true;
  return mode === 'require' ? { rejectUnauthorized: false } : false;
}

function explainConnection(error: unknown, name: ServerName): Error {
  // What the library says where the server asks for a password and it has none.
  if (error instanceof Error && error.message.startsWith('SASL')) {
    return refused(name, 'it asks for a password, and there is none that it takes');
  }
  // Classes 28 and 3D: authorization, no such database. Others are of a server that is starting up, or full.
  const isRefusal = error instanceof pg.DatabaseError && /^(28|3D|42501)/.test(error.code ?? '');
  return (isRefusal ? refused : unreachable)(name, reasonOf(error));
}

/**
 * What was thrown at a statement of ours, as a failure of the store. Class 53: disk or memory is full.
 * @see https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
export function explainStatement(error: unknown, name: ServerName): unknown {
  if (!(error instanceof Error)) return error;
  const isFull = error instanceof pg.DatabaseError && (error.code ?? '').startsWith('53');
  return unwritable(name, `${isFull ? 'it is full: ' : ''}${reasonOf(error)}`);
}

function reasonOf(error: unknown): string {
  const code = systemErrorCode(error);
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join(', ');
  const message = error instanceof Error ? error.message : String(error);
  return message === '' ? (code ?? 'no reason given') : message;
}
