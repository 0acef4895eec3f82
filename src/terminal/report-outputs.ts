import { writeFile } from 'node:fs/promises';
import { extname } from 'node:path';

import { UserError } from '../core/errors.js';
import { checkWritable } from './outputs.js';

/** Files that a command was asked to write its report to. */
export interface ReportOutputs<R> {
  write(report: R): Promise<void>;
}

/**
 * JSON, CSV as `csv` renders it, or what `more` has, by the extension of each file.
 * @throws UserError OUTPUT_UNKNOWN, OUTPUT_UNWRITABLE before anything is measured
 */
export async function reportOutputs<R>(
  files: readonly string[],
  csv: (report: R) => string,
  more: Readonly<Record<string, (report: R) => string>> = {},
): Promise<ReportOutputs<R>> {
  const renderers: Readonly<Record<string, (report: R) => string>> = {
    '.csv': csv,
    '.json': (report) => `${JSON.stringify(report, null, 2)}\n`,
    ...more,
  };
  for (const file of files) {
    if (!renderers[extname(file)]) {
      throw new UserError(
        'OUTPUT_UNKNOWN',
        `--output ${file}: expected a file that ends in ${Object.keys(renderers).join(' or ')}`,
      );
    }
    await checkWritable(file);
  }
  return {
    write: async (report) => {
      for (const file of files) await writeFile(file, renderers[extname(file)]?.(report) ?? '');
    },
  };
}
