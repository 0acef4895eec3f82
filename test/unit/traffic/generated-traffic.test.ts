import { describe, expect, test } from 'vitest';

import type { RandomTraffic, ZipfTraffic } from '../../../src/core/traffic-spec.js';
import { createGeneratedTraffic } from '../../../src/traffic/generated-traffic.js';
import { cardOf, category, collect, lengthsOf, requestsOf, words } from './cards.js';

const card = cardOf([
  category('site', words(20, 's'), 20),
  category('hour', words(24)),
  category('ad', words(500, 'ad'), 500),
]);
const zipf = (changes: Partial<ZipfTraffic> = {}): ZipfTraffic => ({
  kind: 'zipf',
  skew: 0.99,
  requests: 5000,
  history: 3000,
  unseen: 0,
  ...changes,
});
const random: RandomTraffic = { kind: 'random', requests: 5000, history: 10, unseen: 0 };
const isUnseen = (request: object): boolean => /new-/.test(JSON.stringify(request));
const countsOf = (requests: readonly object[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const request of requests) {
    const key = JSON.stringify(request);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
};
const most = (requests: readonly object[], count: number): string[] =>
  [...countsOf(requests)]
    .sort((a, b) => b[1] - a[1])
    .slice(0, count)
    .map(([key]) => key);

describe.each([zipf({ unseen: 0.1 }), { ...random, unseen: 0.1 }])('$kind', (spec) => {
  test('has the lengths it states, in batches of at most 1000', async () => {
    const traffic = createGeneratedTraffic(spec, card, 1);
    expect([traffic.historyLength, traffic.replayLength]).toEqual([spec.history, spec.requests]);
    expect(await lengthsOf(traffic)).toEqual([spec.history, spec.requests]);
    for await (const batch of traffic.replay()) expect(batch.length).toBeLessThanOrEqual(1000);
  });

  test('replay(from) is the end of replay()', async () => {
    const traffic = createGeneratedTraffic(spec, card, 1);
    const whole = await collect(traffic.replay());
    for (const from of [0, 1, 999, 1000, 4321, 4999, 5000, 6000]) {
      expect(await collect(traffic.replay(from))).toEqual(whole.slice(from));
    }
  });

  test('is the same for the same seed, and another for another', async () => {
    const replay = await collect(createGeneratedTraffic(spec, card, 1).replay());
    expect(await collect(createGeneratedTraffic(spec, card, 1).replay())).toEqual(replay);
    expect(await collect(createGeneratedTraffic(spec, card, 2).replay())).not.toEqual(replay);
  });
});

describe('Zipf traffic', () => {
  test('history and replay are different draws of the same popularity', async () => {
    const traffic = createGeneratedTraffic(zipf({ skew: 1.2, requests: 20_000, history: 20_000 }), card, 1);
    const history = await requestsOf(traffic.history());
    const replay = await requestsOf(traffic.replay());
    expect(history).not.toEqual(replay);
    expect(most(history, 3)).toEqual(most(replay, 3));
  });

  test('the most popular request has the share that the skew gives it', async () => {
    const requests = await requestsOf(createGeneratedTraffic(zipf({ requests: 40_000 }), card, 1).replay());
    let sum = 0;
    for (let rank = 1; rank <= 20 * 24 * 500; rank++) sum += rank ** -0.99;
    const [top] = [...countsOf(requests).values()].sort((a, b) => b - a);
    expect((top as number) / 40_000 / (1 / sum)).toBeCloseTo(1, 1);
  });

  test('is what it was: a change here changes every recorded result', async () => {
    const traffic = createGeneratedTraffic(zipf({ unseen: 0.3 }), card, 42);
    const replay = await requestsOf(traffic.replay(4994));
    expect(replay.map((request) => JSON.stringify(request))).toMatchInlineSnapshot(`
      [
        "{"site":"s6","hour":23,"ad":"new-551"}",
        "{"site":"s4","hour":4,"ad":"ad219"}",
        "{"site":"s10","hour":18,"ad":"ad274"}",
        "{"site":"s3","hour":0,"ad":"ad350"}",
        "{"site":"s9","hour":12,"ad":"ad33"}",
        "{"site":"s9","hour":12,"ad":"ad33"}",
      ]
    `);
    const history = await requestsOf(traffic.history());
    expect(JSON.stringify(history[0])).toMatchInlineSnapshot(`"{"site":"s9","hour":12,"ad":"ad33"}"`);
  });

  test('says where it comes from', () => {
    expect(createGeneratedTraffic(zipf({ unseen: 0.05 }), card, 7).origin).toMatchInlineSnapshot(
      `"5,000 requests drawn from a Zipf distribution of skew 0.99 over 240,000 different requests, 5% with an unseen value (seed 7); history: 3,000 requests of another stream before it"`,
    );
    expect(createGeneratedTraffic(zipf({ history: 0 }), card, 7).origin).toMatch(/history: none$/);
  });
});

describe('unseen', () => {
  test('is the share of requests that carry a new value', async () => {
    const requests = await requestsOf(
      createGeneratedTraffic(zipf({ requests: 20_000, unseen: 0.2 }), card, 1).replay(),
    );
    expect(requests.filter(isUnseen).length / 20_000).toBeCloseTo(0.2, 1);
  });

  test('changes nothing else, and a larger share holds the smaller one', async () => {
    const [none, some, many] = await Promise.all(
      [0, 0.05, 0.5].map((unseen) => requestsOf(createGeneratedTraffic(zipf({ unseen }), card, 1).replay())),
    );
    for (const [index, request] of (some ?? []).entries()) {
      expect(request).toEqual(isUnseen(request) ? many?.[index] : none?.[index]);
    }
    expect(some?.filter(isUnseen).length).toBeGreaterThan(0);
  });

  test('of 1 makes every request unseen', async () => {
    const requests = await requestsOf(createGeneratedTraffic({ ...random, unseen: 1 }, card, 1).replay());
    expect(requests.every(isUnseen)).toBe(true);
  });
});

describe('random traffic', () => {
  test('is uniform over every feature', async () => {
    const requests = await requestsOf(
      createGeneratedTraffic({ ...random, requests: 24_000 }, card, 1).replay(),
    );
    const hours = countsOf(requests.map(({ hour }) => ({ hour })));
    expect(hours.size).toBe(24);
    for (const count of hours.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });

  test('of tensors keeps its batches small', async () => {
    const image = cardOf(
      [{ name: 'image', type: 'tensor', input: 'image', shape: [3, 64, 64] }],
      [{ name: 'image', type: 'float32', shape: ['batch', 3, 64, 64] }],
    );
    const traffic = createGeneratedTraffic({ ...random, requests: 20 }, image, 1);
    const batches: number[] = [];
    for await (const batch of traffic.replay()) batches.push(batch.length);
    expect(batches).toEqual([8, 8, 4]);
  });
});
