import fc from 'fast-check';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, test } from 'vitest';

import type { Feature, ModelCard } from '../../../src/core/model-card.js';
import { countKeys, keyAt, type PackedKeys } from '../../../src/inference/packed-keys.js';
import { createKeyCodec, type RowKey } from '../../../src/inference/row-key.js';
import {
  ascendingKeys,
  firstFeatures,
  fullDomain,
  keySet,
  tableName,
} from '../../../src/precompute/key-set.js';
import { listedKeys } from '../../../src/precompute/listed-keys.js';
import { rankedKeys } from '../../../src/precompute/ranked-keys.js';
import { SMALL_CARD, trafficOf } from './small-card.js';

const codec = createKeyCodec(SMALL_CARD);

function unpack(keys: PackedKeys): RowKey[] {
  return Array.from({ length: countKeys(keys) }, (_, index) => keyAt(keys, index));
}

/** The number of a request: 10 a + 2 b + c. */
async function ranked(rows: number, ...traffic: Parameters<typeof trafficOf>): Promise<RowKey[]> {
  return unpack((await rankedKeys(SMALL_CARD, codec, trafficOf(...traffic), rows)).keys);
}

describe('the most requested keys', () => {
  it('are those of the history, in the order of the keys', async () => {
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

  it('of bytes are counted by their content', async () => {
    const bare: ModelCard = {
      ...SMALL_CARD,
      inputs: [{ name: 'x', type: 'float32', shape: ['batch', 3] }],
      features: [{ name: 'x', type: 'tensor', input: 'x', shape: [3] }],
    };
    const ofBytes = createKeyCodec(bare);
    const rows = [
      [1, 2, 3],
      [4, 5, 6],
      [1, 2, 3],
    ].map((x) => ({ request: { x } }));
    const history = async function* () {
      yield rows;
    };
    const { keys } = await rankedKeys(bare, ofBytes, { ...trafficOf([], []), history }, 1);
    expect(unpack(keys).map((key) => ofBytes.encodedOf(key).inputs)).toEqual([[[1, 2, 3]]]);
  });

  it('have no value outside the vocabulary unless asked, and a request that does not fit is none', async () => {
    const history = [
      ['x', 0, 0],
      ['y', 0, 0],
      ['u', 9, 0],
      ['u', undefined, 0],
      ['v', 0, 0],
    ] as const;
    expect(await ranked(10, history, [])).toEqual([10]);
    const withOov = createKeyCodec(SMALL_CARD, { oov: true });
    const { keys, from } = await rankedKeys(SMALL_CARD, withOov, trafficOf(history, []), 10);
    expect(unpack(keys)).toEqual([10, 30]);
    expect(from).toBe('the 2 most requested keys of the history: a test');
  });
});

describe('a domain', () => {
  it('is every key, and without OOV values also where their code lies within the vocabulary', () => {
    expect(unpack(fullDomain(SMALL_CARD, codec).keys)).toEqual(Array.from({ length: 30 }, (_, key) => key));
    const within: ModelCard = {
      ...SMALL_CARD,
      inputs: [{ name: 'x', type: 'int64', shape: ['batch', 1] }],
      features: [
        {
          name: 'a',
          type: 'categorical',
          input: 'x',
          column: 0,
          vocabulary: ['u', '<unknown>', 'v', 'w'],
          oov: 1,
        },
      ],
    };
    for (const [oov, codes] of [
      [false, [0, 2, 3]],
      [true, [0, 1, 2, 3]],
    ] as const) {
      const ofCard = createKeyCodec(within, { oov });
      const keys = unpack(fullDomain(within, ofCard).keys);
      expect(keys.map((key) => ofCard.encodedOf(key).inputs[0]?.[0])).toEqual(codes);
      for (const key of keys) expect(ofCard.keyOf(ofCard.encodedOf(key))).toBe(key);
    }
  });

  it('of the first features has the others at their first value', () => {
    const { keys, rows } = firstFeatures(SMALL_CARD, codec, 2);
    expect(rows).toBe(15);
    expect(unpack(keys).map((key) => codec.encodedOf(key).inputs[0]?.[2])).toEqual(Array(15).fill(0));
    expect(new Set(unpack(keys)).size).toBe(15);
  });

  it('without bounds is refused with the feature, one beyond counting with its size', () => {
    const feature = { name: 'score', type: 'number', input: 'x', column: 0 } as const;
    const open: ModelCard = { ...SMALL_CARD, features: [feature] };
    expect(() => fullDomain(open, createKeyCodec(open))).toThrow(
      expect.objectContaining({
        code: 'UNBOUNDED_DOMAIN',
        message: expect.stringContaining('score (number)'),
      }),
    );
    const wide = (name: string, column: number): Feature => {
      return { name, type: 'integer', input: 'x', column, min: 0, max: 2 ** 30 - 1 };
    };
    const huge: ModelCard = { ...SMALL_CARD, features: [wide('b', 0), wide('c', 1)] };
    expect(() => fullDomain(huge, createKeyCodec(huge))).toThrow(
      expect.objectContaining({ code: 'DOMAIN_TOO_LARGE', message: expect.stringContaining('1.15e+18') }),
    );
  });
});

describe('sets of keys', () => {
  test('property: are ascending, each key once, and are told apart by their hash', () => {
    const lists = fc.oneof(
      fc.array(fc.nat(20)),
      fc.array(fc.bigInt({ min: 2n ** 60n, max: 2n ** 60n + 20n })),
      fc.array(fc.uint8Array({ maxLength: 2, max: 3 })),
    );
    const text = (key: RowKey): string => (key instanceof Uint8Array ? key.join('.') : String(key));
    fc.assert(
      fc.property(lists, (list: RowKey[]) => {
        const set = keySet(ascendingKeys(list), 'a test');
        const keys = unpack(set.keys);
        expect(new Set(keys.map(text))).toEqual(new Set(list.map(text)));
        expect(set.rows).toBe(new Set(list.map(text)).size);
        for (const [index, key] of keys.slice(1).entries()) {
          const before = keys[index] as RowKey;
          const order =
            key instanceof Uint8Array
              ? Buffer.compare(before as Uint8Array, key)
              : Number((before as number) >= (key as number)) * 2 - 1;
          expect(order).toBe(-1);
        }
        expect(keySet(ascendingKeys(list.toReversed()), '').sha256).toBe(set.sha256);
        if (keys.length > 1) expect(keySet(ascendingKeys(keys.slice(1)), '').sha256).not.toBe(set.sha256);
      }),
    );
  });

  it('have a name that a table can have', () => {
    expect(tableName('clicks', { kind: 'full' }, false)).toBe('clicks-full');
    expect(tableName('clicks', { kind: 'top', rows: 1000 }, true)).toBe('clicks-top-1000-oov');
    expect(tableName('my model/2', { kind: 'list', file: '/a/v i p.ndjson' }, false)).toBe(
      'my-model-2-list-v-i-p',
    );
  });
});

describe('a list of keys', () => {
  const folder = mkdtempSync(join(tmpdir(), 'servebench-list-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const list = (name: string, text: string): string => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  };

  it('is read from NDJSON and CSV, repeated keys once, other fields ignored', async () => {
    const ndjson = list(
      'keys.ndjson',
      '{"a":"w","b":4,"c":1,"label":0}\n\n{"a":"u","b":0,"c":0}\n{"c":1,"b":4,"a":"w"}\n',
    );
    const csv = list('keys.csv', 'c,a,b\n1,w,4\n0,u,0\n');
    for (const file of [ndjson, csv]) {
      const { keys, from } = await listedKeys(SMALL_CARD, codec, file);
      expect(unpack(keys)).toEqual([0, 29]);
      expect(from).toMatch(/^the 2 keys of keys\./);
    }
  });

  it('is refused with all of its first mistakes, each with its line', async () => {
    const bad = Array.from({ length: 30 }, () => '{"a":"x","b":0,"c":0}');
    const file = list('bad.ndjson', ['{"a":"u","b":0,"c":0}', '{"a":"u","b":7,"c":0}', ...bad].join('\n'));
    const error = await listedKeys(SMALL_CARD, codec, file).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'KEY_LIST_INVALID' });
    const { message } = error as Error;
    expect(message).toContain('bad.ndjson:2: feature "b" must be between 0 and 4, got 7');
    expect(message).toContain('bad.ndjson:3: feature "a" has no value "x"');
    expect(message.split('\n')).toHaveLength(21);
    expect(
      await listedKeys(
        SMALL_CARD,
        createKeyCodec(SMALL_CARD, { oov: true }),
        list('oov.ndjson', bad.join('\n')),
      ),
    ).toMatchObject({ rows: 1 });
    await expect(listedKeys(SMALL_CARD, codec, list('empty.ndjson', '\n'))).rejects.toMatchObject({
      code: 'KEY_LIST_EMPTY',
    });
  });
});
