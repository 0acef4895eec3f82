import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * A module as it was built, for what starts threads and processes: they run compiled files.
 * @param path relative to `dist`. T is `typeof import('../src/...')` of the same module.
 */
export async function built<T>(path: string): Promise<T> {
  return (await import(pathToFileURL(resolve('dist', path)).href)) as T;
}
