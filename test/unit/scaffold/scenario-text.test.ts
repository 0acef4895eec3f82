import { expect, it } from 'vitest';

import { scenarioText } from '../../../src/scaffold/scenario-text.js';

it.each([
  [200, 'duration: 2500ms }\n'],
  [1000, 'duration: 1500ms }\n'],
  [60, 'duration: 8500ms }\n'],
  [10, 'duration: 10000ms } # a p99 needs 368 requests: make it 50s to compare that\n'],
])('at %i requests a second the open load is long enough for a p99, or says so', (rate, expected) => {
  const modes = [{ label: 'embedded', options: '{}', summary: 'the model in the application' }];
  const text = scenarioText({ name: 'a', model: 'm', log: 'l.csv', split: 0.8, modes, rate });
  expect(text).toContain(expected);
});
