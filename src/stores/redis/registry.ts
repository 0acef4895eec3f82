import type { ChainableCommander, Redis } from 'ioredis';

import type { TableInfo } from '../prediction-store.js';
import { readerName, type Names } from './keys.js';

/** What is registered of a table, without where it is. */
export interface Registered {
  readonly name: string;
  readonly built: number;
  /** Gone for new readers; its rows stay while somebody reads them. */
  readonly removed: boolean;
  /** Connection that the table goes with; only of a temporary one. */
  readonly owner?: string;
  readonly table: Omit<TableInfo, 'location'>;
}

export type FoundTable =
  | { readonly status: 'whole'; readonly registered: Registered }
  | { readonly status: 'missing' }
  | { readonly status: 'invalid'; readonly reason: string };

/** Looks a table up: registered, and with all of its rows. */
export async function readTable(redis: Redis, names: Names, id: string): Promise<FoundTable> {
  const [text, rows] = await Promise.all([redis.hget(names.tables, id), redis.hlen(names.rows(id))]);
  if (text === null) return { status: 'missing' };
  const registered = parseRegistered(text);
  if (registered === undefined) return { status: 'invalid', reason: 'what it holds cannot be read' };
  if (registered.removed) return { status: 'missing' };
  if (rows !== registered.table.rows) {
    return { status: 'invalid', reason: `it has ${rows} of its ${registered.table.rows} rows` };
  }
  return { status: 'whole', registered };
}

/** @returns undefined where the text is none of ours. */
export function parseRegistered(text: string): Registered | undefined {
  try {
    const parsed = JSON.parse(text) as Registered;
    return typeof parsed.table.rows === 'number' ? parsed : undefined;
  } catch {
    // Somebody else wrote it; whoever asks says so.
    return undefined;
  }
}

/**
 * Removes what nobody needs any more: rows of removed tables that nobody reads, temporary tables and drafts whose
 * connection has gone. Others are seen by the names of their connections, which the server forgets with them.
 */
export async function sweep(redis: Redis, names: Names): Promise<void> {
  const [tables, drafts] = await Promise.all([redis.hgetall(names.tables), redis.hgetall(names.drafts)]);
  const found = Object.entries(tables).map(([id, text]) => ({ id, registered: parseRegistered(text) }));
  if (found.length === 0 && Object.keys(drafts).length === 0) return;
  const present = await connectionNames(redis);
  for (const [draft, owner] of Object.entries(drafts)) {
    if (!present.has(owner)) await removeDraft(redis, names, draft);
  }
  for (const { id, registered } of found) {
    if (registered === undefined || present.has(readerName(id))) continue;
    const { removed, owner } = registered;
    if (removed || (owner !== undefined && !present.has(owner))) await removeTable(redis, names, id);
  }
}

export async function removeTable(redis: Redis, names: Names, id: string): Promise<void> {
  await removePointers(redis, names, id);
  await runAll(redis.pipeline().unlink(names.rows(id)).hdel(names.tables, id));
}

/** No MULTI: a full server refuses everything within one, and this is what makes room. */
export async function removeDraft(redis: Redis, names: Names, draft: string): Promise<void> {
  await runAll(redis.pipeline().unlink(draft).hdel(names.drafts, draft));
}

/** A name whose table has gone is as if nothing had been published under it. */
export async function removePointers(redis: Redis, names: Names, id: string): Promise<void> {
  const pointers = await redis.hgetall(names.pointers);
  const stale = Object.keys(pointers).filter((name) => parsePointer(pointers[name])?.id === id);
  if (stale.length > 0) await redis.hdel(names.pointers, ...stale);
}

/** Sends the steps of a MULTI or a pipeline. @throws the first error of any of them */
export async function runAll(steps: ChainableCommander): Promise<void> {
  for (const [error] of (await steps.exec()) ?? []) if (error) throw error;
}

export interface Pointer {
  readonly id: string;
  readonly moved: number;
}

export function parsePointer(text: string | null | undefined): Pointer | undefined {
  return typeof text === 'string' ? (JSON.parse(text) as Pointer) : undefined;
}

/** Names of everybody who is connected to the server now. */
export async function connectionNames(redis: Redis): Promise<Set<string>> {
  const list = String(await redis.client('LIST'));
  return new Set([...list.matchAll(/ name=(\S+)/g)].map(([, name = '']) => name));
}
