import { describe, expect, it } from 'vitest';
import {
  minimalDetectableEffect,
  noiseFloor,
  pairsToDetect,
} from '../../../src/statistics/detectable-effect.js';
import type { Pair } from '../../../src/statistics/log-ratios.js';

const pairsOf = (differences: readonly number[]): Pair[] =>
  differences.map((d) => ({ base: 100, other: 100 * Math.exp(d) }));

describe('minimalDetectableEffect', () => {
  it('is 2.8 * sd(d) / sqrt(n), as a relative change', () => {
    // sd of -0.03, 0, 0.03 is 0.03: exp(2.8 * 0.03 / sqrt(3)) - 1.
    expect(minimalDetectableEffect(pairsOf([-0.03, 0, 0.03]))).toBeCloseTo(0.0496927, 6);
    expect(minimalDetectableEffect(pairsOf([0.97, 1, 1.03]))).toBeCloseTo(0.0496927, 6);
  });

  it('is null below 3 pairs', () => {
    expect(minimalDetectableEffect(pairsOf([0.1, 0.2]))).toBeNull();
    expect(noiseFloor(pairsOf([0.1, 0.2]))).toBeNull();
  });
});

describe('noiseFloor', () => {
  it('is the detectable effect of A/A pairs', () => {
    expect(noiseFloor(pairsOf([-0.03, 0, 0.03]))).toBeCloseTo(0.0496927, 6);
  });

  it('is at least the difference that A/A pairs show, whichever way', () => {
    expect(noiseFloor(pairsOf([0.19, 0.2, 0.21]))).toBeCloseTo(Math.expm1(0.2), 10);
    expect(noiseFloor(pairsOf([-0.19, -0.2, -0.21]))).toBeCloseTo(Math.expm1(0.2), 10);
  });
});

describe('pairsToDetect', () => {
  it('solves the formula for n', () => {
    // (2.8 * 0.1 / ln 1.05)^2 = 32.9
    expect(pairsToDetect(0.1, 0.05)).toBe(33);
    expect(pairsToDetect(0.001, 0.05)).toBe(3);
    const effect = minimalDetectableEffect(pairsOf([-0.2, 0.2, -0.2, 0.2, 0, 0.1, -0.1])) ?? Number.NaN;
    const sd = Math.sqrt((4 * 0.04 + 2 * 0.01) / 6);
    expect(pairsToDetect(sd, effect * 1.0001)).toBe(7);
  });

  it('refuses an effect of nothing', () => {
    expect(() => pairsToDetect(0.1, 0)).toThrow(RangeError);
  });
});
