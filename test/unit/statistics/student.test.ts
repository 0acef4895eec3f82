import { describe, expect, it } from 'vitest';
import { mean, standardDeviation } from '../../../src/statistics/describe.js';
import { studentCdf, studentQuantile } from '../../../src/statistics/student.js';

describe('studentCdf', () => {
  // scipy 1.10.1, stats.t.cdf
  it.each([
    [-4.0621, 9, 0.001416503920195079],
    [-1, 1, 0.25],
    [2.5, 3, 0.9561466764959673],
    [0, 7, 0.5],
    [-12.7, 2, 0.0030714707997978887],
    [0.3, 1000, 0.6178802479163779],
  ])('of t=%d with %d degrees of freedom is %d', (t, degrees, expected) => {
    expect(Math.abs(studentCdf(t, degrees) / expected - 1)).toBeLessThan(1e-12);
  });
});

describe('studentQuantile', () => {
  // The printed tables say 12.706, 4.303, 3.182, 2.776, 2.920, 1.833, 2.042. Digits: mpmath, betainc solved at 40
  // digits (scipy 1.10.1 is 2e-11 off).
  it.each([
    [0.975, 1, 12.706204736174705],
    [0.975, 2, 4.302652729749464],
    [0.975, 3, 3.18244630528371],
    [0.975, 4, 2.776445105197794],
    [0.95, 2, 2.919985580353726],
    [0.95, 9, 1.8331129326562372],
    [0.975, 30, 2.042272456301238],
    [0.8, 5, 0.919543780240826],
    [0.0005, 6, -5.95881617881876],
    [0.975, 1000, 1.9623390808264085],
  ])('at p=%d with %d degrees of freedom is %d', (p, degrees, expected) => {
    expect(Math.abs(studentQuantile(p, degrees) / expected - 1)).toBeLessThan(1e-12);
  });

  it('is 0 in the middle', () => {
    expect(studentQuantile(0.5, 4)).toBe(0);
  });

  it('gives the published interval of the sleep data', () => {
    // R: t.test(extra ~ group, sleep, paired = TRUE): 95% interval -2.4598858 to -0.7001142.
    const d = [-1.2, -2.4, -1.3, -1.3, 0, -1, -1.8, -0.8, -4.6, -1.4];
    const reach = (studentQuantile(0.975, 9) * standardDeviation(d)) / Math.sqrt(10);
    expect(mean(d) - reach).toBeCloseTo(-2.4598858, 7);
    expect(mean(d) + reach).toBeCloseTo(-0.7001142, 7);
  });

  it('refuses what is no probability or no degrees of freedom', () => {
    expect(() => studentQuantile(0, 3)).toThrow(RangeError);
    expect(() => studentQuantile(1, 3)).toThrow(RangeError);
    expect(() => studentQuantile(0.9, 0)).toThrow(/degrees of freedom/);
  });
});
