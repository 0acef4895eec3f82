import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { check, isMapping } from './check.js';
import { label } from './card-tensors.js';
import { words } from './fields.js';
import type { Path, Report } from './mistakes.js';
import { probe } from './probe.js';
import { quote } from './suggest.js';
import { nodeAt, type YamlSource } from './yaml-source.js';
import { isScalar } from 'yaml';
import { z } from 'zod';

/** A vocabulary file with a systematic fault should not bury the other mistakes. */
const MOST_DUPLICATES = 5;
const INLINE = z.array(label()).min(1);
const EXTERNAL = z.strictObject({ file: words() });

/**
 * Reads a vocabulary: a list in the card, or `{ file }` with one value on each line. The code of a value is its
 * position.
 */
export async function readVocabulary(
  raw: unknown,
  at: Path,
  card: YamlSource,
  report: Report,
): Promise<readonly string[] | undefined> {
  if (isMapping(raw)) {
    const external = check(EXTERNAL, raw, at, report);
    return external && readVocabularyFile(external.file, [...at, 'file'], card, report);
  }
  const values = check(INLINE, raw, at, report);
  if (values === undefined) return undefined;
  for (const [index, value] of values.entries()) {
    const problem = misread(value, nodeAt(card, [...at, index]));
    if (problem !== undefined) report([...at, index], problem);
  }
  for (const { index, value, first } of repeats(values)) {
    report([...at, index], `duplicate value ${quote(value)} (first at position ${first})`);
  }
  return values;
}

async function readVocabularyFile(
  written: string,
  at: Path,
  card: YamlSource,
  report: Report,
): Promise<readonly string[] | undefined> {
  const path = resolve(dirname(card.file), written);
  const found = await probe(path, written);
  if (found !== 'file') {
    report(at, found === 'folder' ? `expected a file, but ${written} is a folder` : found.problem);
    return undefined;
  }
  const lines = (await readFile(path, 'utf8')).replace(/^\uFEFF/u, '').split(/\r?\n/u);
  const values = lines.at(-1) === '' ? lines.slice(0, -1) : lines;
  if (values.length === 0) report(at, `expected at least one value in ${written}, found none`);
  const shown = join(dirname(card.file), written);
  for (const { index, value, first } of repeats(values)) {
    const place = { text: `${shown}:${index + 1}`, line: Number.POSITIVE_INFINITY };
    report([], `duplicate value ${quote(value)} (first on line ${first + 1})`, place);
  }
  return values;
}

/** `01` is read as 1: the vocabulary would hold another value than the author wrote. */
function misread(value: string, node: unknown): string | undefined {
  const source = isScalar(node) ? node.source : undefined;
  if (source === undefined || source === value || (isScalar(node) && typeof node.value === 'string'))
    return undefined;
  return `written ${source}, but YAML reads it as ${value}; expected it in quotes: "${source}"`;
}

function repeats(values: readonly string[]): { index: number; value: string; first: number }[] {
  const firsts = new Map<string, number>();
  const found: { index: number; value: string; first: number }[] = [];
  for (const [index, value] of values.entries()) {
    const first = firsts.get(value);
    if (first === undefined) firsts.set(value, index);
    else found.push({ index, value, first });
  }
  return found.slice(0, MOST_DUPLICATES);
}
