import { existsSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { extname } from 'node:path';

import { systemErrorCode, UserError } from '../core/errors.js';
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

/**
 * Opens every file for writing, and leaves it as it was: an output that cannot be written is found before a run of
 * minutes, not after. @throws UserError OUTPUT_UNWRITABLE
 */
export async function checkOutputs(outputs: readonly Output[]): Promise<void> {
  for (const { file } of outputs) await checkWritable(file);
}

/** @throws UserError OUTPUT_UNWRITABLE */
export async function checkWritable(file: string): Promise<void> {
  const existed = existsSync(file);
  try {
    await (await open(file, 'a')).close();
  } catch (error) {
    throw new UserError(
      'OUTPUT_UNWRITABLE',
      `cannot write ${file} (${systemErrorCode(error) ?? 'unknown error'})`,
      'create its folder, or name another file',
    );
  }
  if (!existed) await rm(file);
}
