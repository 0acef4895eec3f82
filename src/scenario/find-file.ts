import { existsSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the installed package: shipped scenarios and models are found from any working directory. */
const PACKAGE_ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** @param name a path, or the name of a scenario in `scenarios/` here or in the package. */
export function findScenario(name: string): string {
  const file = extname(name) === '' ? `${name}.yaml` : name;
  return firstExisting(
    [name, join('scenarios', file), join(PACKAGE_ROOT, 'scenarios', file), join(PACKAGE_ROOT, file)],
    name,
    (path) => existsSync(path) && !isFolder(path),
  );
}

/** @param name a path, or the name of a model in `models/` here or in the package. */
export function findModel(name: string): string {
  return firstExisting(
    [name, join('models', name), join(PACKAGE_ROOT, 'models', name)],
    name,
    (path) => existsSync(path) && (!isFolder(path) || existsSync(join(path, 'model.yaml'))),
  );
}

/** @param path of a file or folder here, or in the package. @returns it absolute */
export function findShipped(path: string): string {
  return resolve(firstExisting([path, join(PACKAGE_ROOT, path)], path));
}

/** Folders that hold shipped or own files of a kind, in the order in which they are looked into. */
export function shippedFolders(kind: 'models' | 'scenarios'): string[] {
  return [...new Set([join(process.cwd(), kind), join(PACKAGE_ROOT, kind)])].filter((folder) =>
    existsSync(folder),
  );
}

/** Names of the scenarios that are found by them alone. */
export async function scenarioNames(): Promise<string[]> {
  // A folder that cannot be read has no names to offer.
  const folders = shippedFolders('scenarios').map((folder) => readdir(folder).catch((): string[] => []));
  const files = (await Promise.all(folders)).flat().filter((file) => extname(file) === '.yaml');
  return [...new Set(files.map((file) => basename(file, '.yaml')))];
}

/** What does not exist anywhere is reported by its reader, under the name that was given. */
function firstExisting(
  candidates: readonly string[],
  fallback: string,
  isWanted: (path: string) => boolean = existsSync,
): string {
  return candidates.find((candidate) => isWanted(candidate)) ?? fallback;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
