import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

import type { StoredRun } from '../../src/core/stored-run.js';
import { buildGoldenRun } from './build-run.js';

const FILE = resolve('test/golden/stored-run.json');

/** A run as the history keeps it, committed. `npm run golden` writes it anew. */
export function goldenRun(): StoredRun {
  if (process.env['UPDATE_GOLDEN']) {
    writeFileSync(FILE, `${JSON.stringify(buildGoldenRun(), null, 1)}\n`);
  }
  return JSON.parse(readFileSync(FILE, 'utf8')) as StoredRun;
}
