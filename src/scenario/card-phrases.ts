import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import type { Phrases } from '../core/model-card.js';
import { label } from './card-tensors.js';
import { check } from './check.js';
import { words } from './fields.js';
import type { Path, Report } from './mistakes.js';
import { probe } from './probe.js';
import { quote, unknownWord } from './suggest.js';
import type { YamlSource } from './yaml-source.js';

const EXTERNAL = z.strictObject({ file: words() });
const PHRASES = z.strictObject({
  lists: z.record(z.string(), z.array(words()).min(1)),
  phrases: z.array(z.strictObject({ phrase: words(), label: label().exactOptional() })).min(1),
});

/** Reads `phrases: { file }` of a text feature: a JSON file of lists, and of phrases that name them as `{list}`. */
export async function readPhrases(
  raw: unknown,
  at: Path,
  card: YamlSource,
  report: Report,
): Promise<Phrases | undefined> {
  if (raw === undefined) return undefined;
  const external = check(EXTERNAL, raw, at, report);
  if (!external) return undefined;
  const path = resolve(dirname(card.file), external.file);
  const found = await probe(path, external.file);
  if (found !== 'file') {
    report(
      [...at, 'file'],
      found === 'folder' ? `expected a file, but ${external.file} is a folder` : found.problem,
    );
    return undefined;
  }
  const shown = join(dirname(card.file), external.file);
  const reportIn: Report = (inside, text) =>
    report([], `${inside.join('.')}: ${text}`, { text: shown, line: Number.POSITIVE_INFINITY });
  const phrases = check(PHRASES, await readJson(path, reportIn), [], reportIn);
  if (phrases) reportUnknownLists(phrases, reportIn);
  return phrases;
}

async function readJson(path: string, report: Report): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as unknown;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    report(['file'], `expected JSON: ${error.message}`);
    return undefined;
  }
}

function reportUnknownLists({ lists, phrases }: Phrases, report: Report): void {
  const known = Object.keys(lists);
  for (const [index, { phrase }] of phrases.entries()) {
    for (const [, list = ''] of phrase.matchAll(/\{([^{}]*)\}/g)) {
      if (known.includes(list)) continue;
      report(['phrases', index, 'phrase'], `${unknownWord('list', list, known)} in ${quote(phrase)}`);
    }
  }
}
