import { Redis, ReplyError } from 'ioredis';

import {
  backOffMs,
  CONNECT_TIMEOUT_MS,
  refused,
  unreachable,
  unwritable,
  type ServerName,
} from '../store-errors.js';
import type { StoreAddress } from '../store-url.js';

export interface ConnectionPlan {
  /** What the connection is called in CLIENT LIST, which is how others see that it is there. No spaces. */
  readonly name: string;
  /** Of one command; none where it is left out. */
  readonly timeoutMs?: number;
  /** Whether a lost connection is looked for again. */
  readonly comesBack: boolean;
}

/** @returns how to call the server of an address in messages. */
export function serverName({ host, port, database, user }: StoreAddress): ServerName {
  const as = user === undefined ? '' : `, as user ${user}`;
  return {
    product: 'Redis',
    address: `${host}:${port}${database === '' ? '' : `, database ${database}`}${as}`,
    start: 'redis-server --port 6379',
  };
}

/**
 * One connection. Commands are refused at once while it is down: a request must not wait for a server that is away.
 * @throws DeploymentError STORE_UNREACHABLE, STORE_REFUSED
 */
export async function openConnection(
  address: StoreAddress,
  { name, timeoutMs, comesBack }: ConnectionPlan,
): Promise<Redis> {
  const { host, port, user, password, database, scheme } = address;
  let isOpen = false;
  let reason: Error | undefined;
  const redis = new Redis({
    host,
    port,
    ...(user === undefined ? {} : { username: user }),
    ...(password === undefined ? {} : { password }),
    db: Number(database),
    ...(scheme === 'rediss' ? { tls: { servername: host } } : {}),
    connectionName: name,
    connectTimeout: CONNECT_TIMEOUT_MS,
    ...(timeoutMs === undefined ? {} : { commandTimeout: timeoutMs }),
    lazyConnect: true,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    disableClientInfo: true,
    keepAlive: 60_000,
    retryStrategy: (attempt) => (isOpen && comesBack ? backOffMs(attempt) : null),
  });
  redis.on('error', (error: Error) => {
    reason ??= error;
  });
  // `connectTimeout` ends when the socket is open; a server that hangs opens it and says nothing.
  const hangs = setTimeout(() => {
    reason ??= new Error(`no answer within ${CONNECT_TIMEOUT_MS} ms`);
    redis.disconnect();
  }, CONNECT_TIMEOUT_MS);
  try {
    await redis.connect();
    // A server that wants a password says so only to a command.
    await redis.ping();
    isOpen = true;
    return redis;
  } catch (error) {
    redis.disconnect();
    throw explainConnection(reason ?? error, serverName(address));
  } finally {
    clearTimeout(hangs);
  }
}

function explainConnection(error: unknown, name: ServerName): Error {
  const isRefusal = error instanceof ReplyError;
  return (isRefusal ? refused : unreachable)(name, reasonOf(error));
}

/** What was thrown at a command of ours, as a failure of the store. OOM: the server is at its `maxmemory`. */
export function explainCommand(error: unknown, name: ServerName): unknown {
  if (!(error instanceof Error)) return error;
  const reason = reasonOf(error);
  const isFull = /\b(OOM|MISCONF)\b/.test(reason);
  return unwritable(name, `${isFull ? 'it is full: ' : ''}${reason}`);
}

/** Only the message: the error of a command carries the command, and AUTH has the password in it. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join(', ');
  const message = error instanceof Error ? error.message : String(error);
  return message.startsWith("Stream isn't writeable") ? 'the connection was lost' : message;
}
