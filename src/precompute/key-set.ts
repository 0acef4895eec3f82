import { createHash } from 'node:crypto';
import { basename, extname } from 'node:path';

import { UserError } from '../core/errors.js';
import type { ModelCard } from '../core/model-card.js';
import { unboundedFeatures } from '../inference/key-digits.js';
import { countKeys, packBytes, type PackedKeys } from '../inference/packed-keys.js';
import type { KeyCodec, RowKey } from '../inference/row-key.js';

/** Which keys a prediction table holds. */
export type KeySpec =
  /** Every key of a bounded domain. */
  | { readonly kind: 'full' }
  /** The most requested keys of the traffic's history. */
  | { readonly kind: 'top'; readonly rows: number }
  /** The requests of a file: `.ndjson`, `.jsonl` or `.csv`. */
  | { readonly kind: 'list'; readonly file: string }
  /** Every combination of the first features, each other feature at its first value. */
  | { readonly kind: 'first'; readonly features: number };

/** As on the command line. */
export function keysText(spec: KeySpec): string {
  switch (spec.kind) {
    case 'full':
      return 'full';
    case 'top':
      return `top:${spec.rows}`;
    case 'list':
      return `list:${basename(spec.file)}`;
    case 'first':
      return `first:${spec.features}`;
  }
}

/** Under which a table is published unless it is named: `clicks-full`, `clicks-top-1000`, `clicks-list-keys`. */
export function tableName(model: string, spec: KeySpec, oov: boolean): string {
  const keys =
    spec.kind === 'list'
      ? `list-${basename(spec.file, extname(spec.file))}`
      : keysText(spec).replace(':', '-');
  return `${model}-${keys}${oov ? '-oov' : ''}`.replaceAll(/[^\w.-]+/g, '-').replace(/^[^a-z0-9]+/i, '');
}

/** The keys of a table, ascending and each of them once. */
export interface KeySet {
  readonly keys: PackedKeys;
  readonly rows: number;
  /** Where they came from, in words. */
  readonly from: string;
  /** SHA-256 (hex) of the keys: two tables with the same one hold the same keys. */
  readonly sha256: string;
}

export function keySet(keys: PackedKeys, from: string): KeySet {
  return { keys, rows: countKeys(keys), from, sha256: hashOf(keys) };
}

/** Every key of a bounded domain. @throws UserError UNBOUNDED_DOMAIN, DOMAIN_TOO_LARGE */
export function fullDomain(card: ModelCard, codec: KeyCodec): KeySet {
  const count = domainSize(card, codec);
  const range = { kind: 'range', start: 0, step: 1, count } as const;
  return keySet(range, `the full domain of ${count.toLocaleString('en')} keys`);
}

/** @throws UserError as `fullDomain`. */
export function firstFeatures(card: ModelCard, codec: KeyCodec, features: number): KeySet {
  domainSize(card, codec);
  const radixes = (codec.digits ?? []).map(({ radix }) => radix);
  const count = product(radixes.slice(0, features));
  const range = { kind: 'range', start: 0, step: product(radixes.slice(features)), count } as const;
  return keySet(range, `every combination of the first ${features} features`);
}

/** @throws UserError where it is unbounded, or beyond what can be counted. */
export function domainSize(card: ModelCard, codec: KeyCodec): number {
  const next = 'name the keys: --keys top:N or --keys list:FILE (in a scenario: keys: { top: N })';
  const { domainSize: size } = codec;
  const open = unboundedFeatures(card);
  if (open.length > 0) {
    const problem = `the domain of ${card.name} cannot be enumerated: ${open.join(', ')} has no bounds`;
    throw new UserError('UNBOUNDED_DOMAIN', problem, next);
  }
  if (size === undefined || size > Number.MAX_SAFE_INTEGER) {
    const count = size === undefined ? 'more than 2^63' : size.toPrecision(3);
    throw new UserError('DOMAIN_TOO_LARGE', `the domain of ${card.name} has ${count} keys`, next);
  }
  return size;
}

/** Sorts keys and drops repeated ones. */
export function ascendingKeys(keys: readonly RowKey[]): PackedKeys {
  const [first] = keys;
  if (first instanceof Uint8Array) return packBytes(distinctBytes(keys as readonly Uint8Array[]));
  if (typeof first === 'bigint') {
    const sorted = BigUint64Array.from(keys as readonly bigint[]).sort();
    return { kind: 'bigints', keys: sorted.filter((key, index) => key !== sorted[index - 1]) };
  }
  const sorted = Float64Array.from(keys as readonly number[]).sort();
  return { kind: 'numbers', keys: sorted.filter((key, index) => key !== sorted[index - 1]) };
}

function distinctBytes(keys: readonly Uint8Array[]): Uint8Array[] {
  const sorted = [...keys].sort((a, b) => Buffer.compare(a, b));
  return sorted.filter((key, index) => index === 0 || Buffer.compare(key, sorted[index - 1] as Uint8Array));
}

function hashOf(keys: PackedKeys): string {
  const hash = createHash('sha256').update(keys.kind);
  if (keys.kind === 'range') return hash.update(`${keys.start} ${keys.step} ${keys.count}`).digest('hex');
  if (keys.kind !== 'bytes') return hash.update(keys.keys).digest('hex');
  return hash.update(keys.ends).update(keys.bytes).digest('hex');
}

function product(factors: readonly number[]): number {
  return factors.reduce((result, factor) => result * factor, 1);
}
