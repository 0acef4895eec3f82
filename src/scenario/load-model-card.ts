import { readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { systemErrorCode, UserError } from '../core/errors.js';
import type { ModelCard } from '../core/model-card.js';
import { checkColumns } from './card-columns.js';
import { readFeatures } from './card-features.js';
import { readGraphFile, type GraphFile } from './card-graph.js';
import { readInputs, readOutputs } from './card-tensors.js';
import { check, isMapping } from './check.js';
import { words } from './fields.js';
import { collectMistakes, throwMistakes, type Report } from './mistakes.js';
import { neighbourHint, probe } from './probe.js';
import { quote } from './suggest.js';
import { parseYaml, placeOf, plainValue, type YamlSource } from './yaml-source.js';

const HASH = /^[0-9a-f]{64}$/i;

/** Lists are read by their own reader. */
const TOP_LEVEL = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'expected letters, digits, ".", "-" and "_", as in a folder name'),
  summary: words().exactOptional(),
  file: words(),
  sha256: z.string().regex(HASH, 'expected 64 hex digits, as sha256sum prints them'),
  inputs: z.unknown().optional(),
  outputs: z.unknown().optional(),
  features: z.unknown().optional(),
  provenance: z.unknown().optional(),
});

/**
 * Reads and checks a model card: its tensors, features and vocabularies, and that the ONNX file is the one it describes.
 *
 * @param path a folder with a `model.yaml`, or a card file.
 * @throws UserError MODEL_CARD_INVALID with every mistake on its own line; MODEL_HASH_MISMATCH where only the hash is
 *   wrong; MODEL_NOT_FOUND; MODEL_WITHOUT_CARD for an .onnx file.
 */
export async function loadModelCard(path: string): Promise<ModelCard> {
  const file = (await probe(path, path)) === 'folder' ? join(path, 'model.yaml') : path;
  const { report, mistakes } = collectMistakes();
  const card = parseYaml(file, await readText(file), report);
  const placeOfCard = (at: Parameters<Report>[0]) => placeOf(card, at);
  const name = basename(dirname(resolve(file)));
  const invalid = {
    code: 'MODEL_CARD_INVALID',
    next: `Correct it, then run: servebench models verify ${name}`,
  };
  throwMistakes(card.document.errors.length > 0 ? mistakes : [], placeOfCard, invalid);
  const { content, graph } = await readCard(card, report);
  const isOnlyHash = mistakes.length === 1 && graph?.mismatch !== undefined;
  throwMistakes(
    mistakes,
    placeOfCard,
    isOnlyHash ? { code: 'MODEL_HASH_MISMATCH', next: graph.mismatch } : invalid,
  );
  if (!content || !graph) throw new Error(`${file} was neither accepted nor refused`);
  return { ...content, file: graph.file, sha256: graph.sha256, bytes: graph.bytes };
}

type Content = Omit<ModelCard, 'file' | 'sha256' | 'bytes'>;

async function readCard(
  card: YamlSource,
  report: Report,
): Promise<{ content?: Content | undefined; graph?: GraphFile | undefined }> {
  const plain = plainValue(card);
  if (!isMapping(plain)) {
    report(
      [],
      `expected a mapping with name, file, sha256, inputs, outputs and features, got ${quote(plain)}`,
    );
    return {};
  }
  const top = check(TOP_LEVEL, plain, [], report);
  const inputs = readInputs(plain['inputs'], report);
  const outputs = readOutputs(plain['outputs'], report);
  const read = await readFeatures(plain['features'], inputs ?? [], card, report);
  if (inputs) checkColumns(inputs, read, report);
  const { file, sha256 } = plain;
  const hash = typeof sha256 === 'string' && HASH.test(sha256) ? sha256 : undefined;
  const graph =
    typeof file === 'string' && file !== '' ? await readGraphFile(file, hash, card, report) : undefined;
  if (!top || !inputs || !outputs) return { graph };
  const features = read.flatMap((entry) => (entry ? [entry.feature] : []));
  const { name, summary, provenance } = top;
  const described = summary === undefined ? { name } : { name, summary };
  const content = { ...described, inputs, outputs, features };
  return { content: provenance === undefined ? content : { ...content, provenance }, graph };
}

/** @throws UserError that says what to do where there is no such card. */
async function readText(file: string): Promise<string> {
  const next = 'Run: servebench models list';
  if (file.toLowerCase().endsWith('.onnx')) {
    throw new UserError('MODEL_WITHOUT_CARD', `${file} is a graph, not a model card.`, next);
  }
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const code = systemErrorCode(error);
    const reason = code === 'ENOENT' ? 'there is no such file' : (code ?? 'not a path');
    const hint = await neighbourHint(resolve(file));
    throw new UserError('MODEL_NOT_FOUND', `Cannot read the model card ${file}: ${reason}${hint}.`, next);
  }
}
