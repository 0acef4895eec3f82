import { EncodeError } from '../inference/encode-error.js';
import { createEncoder } from '../inference/encode.js';
import type { KeyCodec, RowKey } from '../inference/row-key.js';
import { UserError } from '../core/errors.js';
import type { ModelCard } from '../core/model-card.js';
import { createKeyCounter } from '../traffic/key-counter.js';
import type { Traffic } from '../traffic/traffic.js';

/** Which keys a prediction table holds. */
export type KeySpec = { readonly kind: 'full' } | { readonly kind: 'top'; readonly rows: number };

/** Keys in ascending order, and where they came from, in words. */
export interface KeySet {
  readonly keys: Iterable<RowKey>;
  readonly from: string;
}

/**
 * The most requested keys of the traffic's history: what a job could have known before the replayed requests came.
 * Ranking on the replayed traffic itself would make any table look better than it is.
 */
export async function rankedKeys(
  card: ModelCard,
  codec: KeyCodec,
  traffic: Traffic,
  rows: number,
): Promise<KeySet> {
  const encode = createEncoder(card);
  const counter = createKeyCounter<number | bigint | string>();
  for await (const items of traffic.history()) {
    for (const item of items) {
      const key = keyOfRequest(encode, codec, item.request);
      if (key !== undefined) counter.add(countable(key));
    }
  }
  const top = counter.top(rows).map(({ key }) => key);
  const approximate = counter.errorBound > 0 ? `, counts within ${counter.errorBound}` : '';
  return {
    keys: inKeyOrder(top),
    from: `the ${top.length.toLocaleString('en')} most requested keys of the history: ${traffic.origin}${approximate}`,
  };
}

/** Every key of a bounded domain. @throws UserError UNBOUNDED_DOMAIN */
export function fullDomain(card: ModelCard, codec: KeyCodec): KeySet {
  if (codec.domainSize === undefined) {
    const open = card.features
      .filter(({ type }) => type !== 'categorical')
      .map(({ name, type }) => `${name} (${type})`);
    throw new UserError(
      'UNBOUNDED_DOMAIN',
      `the domain of ${card.name} cannot be enumerated: ${open.join(', ') || 'too many combinations'}`,
      'use keys: { top: N }',
    );
  }
  return {
    keys: codec.enumerate(),
    from: `the full domain of ${codec.domainSize.toLocaleString('en')} keys`,
  };
}

/** A request of the history that does not encode is no key; the replayed ones are checked by the survey. */
function keyOfRequest(
  encode: ReturnType<typeof createEncoder>,
  codec: KeyCodec,
  request: Readonly<Record<string, unknown>>,
): RowKey | undefined {
  try {
    return codec.keyOf(encode(request));
  } catch (error) {
    if (error instanceof EncodeError) return undefined;
    throw error;
  }
}

/** Byte keys are counted as latin1 strings: Map compares arrays by identity. */
export function countable(key: RowKey): number | bigint | string {
  return key instanceof Uint8Array ? Buffer.from(key).toString('latin1') : key;
}

function inKeyOrder(keys: readonly (number | bigint | string)[]): RowKey[] {
  const sorted = [...keys].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return sorted.map((key) => (typeof key === 'string' ? Buffer.from(key, 'latin1') : key));
}
