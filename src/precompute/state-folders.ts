import { join } from 'node:path';

/*
 * <state>/tables/                                   published tables of file stores, manifests, leases
 * <state>/precompute/<table>.lock                   who builds the table
 * <state>/precompute/<table>/<job>/*.shard          what an unfinished job has scored
 */

export function tablesDirOf(stateDir: string): string {
  return join(stateDir, 'tables');
}

export function lockFileOf(stateDir: string, table: string): string {
  return join(stateDir, 'precompute', `${table}.lock`);
}

export function shardsDirOf(stateDir: string, table: string): string {
  return join(stateDir, 'precompute', table);
}
