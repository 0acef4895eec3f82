import { beforeAll, describe, expect, it } from 'vitest';

import type { ModelCard } from '../../../src/core/model-card.js';
import { measureCoverage } from '../../../src/precompute/coverage.js';
import type { Reader } from '../../../src/stores/prediction-store.js';
import { LOG, smallModel, trafficOf } from './small-model.js';

/** A table of these keys (10 a + 2 b + c of a request), which answers at once or later. */
function tableOf(keys: readonly number[], isAsync = false): Reader {
  const get = (key: unknown): number | undefined => (keys.includes(key as number) ? 1 : undefined);
  return {
    table: { metadata: {} } as Reader['table'],
    get: isAsync ? (key) => Promise.resolve(get(key)) : get,
    close: () => undefined,
  };
}

describe('coverage', () => {
  let card: ModelCard;
  beforeAll(async () => {
    card = await smallModel();
  });

  const REPLAY = [
    ['u', 0, 0],
    ['u', 0, 0],
    ['u', 0, 1],
    ['v', 0, 0],
    ['x', 0, 0],
    ['x', 0, 0],
    ['y', 0, 0],
    ['u', 0, 0],
  ] as const;

  it.each([false, true])(
    'is the share of requests that the table answers, both misses apart (async: %s)',
    async (isAsync) => {
      const coverage = await measureCoverage(card, LOG, trafficOf([], REPLAY), tableOf([0, 10], isAsync));
      expect(coverage).toEqual({
        requests: 4 / 8,
        newCombinations: 1 / 8,
        unseenValues: 3 / 8,
        // Keys: (u 0 0), (u 0 1), (v 0 0), and OOV, which x and y share.
        distinctKeys: 2 / 4,
        estimated: false,
      });
    },
  );

  it('is all of a model that answers whatever encodes', async () => {
    expect(await measureCoverage(card, LOG, trafficOf([], REPLAY), undefined)).toEqual({
      requests: 1,
      newCombinations: 0,
      unseenValues: 0,
      distinctKeys: 1,
      estimated: false,
    });
  });

  it('is none of an empty table', async () => {
    expect(await measureCoverage(card, LOG, trafficOf([], REPLAY), tableOf([]))).toMatchObject({
      requests: 0,
      distinctKeys: 0,
    });
  });

  it('has parts that add up', async () => {
    for (const keys of [[], [0], [0, 1, 10], [10]]) {
      const { requests, newCombinations, unseenValues } = await measureCoverage(
        card,
        LOG,
        trafficOf([], REPLAY),
        tableOf(keys),
      );
      expect(requests + newCombinations + unseenValues).toBeCloseTo(1, 12);
    }
  });

  it('stops at a request that does not fit, and names its line and feature', async () => {
    const history = [['u', 0, 0]] as const;
    const replay = [
      ['u', 0, 0],
      ['u', 0, 0],
      ['u', 0, 7],
    ] as const;
    await expect(measureCoverage(card, LOG, trafficOf(history, replay), undefined)).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
      message: expect.stringMatching(/^requests\.ndjson:4: feature "c" must be between 0 and 1, got 7/),
    });
  });
});
