import { join, resolve } from 'node:path';
import { check } from './check.js';
import { words } from './fields.js';
import type { Report } from './mistakes.js';
import { probe } from './probe.js';

const EXPECTED = 'expected a folder with a model.yaml, or a .onnx file';

/** Reads `model:`. @returns the absolute path of a folder with a card or of a .onnx file. */
export async function readModel(raw: unknown, folder: string, report: Report): Promise<string | undefined> {
  if (raw === undefined || raw === null) {
    report(['model'], `missing; ${EXPECTED}`);
    return undefined;
  }
  const written = check(words(), raw, ['model'], report);
  if (written === undefined) return undefined;
  const path = resolve(folder, written);
  const found = await probe(path, written);
  if (typeof found === 'object') report(['model'], `${found.problem}; ${EXPECTED}`);
  else if (found === 'file' && !isOnnx(path)) report(['model'], `${EXPECTED}, got ${written}`);
  else if (found === 'folder' && (await probe(join(path, 'model.yaml'), '')) !== 'file') {
    report(['model'], `${written} has no model.yaml; ${EXPECTED}`);
  } else return path;
  return undefined;
}

/** True for a bare graph without a card. */
export function isOnnx(model: unknown): boolean {
  return typeof model === 'string' && model.toLowerCase().endsWith('.onnx');
}
