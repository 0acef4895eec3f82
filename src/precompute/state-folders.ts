import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';

import { withoutPassword } from '../stores/store-password.js';

/*
 * <state>/tables/                                   published tables of file stores, manifests, leases
 * <state>/tables/of-<hash>/                         manifests and leases of tables that are in a server
 * <state>/precompute/<table>.lock                   who builds the table
 * <state>/precompute/<table>/<job>/*.shard          what an unfinished job has scored
 */

export function tablesDirOf(stateDir: string): string {
  return join(stateDir, 'tables');
}

/**
 * Where manifests and leases of the tables of a target are: beside them, or in a folder for each server.
 * @param tablesDir of the state directory
 */
export function recordsDirOf(tablesDir: string, target: string): string {
  if (resolve(target) === resolve(tablesDir)) return tablesDir;
  const hash = createHash('sha256').update(withoutPassword(target)).digest('hex');
  return join(tablesDir, `of-${hash.slice(0, 12)}`);
}

export function lockFileOf(stateDir: string, table: string): string {
  return join(stateDir, 'precompute', `${table}.lock`);
}

export function shardsDirOf(stateDir: string, table: string): string {
  return join(stateDir, 'precompute', table);
}
