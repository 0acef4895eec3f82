import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatDurationMs,
  readBytes,
  readDurationMs,
  readDurationUs,
  readShare,
} from '../../../src/scenario/units.js';

describe('readDurationMs', () => {
  it.each([
    ['1500ms', 1500],
    ['5s', 5000],
    ['1.5s', 1500],
    ['2m', 120_000],
    ['1h', 3_600_000],
    ['500us', 0.5],
    ['500µs', 0.5],
    ['20 ms', 20],
  ])('reads %s', (text, durationMs) => {
    expect(readDurationMs(text)).toEqual({ value: durationMs });
  });

  it.each([
    [5, '5 has no unit; expected a duration such as 500ms, 5s or 2m'],
    ['5', '"5" has no unit; expected a duration such as 500ms, 5s or 2m'],
    ['5sec', 'unknown unit in "5sec"; expected a duration such as 500ms, 5s or 2m (units: us, ms, s, m, h)'],
    ['0s', 'expected a duration of more than 0, got "0s"'],
    ['25h', 'expected at most 24h, got "25h"'],
    ['-5s', 'expected a duration such as 500ms, 5s or 2m, got "-5s"'],
    ['fast', 'expected a duration such as 500ms, 5s or 2m, got "fast"'],
    [null, 'expected a duration such as 500ms, 5s or 2m, got null'],
    [undefined, 'missing; expected a duration such as 500ms, 5s or 2m'],
  ])('refuses %j', (raw, problem) => {
    expect(readDurationMs(raw)).toEqual({ problem });
  });

  it('reads back what formatDurationMs writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 86_400_000 }), (durationMs) => {
        expect(readDurationMs(formatDurationMs(durationMs))).toEqual({ value: durationMs });
      }),
    );
    expect([formatDurationMs(5000), formatDurationMs(1500)]).toEqual(['5s', '1500ms']);
  });
});

it('readDurationUs is exact where the factor is not', () => {
  expect(readDurationUs('1.1ms')).toEqual({ value: 1100 });
});

describe('readShare', () => {
  it.each([
    [0, 0],
    [1, 1],
    [0.05, 0.05],
    ['5%', 0.05],
    ['0.1%', 0.001],
    ['100%', 1],
  ])('reads %s', (raw, value) => {
    expect(readShare(raw)).toEqual({ value });
  });

  it.each([
    [5, 'expected a share from 0 to 1, got 5 (for 5 percent write 5%)'],
    [-0.1, 'expected a share from 0 to 1, got -0.1'],
    [1000, 'expected a share from 0 to 1, got 1000'],
    [Number.NaN, 'expected a share from 0 to 1, got NaN'],
    ['101%', 'expected at most 100%, got "101%"'],
    ['half', 'expected a share from 0 to 1 such as 0.05, or a percentage such as 5%, got "half"'],
    [undefined, 'missing; expected a share from 0 to 1 such as 0.05, or a percentage such as 5%'],
  ])('refuses %s', (raw, problem) => {
    expect(readShare(raw)).toEqual({ problem });
  });
});

describe('readBytes', () => {
  it.each([
    [4096, 4096],
    ['1kB', 1000],
    ['500MB', 500_000_000],
    ['1.5 GiB', 1_610_612_736],
    ['2tib', 2_199_023_255_552],
  ])('reads %s', (raw, value) => {
    expect(readBytes(raw)).toEqual({ value });
  });

  it.each(['0B', '1 furlong', -1, '1e400GB', null])('refuses %s', (raw) => {
    expect(readBytes(raw)).toHaveProperty(
      'problem',
      expect.stringMatching(/^expected a size in bytes such as 500MB/),
    );
  });
});
