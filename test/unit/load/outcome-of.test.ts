import { expect, test } from 'vitest';

import { outcomeOf } from '../../../src/load/outcome-of.js';

test.each([
  [200, 'table', 'table'],
  [200, 'back-off', 'back-off'],
  [201, 'cache', 'cache'],
  [200, undefined, 'model'],
  [200, 'somewhere', 'model'],
  [404, 'miss', 'miss'],
  [404, undefined, 'error'],
  [404, 'table', 'error'],
  [503, 'miss', 'error'],
  [500, undefined, 'error'],
  [301, 'model', 'error'],
] as const)('status %i from %s counts as %s', (status, source, outcome) => {
  expect(outcomeOf(status, source)).toBe(outcome);
});
