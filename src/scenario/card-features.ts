import { z } from 'zod';
import {
  rowShape,
  TEXT_HASHES,
  TEXT_NORMALISATIONS,
  type CategoricalFeature,
  type Feature,
  type FEATURE_TYPES,
  type TensorSpec,
} from '../core/model-card.js';
import { readPhrases } from './card-phrases.js';
import { reportRepeatedNames, shape } from './card-tensors.js';
import { readVocabulary } from './card-vocabulary.js';
import { check, checkVariant, isMapping } from './check.js';
import { words } from './fields.js';
import type { Path, Report } from './mistakes.js';
import { quote, unknownWord } from './suggest.js';
import type { YamlSource } from './yaml-source.js';

const name = words();
const input = words().exactOptional();
const column = z.int().min(0).exactOptional();

const FEATURES = {
  categorical: z.strictObject({
    name,
    input,
    column,
    vocabulary: z.unknown(),
    oov: z.int().min(0).exactOptional(),
  }),
  integer: z.strictObject({
    name,
    input,
    column,
    min: z.int().exactOptional(),
    max: z.int().exactOptional(),
  }),
  number: z.strictObject({
    name,
    input,
    column,
    min: z.number().exactOptional(),
    max: z.number().exactOptional(),
  }),
  tensor: z.strictObject({ name, input, shape: shape().exactOptional() }),
  text: z.strictObject({
    name,
    input,
    normalise: z.enum(TEXT_NORMALISATIONS),
    ngrams: z.tuple([z.int().min(1), z.int().min(1)]),
    hash: z.enum(TEXT_HASHES),
    buckets: z
      .int()
      .min(1)
      .max(2 ** 31 - 1),
    maxLength: z.int().min(1),
    phrases: z.unknown().optional(),
  }),
} satisfies Record<(typeof FEATURE_TYPES)[number], z.ZodType>;

/** A feature, and whether the card itself says which column it fills. */
export interface ReadFeature {
  readonly feature: Feature;
  readonly isColumnGiven: boolean;
}

/**
 * Reads `features:` of a model card, with vocabularies inlined.
 *
 * @returns one entry for each feature of the card; undefined where it has a mistake.
 */
export async function readFeatures(
  raw: unknown,
  inputs: readonly TensorSpec[],
  card: YamlSource,
  report: Report,
): Promise<(ReadFeature | undefined)[]> {
  const entries = check(z.array(z.unknown()).min(1), raw, ['features'], report) ?? [];
  const names = entries.map((entry) =>
    isMapping(entry) && typeof entry['name'] === 'string' ? { name: entry['name'] } : undefined,
  );
  reportRepeatedNames('features', names, report);
  const read: (ReadFeature | undefined)[] = [];
  // One after the other, so that mistakes come in the order of the card.
  for (const [index, entry] of entries.entries()) {
    read.push(await readFeature(entry, ['features', index], inputs, card, report));
  }
  return read;
}

async function readFeature(
  entry: unknown,
  at: Path,
  inputs: readonly TensorSpec[],
  card: YamlSource,
  report: Report,
): Promise<ReadFeature | undefined> {
  if (!isMapping(entry)) {
    report(at, `expected a mapping with name and type, got ${quote(entry)}`);
    return undefined;
  }
  const found = checkVariant({ noun: 'feature type', field: 'type', schemas: FEATURES }, entry, at, report);
  if (!found) return undefined;
  const target = findInput(found.value.input, at, inputs, report);
  if (found.variant === 'tensor') {
    if (!target) return undefined;
    const { value } = found;
    const tensor = { type: 'tensor', name: value.name, input: target.name } as const;
    return { feature: { ...tensor, shape: value.shape ?? rowShape(target) }, isColumnGiven: true };
  }
  if (found.variant === 'text') {
    const { phrases: written, ...text } = found.value;
    const [shortest, longest] = text.ngrams;
    if (longest < shortest)
      report([...at, 'ngrams', 1], `expected at least the shortest (${shortest}), got ${longest}`);
    const phrases = await readPhrases(written, [...at, 'phrases'], card, report);
    if (!target) return undefined;
    const feature = { ...text, type: 'text', input: target.name, ...(phrases ? { phrases } : {}) } as const;
    return { feature, isColumnGiven: true };
  }
  const isColumnGiven = found.value.column !== undefined;
  const codes = found.variant === 'categorical' ? await readCodes(found.value, at, card, report) : undefined;
  if (found.variant !== 'categorical') reportEmptyRange(found.value, at, report);
  if (!target) return undefined;
  const place = { input: target.name, column: found.value.column ?? 0 };
  if (found.variant !== 'categorical')
    return { feature: { ...found.value, ...place, type: found.variant }, isColumnGiven };
  return (
    codes && { feature: { type: 'categorical', name: found.value.name, ...place, ...codes }, isColumnGiven }
  );
}

async function readCodes(
  { vocabulary: written, oov }: { readonly vocabulary?: unknown; readonly oov?: number },
  at: Path,
  card: YamlSource,
  report: Report,
): Promise<Pick<CategoricalFeature, 'vocabulary' | 'oov'> | undefined> {
  const vocabulary = await readVocabulary(written, [...at, 'vocabulary'], card, report);
  if (!vocabulary) return undefined;
  if (oov !== undefined && oov < vocabulary.length) {
    const taken = `${oov} is already the code of ${quote(vocabulary[oov])}`;
    report([...at, 'oov'], `${taken}; expected ${vocabulary.length} or more`);
  }
  return { vocabulary, ...(oov === undefined ? {} : { oov }) };
}

function reportEmptyRange(
  { min, max }: { readonly min?: number; readonly max?: number },
  at: Path,
  report: Report,
) {
  if (min === undefined || max === undefined || min <= max) return;
  report([...at, 'max'], `expected at least min (${min}), got ${max}`);
}

function findInput(
  written: string | undefined,
  at: Path,
  inputs: readonly TensorSpec[],
  report: Report,
): TensorSpec | undefined {
  const known = inputs.map((tensor) => tensor.name);
  if (written === undefined) {
    if (known.length === 1) return inputs[0];
    if (known.length > 1) report([...at, 'input'], `missing; expected one of the inputs ${known.join(', ')}`);
    return undefined;
  }
  const found = inputs.find((tensor) => tensor.name === written);
  if (!found && known.length > 0) report([...at, 'input'], unknownWord('input', written, known));
  return found;
}
