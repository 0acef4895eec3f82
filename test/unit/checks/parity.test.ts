import { afterEach, describe, expect, it } from 'vitest';

import { createClient } from '../../../src/checks/client.js';
import { checkParity, differenceOf } from '../../../src/checks/parity.js';
import { answeringServer, MISS, type AnswerOf } from './answering-server.js';

describe('the difference of two predictions', () => {
  it.each<[unknown, unknown, number]>([
    [0.1, 0.1, 0],
    [1, 1.5, 0.5],
    [-1, 1, 2],
    [[1, 2, 3], [1, 2.25, 3], 0.25],
    [{ a: [1], b: 2 }, { b: 2.5, a: [1] }, 0.5],
    ['a', 'a', 0],
    [true, true, 0],
    [null, null, 0],
    ['a', 'b', Infinity],
    [1, null, Infinity],
    [1, '1', Infinity],
    [true, 1, Infinity],
    [[1, 2], [1], Infinity],
    [[1], { 0: 1 }, Infinity],
    [{ a: 1 }, { b: 1 }, Infinity],
    [1, undefined, Infinity],
  ])('%j and %j is %d', (left, right, difference) => {
    expect(differenceOf(left, right)).toBe(difference);
    expect(differenceOf(right, left)).toBe(difference);
  });
});

describe('parity', () => {
  let close: (() => Promise<void>) | undefined;
  afterEach(() => close?.());

  const check = async (answerOf: AnswerOf, tolerance = 0) => {
    const server = await answeringServer(answerOf);
    ({ close } = server);
    const rows = [1, 2, 3, 4].map((n) => ({ request: { n }, prediction: String(n / 10) }));
    return checkParity(createClient({ url: server.url }), rows, tolerance);
  };
  const answer = (prediction: unknown, source = 'model') => ({ source, body: { prediction, source } });

  it('is every row, bit by bit', async () => {
    expect(await check(({ n }) => answer(Number(n) / 10))).toEqual({
      checked: 4,
      mismatches: 0,
      maxAbsDiff: 0,
      tolerance: 0,
    });
  });

  it('counts what differs, however little, and by how much', async () => {
    const off = await check(({ n }) => answer(n === 2 ? 0.2 + 2 ** -52 : n === 3 ? 0.5 : Number(n) / 10));
    expect(off).toEqual({ checked: 4, mismatches: 2, maxAbsDiff: expect.closeTo(0.2, 9), tolerance: 0 });
  });

  it('allows what it is told to allow', async () => {
    expect(await check(({ n }) => answer(Number(n) / 10 + 1e-7), 1e-6)).toMatchObject({ mismatches: 0 });
    expect(await check(({ n }) => answer(Number(n) / 10 + 1e-5), 1e-6)).toMatchObject({ mismatches: 4 });
  });

  it('counts another shape as a mismatch that has no distance', async () => {
    expect(await check(() => answer([0.1]))).toMatchObject({ mismatches: 4, maxAbsDiff: 0 });
    expect(await check(() => answer(null))).toMatchObject({ mismatches: 4 });
  });

  it('leaves out what is no prediction of the model: misses and defaults', async () => {
    expect(await check(({ n }) => (n === 1 ? MISS : answer(0, 'default')))).toMatchObject({
      checked: 0,
      mismatches: 0,
    });
    expect(await check(({ n }) => answer(Number(n) / 10, 'table'))).toMatchObject({ checked: 4 });
  });

  it('fails where the application does', async () => {
    await expect(check(() => ({ status: 500, body: 'no' }))).rejects.toMatchObject({
      name: 'DeploymentError',
      message: expect.stringContaining('500'),
    });
    await expect(check(() => ({ status: 404, body: 'not found' }))).rejects.toMatchObject({
      code: 'WRONG_ANSWER',
    });
  });
});
