import { appendFile, open, stat, unlink, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

import { systemErrorCode, UserError } from '../core/errors.js';
import type { Document, RenderOptions, Reporter } from '../reporters/reporter.js';
import { reporterFor, reporterOfFile } from '../reporters/reporters.js';

/** What a command prints, and the files that it was asked to write. */
export interface Outputs {
  readonly printed: Reporter;
  readonly files: readonly { readonly file: string; readonly reporter: Reporter }[];
}

/** Flags of every command that emits a document. */
export interface OutputFlags {
  readonly json: boolean;
  readonly format: string;
  readonly output?: readonly string[] | undefined;
}

/** @throws UserError FORMAT_UNKNOWN for a format or an extension that no reporter has */
export function outputsOf({ json, format, output = [] }: OutputFlags): Outputs {
  return {
    printed: reporterFor(json ? 'json' : format),
    files: output.map((file) => ({ file, reporter: reporterOfFile(file) })),
  };
}

/** An output that cannot be written is found before a run of minutes, not after. @throws UserError OUTPUT_UNWRITABLE */
export async function checkOutputs({ printed, files }: Outputs): Promise<void> {
  for (const { file } of files) await checkWritable(file);
  const appendix = appendixFile(printed);
  if (appendix !== undefined) await checkWritable(appendix);
}

/**
 * Writes every file, without colour, and appends what the printed format has for a CI system.
 * @throws UserError OUTPUT_UNWRITABLE, which says how to write it later
 */
export async function writeOutputs(
  { printed, files }: Outputs,
  document: Document,
  options: RenderOptions,
): Promise<void> {
  const plain = { ...options, color: false };
  for (const { file, reporter } of files) {
    const text = await reporter.render(document, plain);
    await attempt(file, document, () => writeFile(file, text));
  }
  const file = appendixFile(printed);
  const text = printed.appendix?.render(document, plain) ?? '';
  if (file !== undefined) await attempt(file, document, () => appendFile(file, text));
}

function appendixFile({ appendix }: Reporter): string | undefined {
  return (appendix && process.env[appendix.variable]) || undefined;
}

async function attempt(file: string, document: Document, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    throw unwritable(file, reasonOf(error), againWords(document));
  }
}

/** How to have the file without measuring again. */
function againWords(document: Document): string {
  if ('compare' in document) return 'name another file';
  if ('gate' in document) return `the gate is stored: servebench report ${document.gate.id} --output FILE`;
  if ('drill' in document) return `the drill is stored: servebench report ${document.drill.id} --output FILE`;
  const [run] = 'runs' in document ? document.runs : [document];
  return run ? `the run is stored: servebench report ${run.run.id} --output FILE` : 'run again';
}

/** @throws UserError OUTPUT_UNWRITABLE */
export async function checkWritable(file: string): Promise<void> {
  const folder = dirname(file);
  const [target, parent] = await Promise.all([kindOf(file), kindOf(folder)]);
  // The name alone would be found in the parent, and writing would still fail.
  if (target === 'folder' || /[/\\]$/.test(file))
    throw unwritable(file, 'it is a folder', 'name a file in it');
  if (parent !== 'folder') {
    const problem = parent === 'nothing' ? `there is no folder ${folder}` : `${folder} is not a folder`;
    throw unwritable(file, problem, 'create the folder, or name another file');
  }
  try {
    // Opening tells more than permissions do: a read-only file system, a program that runs, a folder of the kernel.
    if (target === 'file') await (await open(file, 'r+')).close();
    else if (target === 'nothing') {
      await (await open(file, 'wx')).close();
      await unlink(file);
    }
  } catch (error) {
    throw unwritable(file, reasonOf(error), 'change its permissions, or name another file');
  }
}

async function kindOf(path: string): Promise<'file' | 'folder' | 'device' | 'nothing'> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) return 'folder';
    return found.isFile() ? 'file' : 'device';
  } catch (error) {
    // A path through a file is found by what is wrong with its folder.
    if (['ENOENT', 'ENOTDIR'].includes(systemErrorCode(error) ?? '')) return 'nothing';
    throw unwritable(path, reasonOf(error), 'name another file');
  }
}

function unwritable(file: string, problem: string, next: string): UserError {
  return new UserError('OUTPUT_UNWRITABLE', `cannot write ${file}: ${problem}`, next);
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'no permission',
  EPERM: 'no permission',
  EROFS: 'its file system is read-only',
  ENOSPC: 'no space is left',
  ENAMETOOLONG: 'its name is too long',
  ETXTBSY: 'it is a program that runs',
};

function reasonOf(error: unknown): string {
  const code = systemErrorCode(error);
  return REASONS[code ?? ''] ?? code ?? String(error);
}
