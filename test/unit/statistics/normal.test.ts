import { describe, expect, it } from 'vitest';
import { normalCdf, normalQuantile } from '../../../src/statistics/normal.js';

describe('normalCdf', () => {
  // scipy 1.10.1, special.ndtr; -3 and 3 are where the method changes
  it.each([
    [-37, 5.7255712225239266e-300],
    [-8, 6.22096057427174e-16],
    [-3.5, 0.00023262907903552502],
    [-3, 0.0013498980316300933],
    [-2.9, 0.0018658133003840375],
    [-1.96, 0.024997895148220435],
    [-0.5, 0.3085375387259869],
    [0, 0.5],
    [0.1, 0.539827837277029],
    [2.999, 0.9986456634662729],
    [3.001, 0.998654527174915],
    [6, 0.9999999990134123],
  ])('of %d is %d', (z, expected) => {
    expect(Math.abs(normalCdf(z) / expected - 1)).toBeLessThan(3e-13);
  });
});

describe('normalQuantile', () => {
  // scipy 1.10.1, special.ndtri; 0.075 is where the central fit ends, 1.4e-11 where the far tail begins
  it.each([
    [1e-300, -37.0470962993612],
    [1e-20, -9.262340089798409],
    [1e-10, -6.361340902404056],
    [0.001, -3.090232306167813],
    [0.025, -1.9599639845400545],
    [0.0749, -1.4402382675279635],
    [0.0751, -1.4388253927525403],
    [0.3, -0.5244005127080409],
    [0.8, 0.8416212335729143],
    [0.9999, 3.719016485455709],
  ])('of %d is %d', (p, expected) => {
    expect(Math.abs(normalQuantile(p) / expected - 1)).toBeLessThan(1e-14);
  });

  it('is 0 in the middle and infinite at the ends', () => {
    expect(normalQuantile(0.5)).toBe(0);
    expect(normalQuantile(0)).toBe(-Infinity);
    expect(normalQuantile(1)).toBe(Infinity);
  });

  it.each([-0.1, 1.1, Number.NaN])('refuses %d', (p) => {
    expect(() => normalQuantile(p)).toThrow(RangeError);
  });
});
