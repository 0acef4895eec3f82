import { describe, expect, it } from 'vitest';

import type { Answer, Encoded, MaybePromise, Source } from '../../../../src/core/answer.js';
import { buildCachePredictor } from '../../../../src/serving/cached/cache-predictor.js';
import type { Predictor } from '../../../../src/serving/predictor.js';
import { SMALL_CARD } from '../../precompute/small-card.js';

function row(a: number): Encoded {
  return { inputs: [[a, 0, 0]], shapes: undefined, unseen: false };
}

/** A predictor that counts what it is asked for. */
function fake(answer: (encoded: Encoded) => MaybePromise<Answer>): Predictor & {
  asked: number[];
  version: string;
} {
  const subject = {
    asked: [] as number[],
    version: 'm@1',
    predict: (encoded: Encoded) => {
      subject.asked.push(encoded.inputs[0]?.[0] as number);
      return answer(encoded);
    },
    predictMany: (rows: readonly Encoded[]) => Promise.all(rows.map(subject.predict)),
    current: () => ({ model: subject.version }),
    model: () => subject.version,
    close: async () => undefined,
  };
  return subject;
}

function answerOf(encoded: Encoded, source: Source = 'model', model = 'm@1'): Answer {
  return { prediction: [[encoded.inputs[0]?.[0] as number]], source, model };
}

async function cacheOf(inner: Predictor, maxEntries = 10): Promise<Predictor> {
  return buildCachePredictor(
    { kind: 'cache', maxEntries, inner: { kind: 'constant' } },
    {
      card: SMALL_CARD,
      openTable: () => Promise.reject(new Error('no table')),
      build: async () => inner,
      openOverlay: () => Promise.reject(new Error('no overlay')),
      watchPointer: () => Promise.reject(new Error('nothing to follow')),
    },
  );
}

describe('a cache in front of a predictor', () => {
  it('keeps the answers asked for last, as many as it may', async () => {
    const inner = fake((encoded) => answerOf(encoded));
    const cache = await cacheOf(inner, 2);
    const sources = [];
    for (const a of [0, 1, 0, 2, 0, 1]) {
      const { source, prediction } = await cache.predict(row(a));
      expect(prediction).toEqual([[a]]);
      sources.push(source);
    }
    expect(sources).toEqual(['model', 'model', 'cache', 'model', 'cache', 'model']);
    expect(inner.asked).toEqual([0, 1, 2, 1]);
  });

  it('asks once for a key that many wait for, alone and in a batch', async () => {
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const inner = fake(async (encoded) => {
      await gate;
      return answerOf(encoded);
    });
    const cache = await cacheOf(inner);
    const single = [cache.predict(row(1)), cache.predict(row(1))];
    const batch = cache.predictMany([row(1), row(2), row(2)]);
    release();
    const answers = [...(await Promise.all(single)), ...(await batch)];
    expect(answers.map(({ prediction }) => prediction?.[0]?.[0])).toEqual([1, 1, 1, 2, 2]);
    expect(inner.asked).toEqual([1, 2]);
  });

  it('keeps no failure: all who waited see it, and the next one asks again', async () => {
    let failures = 1;
    const inner = fake(async (encoded) => {
      if (failures-- > 0) throw new Error('down');
      return answerOf(encoded);
    });
    const cache = await cacheOf(inner);
    const both = await Promise.allSettled([cache.predict(row(1)), cache.predict(row(1))]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await cache.predict(row(1))).toMatchObject({ source: 'model' });
  });

  it.each<Source>(['default', 'back-off'])('does not pass a %s off as a prediction', async (source) => {
    const inner = fake((encoded) => answerOf(encoded, source));
    const cache = await cacheOf(inner);
    await cache.predict(row(1));
    expect(await cache.predict(row(1))).toMatchObject({ source });
    expect(inner.asked).toEqual([1, 1]);
  });

  it('does not answer for a model that was replaced, and forgets when told to', async () => {
    const inner = fake((encoded) => answerOf(encoded, 'model', inner.version));
    const cache = await cacheOf(inner);
    await cache.predict(row(1));
    inner.version = 'm@2';
    expect(await cache.predict(row(1))).toMatchObject({ source: 'model', model: 'm@2' });
    expect(await cache.predict(row(1))).toMatchObject({ source: 'cache', model: 'm@2' });
    cache.forget?.();
    expect(await cache.predict(row(1))).toMatchObject({ source: 'model' });
  });

  it('keeps no answer that was asked for before it was emptied, and lets nobody wait for it', async () => {
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const inner = fake(async (encoded) => {
      await gate;
      return answerOf(encoded);
    });
    const cache = await cacheOf(inner);
    const before = cache.predict(row(1));
    cache.forget?.();
    const after = cache.predict(row(1));
    release();
    expect(await before).toMatchObject({ source: 'model' });
    expect(await after).toMatchObject({ source: 'model' });
    expect(inner.asked).toEqual([1, 1]);
    expect(await cache.predict(row(1))).toMatchObject({ source: 'cache' });
  });
});
