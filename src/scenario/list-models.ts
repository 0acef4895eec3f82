import { readdir } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { errorRecord } from '../core/errors.js';
import { loadModelCard } from './load-model-card.js';

export interface ModelListing {
  readonly name: string;
  readonly folder: string;
  readonly summary?: string;
  readonly sha256?: string;
  readonly bytes?: number;
  /** Why the card cannot be used. */
  readonly error?: string;
}

/** The models of some folders, by name; a name that was met before hides a later one. */
export async function listModels(folders: readonly string[]): Promise<ModelListing[]> {
  const found = new Map<string, ModelListing>();
  for (const folder of folders) {
    for (const name of (await readdir(folder)).sort()) {
      const path = join(folder, name);
      if (found.has(name) || !existsSync(join(path, 'model.yaml'))) continue;
      found.set(name, await listOne(name, path));
    }
  }
  return [...found.values()];
}

async function listOne(name: string, folder: string): Promise<ModelListing> {
  try {
    const { sha256, bytes, summary } = await loadModelCard(folder);
    return { name, folder, sha256, bytes, ...(summary === undefined ? {} : { summary }) };
  } catch (error) {
    return { name, folder, error: errorRecord(error).message };
  }
}
