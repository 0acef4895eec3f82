import { expect, test } from 'vitest';

import { similarName } from '../../../src/traffic/similar-name.js';

test.each([
  ['deviceType', ['device_type', 'device', 'type'], 'device_type'],
  ['hour', ['hours', 'our_hour'], 'hours'],
  ['Label', ['label'], 'label'],
  ['hour', ['price', 'site'], undefined],
  ['x', ['y'], undefined],
  ['hour', [], undefined],
])('%s among %j is %j', (name, candidates, expected) => {
  expect(similarName(name, candidates)).toBe(expected);
});
