import { readdir, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { systemErrorCode } from '../core/errors.js';
import { meantHint } from './suggest.js';

/** What is at a path: a file, a folder, or a sentence that says why neither can be read. */
export type Probe = 'file' | 'folder' | { readonly problem: string };

/** Looks at a path; where nothing is there, suggests a neighbour of nearly the same name. */
export async function probe(path: string, written: string): Promise<Probe> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file';
  } catch (error) {
    const code = systemErrorCode(error);
    if (code !== 'ENOENT' && code !== 'ENOTDIR')
      return { problem: `cannot read ${written} (${code ?? 'not a path'})` };
    return { problem: `there is no ${written}${await neighbourHint(path)}` };
  }
}

/** ` (did you mean "clicks"?)` where the folder holds a similar name, else an empty text. */
export async function neighbourHint(path: string): Promise<string> {
  // A folder that cannot be read has no neighbours to suggest.
  const names = await readdir(dirname(path)).catch((): string[] => []);
  return meantHint(basename(path), names);
}
