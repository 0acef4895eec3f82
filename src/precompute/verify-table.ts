import { UserError } from '../core/errors.js';
import type { ModelCard } from '../core/model-card.js';
import { keyAt } from '../inference/packed-keys.js';
import { createValueCodec } from '../inference/prediction-format.js';
import type { KeyCodec } from '../inference/row-key.js';
import { openSession } from '../inference/session.js';
import type { Reader, Value } from '../stores/prediction-store.js';
import type { KeySet } from './key-set.js';

/** Rows that are compared, fewer where the model takes long. */
const MOST_ROWS = 256;
const LEAST_ROWS = 16;
const ENOUGH_MS = 2000;

/**
 * Holds rows of a table, spread evenly over it, against the live model: asked one row at a time, as an application
 * would, and through the plain decoder of keys. Every bit counts.
 *
 * @returns how many rows were compared
 * @throws UserError TABLE_DIFFERS
 */
export async function verifyTable(
  table: Reader,
  card: ModelCard,
  codec: KeyCodec,
  { keys, rows }: KeySet,
): Promise<number> {
  const count = Math.min(MOST_ROWS, rows);
  const { encode } = createValueCodec(card);
  const session = await openSession(card, card.file);
  const startedMs = performance.now();
  try {
    for (let checked = 0; checked < count; checked++) {
      if (checked >= LEAST_ROWS && performance.now() - startedMs > ENOUGH_MS) return checked;
      const index = count === 1 ? 0 : Math.round((checked * (rows - 1)) / (count - 1));
      const key = keyAt(keys, index);
      const [prediction] = await session.run([codec.encodedOf(key)]);
      const expected = encode(prediction ?? []);
      const found = await table.get(key);
      if (!isSame(expected, found)) throw differs(card, codec, key, expected, found);
    }
    return count;
  } finally {
    await session.close();
  }
}

/** A store may hand -0 back as 0. */
function isSame(expected: Value, found: Value | undefined): boolean {
  if (expected instanceof Uint8Array) {
    return found instanceof Uint8Array && Buffer.compare(expected, found) === 0;
  }
  return expected === found || Object.is(expected, found);
}

function differs(
  card: ModelCard,
  codec: KeyCodec,
  key: ReturnType<typeof keyAt>,
  expected: Value,
  found: Value | undefined,
): UserError {
  const codes = codec.encodedOf(key).inputs.flat().slice(0, 20).join(', ');
  return new UserError(
    'TABLE_DIFFERS',
    `the table holds ${show(found)} for the encoded input [${codes}], the model answers ${show(expected)} when asked for it alone`,
    `${card.name} gives different answers to the same input (random operators, or results that depend on the batch): it cannot be computed ahead`,
  );
}

function show(value: Value | undefined): string {
  if (value === undefined) return 'nothing';
  return value instanceof Uint8Array ? `0x${Buffer.from(value).toString('hex').slice(0, 40)}` : String(value);
}
