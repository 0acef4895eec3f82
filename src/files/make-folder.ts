import { existsSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

import { systemErrorCode } from '../core/errors.js';

/**
 * Makes a folder and those above it. `mkdir` with `recursive` never returns where a file system answers ENOENT for a
 * folder that is there, as /proc does (Node.js 20): then this throws ENOENT.
 * @throws the error of the file system
 */
export function makeFolder(path: string): void {
  const folder = resolve(path);
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another process may have made it meanwhile.
    if (systemErrorCode(error) !== 'EEXIST') throw error;
  }
}
