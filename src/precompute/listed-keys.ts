import { access, constants } from 'node:fs/promises';
import { basename, extname } from 'node:path';

import type { Encoded } from '../core/answer.js';
import { systemErrorCode, UserError } from '../core/errors.js';
import type { ModelCard } from '../core/model-card.js';
import { describe, EncodeError } from '../inference/encode-error.js';
import { createEncoder } from '../inference/encode.js';
import type { KeyCodec, RowKey } from '../inference/row-key.js';
import { openCsv } from '../traffic/csv.js';
import { openNdjson } from '../traffic/ndjson.js';
import { ascendingKeys, keySet, type KeySet } from './key-set.js';

/** Mistakes of a list that are told at once. */
const MOST_MISTAKES = 20;

/**
 * The keys of a file of requests, one JSON object a line or one CSV row with a header; fields that are no features are
 * ignored, repeated keys count once.
 *
 * @throws UserError KEY_LIST_INVALID with the line of each of the first mistakes, KEY_LIST_UNREADABLE, LOG_LINE_INVALID
 */
export async function listedKeys(card: ModelCard, codec: KeyCodec, file: string): Promise<KeySet> {
  const encode = createEncoder(card);
  const keys: RowKey[] = [];
  const mistakes: string[] = [];
  await checkReadable(file);
  const source = await openList(file, card);
  reading: for await (const records of source.read(0)) {
    for (const { line, fields } of records) {
      const key = keyOrMistake(() => encode(fields), codec, card, fields);
      if (typeof key !== 'string') keys.push(key);
      else if (mistakes.push(`${file}:${line}: ${key}`) === MOST_MISTAKES) break reading;
    }
  }
  if (mistakes.length > 0) throw invalidList(file, mistakes);
  if (keys.length === 0) throw new UserError('KEY_LIST_EMPTY', `${file}: the list holds no key`);
  const packed = ascendingKeys(keys);
  const set = keySet(packed, '');
  return { ...set, from: `the ${set.rows.toLocaleString('en')} keys of ${basename(file)}` };
}

async function checkReadable(file: string): Promise<void> {
  try {
    await access(file, constants.R_OK);
  } catch (error) {
    throw new UserError(
      'KEY_LIST_UNREADABLE',
      `${file}: cannot read the list of keys (${systemErrorCode(error) ?? 'unknown error'})`,
      'name a file of requests: --keys list:FILE',
    );
  }
}

function openList(file: string, card: ModelCard): ReturnType<typeof openNdjson> {
  switch (extname(file).toLowerCase()) {
    case '.csv':
      return openCsv(file, card);
    case '.ndjson':
    case '.jsonl':
      return openNdjson(file);
    default:
      throw new UserError(
        'KEY_LIST_INVALID',
        `${file}: a list of keys ends in .ndjson, .jsonl or .csv`,
        'write one request a line, as in a request log',
      );
  }
}

/** @returns what is wrong, as text. */
function keyOrMistake(
  encode: () => Encoded,
  codec: KeyCodec,
  card: ModelCard,
  fields: Readonly<Record<string, unknown>>,
): RowKey | string {
  try {
    const encoded = encode();
    return codec.keyOf(encoded) ?? unseenValue(card, fields);
  } catch (error) {
    if (error instanceof EncodeError) return error.message;
    throw error;
  }
}

function unseenValue(card: ModelCard, fields: Readonly<Record<string, unknown>>): string {
  const unseen = card.features.find(
    (feature) =>
      feature.type === 'categorical' &&
      [-1, feature.oov].includes(feature.vocabulary.indexOf(String(fields[feature.name]))),
  );
  const name = unseen?.name ?? '';
  return `feature "${name}" has no value ${describe(fields[name])}, and the table no rows for unseen values`;
}

function invalidList(file: string, mistakes: readonly string[]): UserError {
  const count = mistakes.length === MOST_MISTAKES ? `the first ${MOST_MISTAKES}` : String(mistakes.length);
  const noun = mistakes.length === 1 ? 'line that is' : 'lines that are';
  return new UserError(
    'KEY_LIST_INVALID',
    [`${basename(file)} has lines that are no key (${count} shown):`, ...mistakes].join('\n  '),
    `correct or remove the ${noun} no key, or keep rows for unseen values with --oov`,
  );
}
