import { beforeAll, describe, expect, it } from 'vitest';

import type { ModelCard } from '../../../src/core/model-card.js';
import { cardOfBareModel } from '../../../src/inference/bare-model.js';
import { createKeyCodec } from '../../../src/inference/row-key.js';
import { fullDomain, rankedKeys } from '../../../src/precompute/key-set.js';
import { fixtureModel } from '../../fixture-models.js';
import { smallModel, trafficOf } from './small-model.js';

describe('the keys of a table', () => {
  let card: ModelCard;
  beforeAll(async () => {
    card = await smallModel();
  });

  /** The number of a request: 10 a + 2 b + c. */
  const ranked = async (rows: number, ...traffic: Parameters<typeof trafficOf>): Promise<unknown[]> => [
    ...(await rankedKeys(card, createKeyCodec(card), trafficOf(...traffic), rows)).keys,
  ];

  it('are the most requested of the history, in the order of the keys', async () => {
    const history = [
      ['w', 4, 1],
      ['u', 0, 1],
      ['w', 4, 1],
      ['v', 2, 0],
      ['u', 0, 1],
      ['w', 4, 1],
    ] as const;
    expect(await ranked(1, history, [])).toEqual([29]);
    expect(await ranked(2, history, [])).toEqual([1, 29]);
    expect(await ranked(10, history, [])).toEqual([1, 14, 29]);
  });

  it('are never ranked on what is replayed', async () => {
    const replay = Array.from({ length: 50 }, () => ['w', 4, 1] as const);
    expect(await ranked(1, [['u', 0, 0]], replay)).toEqual([0]);
    expect(await ranked(5, [], replay)).toEqual([]);
  });

  it('are the same wherever ties stand in the history', async () => {
    const history = [
      ['w', 0, 0],
      ['v', 0, 0],
      ['u', 0, 0],
      ['u', 1, 0],
    ] as const;
    expect(await ranked(2, history, [])).toEqual(await ranked(2, history.toReversed(), []));
  });

  it('have no value outside the vocabulary, and a request that does not fit is none', async () => {
    const history = [
      ['x', 0, 0],
      ['x', 0, 0],
      ['u', 9, 0],
      ['u', 'many', 0],
      ['u', undefined, 0],
      ['v', 0, 0],
    ] as const;
    expect(await ranked(10, history, [])).toEqual([10]);
  });

  it('say where they came from', async () => {
    const traffic = trafficOf(
      [
        ['u', 0, 0],
        ['v', 0, 0],
      ],
      [],
    );
    const { from } = await rankedKeys(card, createKeyCodec(card), traffic, 1);
    expect(from).toBe('the 1 most requested keys of the history: a test');
    expect(fullDomain(card, createKeyCodec(card)).from).toBe('the full domain of 30 keys');
  });

  it('are the whole domain where it is bounded', () => {
    const { keys } = fullDomain(card, createKeyCodec(card));
    expect([...keys]).toEqual(Array.from({ length: 30 }, (_, key) => key));
  });

  it('cannot be the whole domain where it is not, which names the feature', async () => {
    const bare = await cardOfBareModel(fixtureModel('score'));
    expect(() => fullDomain(bare, createKeyCodec(bare))).toThrow(
      expect.objectContaining({ code: 'UNBOUNDED_DOMAIN', message: expect.stringContaining('x (tensor)') }),
    );
  });

  it('of bytes are counted by their content', async () => {
    const bare = await cardOfBareModel(fixtureModel('score'));
    const codec = createKeyCodec(bare);
    const rows = [
      [1, 2, 3],
      [4, 5, 6],
      [1, 2, 3],
    ].map((x) => ({ request: { x } }));
    const traffic = {
      ...trafficOf([], []),
      history: async function* () {
        yield rows;
      },
    };
    const { keys } = await rankedKeys(bare, codec, traffic, 1);
    expect([...keys].map((key) => codec.encodedOf(key).inputs)).toEqual([[[1, 2, 3]]]);
  });
});
