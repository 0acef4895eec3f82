import { access, constants, stat } from 'node:fs/promises';
import { dirname, extname } from 'node:path';

import { UserError } from '../core/errors.js';
import type { Reporter } from '../reporters/reporter.js';
import { reporterFor } from '../reporters/reporters.js';

/** A file that a command was asked to write, and what renders it. */
export interface Output {
  readonly file: string;
  readonly reporter: Reporter;
}

/** @throws UserError for an extension that no reporter has */
export function outputsOf(files: readonly string[]): Output[] {
  return files.map((file) => ({ file, reporter: reporterFor(extname(file)) }));
}

/** An output that cannot be written is found before a run of minutes, not after. @throws UserError OUTPUT_UNWRITABLE */
export async function checkOutputs(outputs: readonly Output[]): Promise<void> {
  for (const { file } of outputs) await checkWritable(file);
}

/** @throws UserError OUTPUT_UNWRITABLE */
export async function checkWritable(file: string): Promise<void> {
  try {
    await access(dirname(file), constants.W_OK);
    await access(file, constants.W_OK).catch(() => undefined);
    if (await isDirectory(file)) throw new Error('is a directory');
  } catch {
    throw new UserError(
      'OUTPUT_UNWRITABLE',
      `cannot write ${file}`,
      'create its folder, or name another file',
    );
  }
}

async function isDirectory(file: string): Promise<boolean> {
  try {
    return (await stat(file)).isDirectory();
  } catch {
    // It does not exist yet.
    return false;
  }
}
