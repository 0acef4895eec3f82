import { LRUCache } from 'lru-cache';

import { ANSWERED_SOURCES, type Answer, type Encoded, type MaybePromise } from '../../core/answer.js';
import type { Span } from '../../core/time-split.js';
import { createKeyCodec, keyId, type KeyId } from '../../inference/row-key.js';
import type { BuildPredictor } from '../predictor.js';

/**
 * The answers asked for last. Requests for a key that is being asked for wait for that answer. Only real predictions
 * are kept: no failure, no miss, no default; none of a model that the inner predictor has moved on from, and none that
 * was asked for before the cache was emptied.
 */
export const buildCachePredictor: BuildPredictor<'cache'> = async (spec, { card, build }) => {
  const inner = await build(spec.inner);
  // OOV indexes are digits, too: every request has a key.
  const codec = createKeyCodec(card, { oov: true });
  const answers = new LRUCache<KeyId, Answer>({ max: spec.maxEntries });
  const asked = new Map<KeyId, Promise<Answer>>();
  /** How often it was emptied. */
  let generation = 0;

  const keyOf = (encoded: Encoded): KeyId => {
    const key = codec.keyOf(encoded);
    if (key === undefined) throw new TypeError('a request has no key');
    return keyId(key);
  };
  /** @returns undefined where it must be asked for. */
  const kept = (key: KeyId): Answer | undefined => {
    const answer = answers.get(key);
    return answer && answer.model === inner.model() ? answer : undefined;
  };
  const keep = (key: KeyId, answer: Answer): Answer => {
    const { prediction, source } = answer;
    if (prediction !== undefined && ANSWERED_SOURCES.some((real) => real === source)) {
      const model = answer.model ?? inner.model();
      answers.set(key, { prediction, source: 'cache', model });
    }
    return answer;
  };
  const wait = (key: KeyId, coming: Promise<Answer>): Promise<Answer> => {
    const since = generation;
    const answer = coming.then(
      (settled) => {
        if (since !== generation) return settled;
        asked.delete(key);
        return keep(key, settled);
      },
      (error: unknown) => {
        if (since === generation) asked.delete(key);
        throw error;
      },
    );
    asked.set(key, answer);
    return answer;
  };
  const ask = (key: KeyId, encoded: Encoded, span?: Span): MaybePromise<Answer> => {
    const coming = asked.get(key);
    if (coming) return coming;
    const answer = inner.predict(encoded, span);
    return answer instanceof Promise ? wait(key, answer) : keep(key, answer);
  };
  /** Each key once, in one step of the inner predictor. */
  const askMany = (rows: ReadonlyMap<KeyId, Encoded>): void => {
    const all = Promise.resolve(inner.predictMany([...rows.values()]));
    for (const [index, key] of [...rows.keys()].entries()) {
      const one = all.then((found) => found[index] as Answer);
      // Whoever asked for it sees the failure.
      wait(key, one).catch(() => undefined);
    }
  };

  return {
    predict: (encoded, span) => {
      const key = keyOf(encoded);
      return kept(key) ?? ask(key, encoded, span);
    },
    predictMany: (rows) => {
      const keys = rows.map(keyOf);
      const missing = new Map<KeyId, Encoded>();
      const found = keys.map((key, index) => {
        const answer = kept(key) ?? asked.get(key);
        if (!answer) missing.set(key, rows[index] as Encoded);
        return answer;
      });
      if (missing.size > 0) askMany(missing);
      return Promise.all(found.map((answer, index) => answer ?? asked.get(keys[index] as KeyId)) as Answer[]);
    },
    current: inner.current,
    model: inner.model,
    metrics: () => [
      '# HELP servebench_cache_entries Answers in the cache.',
      '# TYPE servebench_cache_entries gauge',
      `servebench_cache_entries ${answers.size}`,
      ...(inner.metrics?.() ?? []),
    ],
    ...(inner.notes ? { notes: inner.notes } : {}),
    forget: () => {
      generation++;
      answers.clear();
      asked.clear();
      inner.forget?.();
    },
    close: inner.close,
  };
};
