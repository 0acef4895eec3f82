import { createHash } from 'node:crypto';

import type { ModelCard } from '../core/model-card.js';
import { encoderSha256 } from '../inference/encoder-hash.js';
import { keysText, type KeySet, type KeySpec } from './key-set.js';

/** What a table says of itself: every reader of it must know, and a refresh decides by it. */
export interface TableIdentity {
  readonly model: string;
  readonly modelSha256: string;
  readonly encoderSha256: string;
  /** As on the command line. */
  readonly keys: string;
  readonly keysFrom: string;
  readonly keysSha256: string;
  /** `true` where values outside the vocabulary have rows. */
  readonly oov: string;
}

export type Metadata = Readonly<Record<string, string>>;

export function tableIdentity(
  card: ModelCard,
  set: KeySet,
  keys: KeySpec,
  oov: boolean,
): TableIdentity & Metadata {
  return {
    model: card.name,
    modelSha256: card.sha256,
    encoderSha256: encoderSha256(card, { oov }),
    keys: keysText(keys),
    keysFrom: set.from,
    keysSha256: set.sha256,
    oov: String(oov),
  };
}

/** Whether two tables give the same value for the same key. */
export function hasSameValues(a: Metadata, b: Metadata): boolean {
  return a['modelSha256'] === b['modelSha256'] && a['encoderSha256'] === b['encoderSha256'];
}

/** Whether two tables are the same table. */
export function isSameTable(a: Metadata, b: Metadata): boolean {
  return hasSameValues(a, b) && a['keysSha256'] === b['keysSha256'];
}

/** Hash of all that the values of a job depend on, and their order: what a finished shard is good for. */
export function jobHash(card: ModelCard, set: KeySet, oov: boolean): string {
  const parts = [card.sha256, encoderSha256(card, { oov }), set.sha256];
  return createHash('sha256').update(parts.join(' ')).digest('hex').slice(0, 16);
}
