import { createHash } from 'node:crypto';

import { UserError } from '../core/errors.js';
import type { TableInfo } from './prediction-store.js';

const NAME = /^[a-z0-9][\w.-]*$/i;

/** @throws UserError TABLE_NAME_INVALID for a name that cannot be part of a file name, a key or an address everywhere. */
export function checkName(name: string): void {
  if (NAME.test(name)) return;
  throw new UserError(
    'TABLE_NAME_INVALID',
    `"${name}" cannot be the name of a prediction table`,
    'Use letters, digits, ".", "_" and "-", and start with a letter or digit',
  );
}

/** `<name>-<16 hex digits>`: the same content with the same metadata is the same table. */
export function tableId(name: string, table: Pick<TableInfo, 'checksum' | 'metadata'>): string {
  const metadata = Object.entries(table.metadata).sort(([a], [b]) => (a < b ? -1 : 1));
  const identity = createHash('sha256').update(JSON.stringify([table.checksum, metadata]));
  return `${name}-${identity.digest('hex').slice(0, 16)}`;
}
