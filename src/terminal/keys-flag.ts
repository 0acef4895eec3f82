import { resolve } from 'node:path';

import { UserError } from '../core/errors.js';
import type { KeySpec } from '../precompute/key-set.js';

/** `full`, `top:N` or `list:FILE`. @throws UserError FLAG_INVALID */
export function keysFlag(text: string | undefined): KeySpec | undefined {
  if (text === undefined) return undefined;
  if (text === 'full') return { kind: 'full' };
  const [, kind, rest = ''] = /^(top|list):(.+)$/.exec(text) ?? [];
  if (kind === 'list') return { kind: 'list', file: resolve(rest) };
  const rows = Number(rest.replaceAll(/[,_]/g, ''));
  if (kind === 'top' && Number.isSafeInteger(rows) && rows >= 1) return { kind: 'top', rows };
  throw new UserError(
    'FLAG_INVALID',
    `--keys: expected full, top:N or list:FILE, got ${JSON.stringify(text)}`,
    'such as --keys top:100000',
  );
}
