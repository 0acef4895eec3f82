import { readFile } from 'node:fs/promises';

import { systemErrorCode, UserError } from '../core/errors.js';
import { resultSchema, type Result } from '../result/contract.js';

/**
 * Reads a result document from a file. @throws UserError FILE_UNREADABLE, or DOCUMENT_INVALID where it is not one of
 * this schema version, naming the first field that is wrong
 */
export async function readDocument(file: string): Promise<Result> {
  const parsed = resultSchema.safeParse(parseJson(await readText(file), file));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const at = issue?.path.map(String).join('.') || 'the document';
  throw new UserError(
    'DOCUMENT_INVALID',
    `${file} is not a result of servebench: ${at}: ${issue?.message ?? 'invalid'}`,
    'write one: servebench run --output result.json, or servebench runs export RUN',
  );
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new UserError(
      'FILE_UNREADABLE',
      `cannot read ${file} (${systemErrorCode(error) ?? 'unknown error'})`,
    );
  }
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UserError(
      'DOCUMENT_INVALID',
      `${file} is not JSON: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
