import { expect, it } from 'vitest';

import { medianOf } from '../../../src/bench/median.js';

it.each([
  [[], null],
  [[null, undefined], null],
  [[3], 3],
  [[3, null, 1], 2],
  [[10, 9, 100], 10],
  [[4, 1, 2, 3], 2.5],
])('of %j is %j', (values, median) => {
  expect(medianOf(values)).toBe(median);
});
