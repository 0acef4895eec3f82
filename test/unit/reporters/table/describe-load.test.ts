import { expect, it } from 'vitest';

import { describeLoad } from '../../../../src/reporters/table/describe-load.js';
import type { Result } from '../../../../src/result/contract.js';

it.each([
  ['{ kind: closed, connections: 32, duration: 1s }', 'closed', '32 connections, 1s'],
  ['{ kind: open, rate: 2000, arrivals: poisson, duration: 2s }', 'open', '2,000/s, poisson, 2s'],
  [
    '{ kind: open, arrivals: ramp, from: 100, rate: 2000, duration: 10s }',
    'open',
    '100/s to 2,000/s, ramp, 10s',
  ],
  [
    '{ kind: open, arrivals: burst, rate: 1000, burst: 50, duration: 5s }',
    'open',
    '1,000/s, burst of 50, 5s',
  ],
  ['{ kind: open, arrivals: replay, speed: 2, duration: 1m }', 'open', 'replay, speed 2, 1m'],
] as const)('describes %s', (load, kind, words) => {
  const run = { scenarioText: `loads:\n  a: ${load}\n` } as Result['run'];
  expect(describeLoad(run, 'a', kind)[1]).toBe(`${kind} loop, ${words}`);
});
