import { expect, it } from 'vitest';
import {
  collectMistakes,
  formatMistakes,
  formatPath,
  throwMistakes,
} from '../../../src/scenario/mistakes.js';

const placeOf = (at: readonly unknown[]) => ({ text: `x.yaml:${at.length}`, line: at.length });

it('orders by line, puts flags last in the order they came, and says nothing twice', () => {
  const { report, mistakes } = collectMistakes();
  report([], 'a flag', { text: '--set z=1', line: Number.POSITIVE_INFINITY });
  report([], 'another flag', { text: '--set a=1', line: Number.POSITIVE_INFINITY });
  report(['loads', 'a'], 'second line');
  report(['loads'], 'first line');
  report(['loads'], 'first line');
  expect(formatMistakes(mistakes, placeOf)).toEqual([
    'x.yaml:1: loads: first line',
    'x.yaml:2: loads.a: second line',
    '--set z=1: a flag',
    '--set a=1: another flag',
  ]);
});

it('keeps a path on one line', () => {
  expect(formatPath(['modes', 'a\nb: c', 0, 'traffic.unseen'])).toBe(
    String.raw`modes."a\nb: c".0.traffic.unseen`,
  );
});

it('throws only where there is a mistake', () => {
  const error = { code: 'X', next: 'do y' };
  expect(() => throwMistakes([], placeOf, error)).not.toThrow();
  expect(() => throwMistakes([{ at: ['a'], text: 'b' }], placeOf, error)).toThrow(
    expect.objectContaining({ code: 'X', message: 'x.yaml:1: a: b', next: 'do y' }),
  );
});
