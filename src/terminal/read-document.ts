import { readFile } from 'node:fs/promises';

import { systemErrorCode, UserError } from '../core/errors.js';
import type { Document } from '../reporters/reporter.js';
import { compareSchema } from '../result/compare-contract.js';
import { resultSchema, sweepSchema, type Result } from '../result/contract.js';
import { drillSchema } from '../result/drill-contract.js';
import { gateSchema } from '../result/gate-contract.js';

/** Each kind of document by the key that no other has; a run last, since an export of one may hold more. */
const SCHEMAS = {
  gate: gateSchema,
  drill: drillSchema,
  compare: compareSchema,
  sweep: sweepSchema,
  run: resultSchema,
} as const;
const KINDS = Object.keys(SCHEMAS) as (keyof typeof SCHEMAS)[];

const NEXT = 'write one: servebench run, compare, gate or drill with --output FILE.json';

/**
 * Reads any document that servebench emits from a file, recognised by what is in it.
 * @throws UserError FILE_UNREADABLE, or DOCUMENT_INVALID where it is none of this schema version, naming the first
 * field that is wrong
 */
export async function readDocument(file: string): Promise<Document> {
  const raw = parseJson(await readText(file), file);
  const keys = typeof raw === 'object' && raw !== null ? raw : {};
  const kind = KINDS.find((key) => key in keys);
  if (kind === undefined) {
    const expected = `it has none of the keys ${KINDS.join(', ')}`;
    throw new UserError('DOCUMENT_INVALID', `${file} is no document of servebench: ${expected}`, NEXT);
  }
  const parsed = SCHEMAS[kind].safeParse(raw);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const at = issue?.path.map(String).join('.') || 'the document';
  throw new UserError(
    'DOCUMENT_INVALID',
    `${file} is no ${kind} of servebench: ${at}: ${issue?.message ?? 'invalid'}`,
    NEXT,
  );
}

/** Reads the result of a run. @throws UserError as `readDocument`, and where it is another kind of document */
export async function readResult(file: string): Promise<Result> {
  const document = await readDocument(file);
  if ('run' in document) return document;
  throw new UserError(
    'DOCUMENT_INVALID',
    `${file} is not the result of one run`,
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
