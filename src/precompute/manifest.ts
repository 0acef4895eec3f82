import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { makeFolder } from '../files/make-folder.js';
import { systemErrorCode } from '../core/errors.js';
import type { ModelCard } from '../core/model-card.js';
import type { TableManifest } from '../core/table-manifest.js';
import type { TableInfo } from '../stores/prediction-store.js';
import type { Metadata } from './table-identity.js';

/** `<tables>/<name>.manifest.json` */
function manifestFile(tablesDir: string, name: string): string {
  return join(tablesDir, `${name}.manifest.json`);
}

export async function writeManifest(tablesDir: string, manifest: TableManifest): Promise<void> {
  makeFolder(tablesDir);
  const file = manifestFile(tablesDir, manifest.name);
  const own = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  await writeFile(own, `${JSON.stringify(manifest, null, 2)}\n`);
  await rename(own, file);
}

/**
 * The manifest of the table at `location`: what it says beyond the table itself is how it was built.
 * @returns undefined where there is none, or only one of another table
 */
export async function readManifest(
  tablesDir: string,
  name: string,
  location: string,
): Promise<TableManifest | undefined> {
  try {
    const manifest = JSON.parse(await readFile(manifestFile(tablesDir, name), 'utf8')) as TableManifest;
    return manifest.location === location ? manifest : undefined;
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** @param built what the job found and made */
export function manifestOf(
  { name, store, oov, workers }: { name: string; store: string; oov: boolean; workers: number },
  card: ModelCard,
  metadata: Metadata,
  built: Pick<TableManifest, 'origin' | 'verified' | 'seconds'> & { readonly info: TableInfo },
): TableManifest {
  const { info, origin, verified, seconds } = built;
  const { location, schema, rows, bytes, checksum } = info;
  const { encoderSha256 = '', keys = '', keysFrom = '', keysSha256 = '' } = metadata;
  return {
    schemaVersion: 1,
    name,
    store,
    location,
    model: { name: card.name, sha256: card.sha256 },
    encoderSha256,
    keys: { spec: keys, oov, from: keysFrom, sha256: keysSha256 },
    schema,
    rows,
    bytes,
    bytesPerRow: rows === 0 ? 0 : bytes / rows,
    checksum,
    origin,
    verified,
    workers,
    builtAt: new Date().toISOString(),
    seconds,
    rowsPerSecond: rows / seconds,
  };
}
