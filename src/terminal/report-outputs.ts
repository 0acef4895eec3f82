import { writeFile } from 'node:fs/promises';
import { extname } from 'node:path';

import { UserError } from '../core/errors.js';
import { checkWritable } from './outputs.js';

/** Files that a command was asked to write its report to. */
export interface ReportOutputs<R> {
  write(report: R): Promise<void>;
}

/**
 * JSON, or as one of `others` renders it, by the extension of each file.
 * @throws UserError OUTPUT_UNKNOWN, OUTPUT_UNWRITABLE before anything is measured
 */
export async function reportOutputs<R>(
  files: readonly string[],
  others: Readonly<Record<`.${string}`, (report: R) => string>>,
): Promise<ReportOutputs<R>> {
  const renderers: Readonly<Record<string, (report: R) => string>> = {
    '.json': (report) => `${JSON.stringify(report, null, 2)}\n`,
    ...others,
  };
  for (const file of files) {
    if (!renderers[extname(file)]) {
      const known = Object.keys(renderers).join(' or ');
      throw new UserError('OUTPUT_UNKNOWN', `--output ${file}: expected a file that ends in ${known}`);
    }
    await checkWritable(file);
  }
  return {
    write: async (report) => {
      for (const file of files) await writeFile(file, renderers[extname(file)]?.(report) ?? '');
    },
  };
}
