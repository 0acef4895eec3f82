import { readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';

import { systemErrorCode, UserError } from '../../core/errors.js';
import type { ModelCard } from '../../core/model-card.js';

/** A model of a repository folder: a folder with a card, or a bare graph. */
export interface RepositoryEntry {
  readonly name: string;
  readonly path: string;
}

/** The models of a folder, by name; nothing of them is read yet. @throws UserError where there is no such folder */
export async function listRepository(folder: string): Promise<RepositoryEntry[]> {
  const entries: RepositoryEntry[] = [];
  for (const name of (await readFolder(folder)).sort()) {
    const path = join(folder, name);
    if (extname(name) === '.onnx') entries.push({ name: name.slice(0, -'.onnx'.length), path });
    else if (await isFile(join(path, 'model.yaml'))) entries.push({ name, path });
  }
  return entries;
}

/**
 * The card of an entry, under the entry's name. The readers of cards and of graphs are loaded here and not before: a
 * server that gets its cards ready-made holds neither in memory.
 *
 * @throws UserError where it is not a usable model
 */
export async function readRepositoryCard({ name, path }: RepositoryEntry): Promise<ModelCard> {
  if (extname(path) === '.onnx') {
    const { cardOfBareModel } = await import('../../inference/bare-model.js');
    return { ...(await cardOfBareModel(path)), name };
  }
  const { loadModelCard } = await import('../../scenario/load-model-card.js');
  return { ...(await loadModelCard(path)), name };
}

async function readFolder(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    throw new UserError(
      'REPOSITORY_UNREADABLE',
      `${folder}: cannot read the repository (${systemErrorCode(error) ?? 'unknown error'})`,
      'name a folder that holds .onnx files or folders with a model.yaml',
    );
  }
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
