import { describe, expect, it } from 'vitest';

import { DRILL_IDS, drillsNamed } from '../../../src/bench/drill/drills.js';
import { drillOrder } from '../../../src/terminal/drill-order.js';

const FLAGS = {
  rate: '200',
  duration: '12s',
  timeout: '1s',
  'restart-after': '1s',
  hang: '2s',
  overload: '2',
};

describe('the flags of a drill', () => {
  it('are read with their units', () => {
    expect(drillOrder({ ...FLAGS, timeout: '500ms' }, DRILL_IDS)).toEqual({
      rate: 200,
      durationMs: 12_000,
      timeoutMs: 500,
      restartAfterMs: 1000,
      hangMs: 2000,
      overload: 2,
    });
  });

  it.each([
    [{ rate: 'many' }, '--rate many: expected a number'],
    [{ rate: '' }, '--rate : expected a number'],
    [{ rate: '0' }, '--rate 0'],
    [{ rate: '1e9' }, '--rate 1e9'],
    [{ overload: '1' }, '--overload 1'],
    [{ duration: '200ms' }, '--duration 200ms: expected at least 1s'],
    [{ timeout: '5' }, '--timeout: "5" has no unit'],
    [{ hang: '9s' }, '--hang 9s: does not fit into the 9s of the load after the event'],
    [{ 'restart-after': '1m' }, '--restart-after 1m: does not fit'],
  ])('%j is refused', (changed, message) => {
    expect(() => drillOrder({ ...FLAGS, ...changed }, DRILL_IDS)).toThrow(message);
  });

  it('are not held against drills that nobody asked for', () => {
    const short = { ...FLAGS, duration: '2s' };
    expect(drillOrder(short, ['kill']).durationMs).toBe(2000);
    expect(() => drillOrder(short, ['hang'])).toThrow('--hang');
  });
});

describe('drills by name', () => {
  it('come in the order in which they were named, each once', () => {
    expect(drillsNamed('hang, kill,hang').map(({ id }) => id)).toEqual(['hang', 'kill']);
  });

  it('are suggested where one is misspelt, and listed where none was named', () => {
    expect(() => drillsNamed('kil')).toThrow('there is no drill "kil" (did you mean "kill"?)');
    expect(() => drillsNamed(undefined)).toThrow('a drill needs to know what happens');
  });
});
