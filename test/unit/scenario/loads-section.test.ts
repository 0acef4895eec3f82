import { expect, it } from 'vitest';
import { BASE, load, mistakesOf } from './workspace.js';

it('gives each kind its defaults', async () => {
  const { loads } = await load(`${BASE}loads:\n  a: { kind: closed }\n  b: { kind: open, rate: 0.5 }\n`);
  expect(loads).toEqual([
    { id: 'a', kind: 'closed', connections: 32, durationMs: 1000, timeoutMs: 10_000 },
    {
      id: 'b',
      kind: 'open',
      rate: 0.5,
      arrivals: 'poisson',
      durationMs: 1000,
      timeoutMs: 10_000,
      maxInFlight: 4096,
    },
  ]);
});

it('reads every kind of arrivals', async () => {
  const { loads } = await load(`${BASE}traffic: { log: requests.ndjson, timestamp: at }
loads:
  a: { kind: open, arrivals: constant, rate: 10 }
  b: { kind: open, arrivals: ramp, from: 0, rate: 2000, duration: 10s }
  c: { kind: open, arrivals: burst, rate: 1000, burst: 50, duration: 1s, maxInFlight: 50 }
  d: { kind: open, arrivals: replay, speed: 2.5, duration: 1m }
  e: { kind: open, arrivals: replay, duration: 1m }
`);
  const rest = { kind: 'open', timeoutMs: 10_000, maxInFlight: 4096 };
  expect(loads).toEqual([
    { ...rest, id: 'a', arrivals: 'constant', rate: 10, durationMs: 1000 },
    { ...rest, id: 'b', arrivals: 'ramp', from: 0, rate: 2000, durationMs: 10_000 },
    { ...rest, id: 'c', arrivals: 'burst', rate: 1000, burst: 50, durationMs: 1000, maxInFlight: 50 },
    { ...rest, id: 'd', arrivals: 'replay', speed: 2.5, durationMs: 60_000 },
    { ...rest, id: 'e', arrivals: 'replay', speed: 1, durationMs: 60_000 },
  ]);
});

it.each([
  [
    'a: { kind: opn }',
    '.a.kind: unknown kind of load "opn" (did you mean "open"? known: closed, open, search)',
  ],
  ['a: {}', '.a.kind: missing; expected closed or open or search'],
  ['a:', '.a.kind: missing; expected closed or open or search'],
  ['a: 5', '.a: expected a mapping, got 5'],
  ['a: { kind: open }', '.a.rate: missing; expected a number'],
  ['a: { kind: open, rate: 0 }', '.a.rate: expected more than 0, got 0'],
  ['a: { kind: open, rate: -5 }', '.a.rate: expected more than 0, got -5'],
  ['a: { kind: open, rate: .inf }', '.a.rate: expected a number, got Infinity'],
  [
    'a: { kind: open, rate: 5, arrivals: posson }',
    '.a.arrivals: unknown arrivals "posson" (did you mean "poisson"? known: constant, poisson, ramp, burst, replay)',
  ],
  ['a: { kind: open, rate: 5, maxInFlight: 0 }', '.a.maxInFlight: expected at least 1, got 0'],
  [
    'a: { kind: open, rate: 5, connections: 5 }',
    '.a.connections: unknown key "connections" (known: rate, duration, timeout, maxInFlight, arrivals)',
  ],
  ['a: { kind: open, rate: 2000000 }', '.a.rate: expected at most 1000000, got 2000000'],
  [
    'a: { kind: open, arrivals: burst, rate: 5, duration: 20s }',
    '.a.burst: missing; expected a whole number',
  ],
  [
    'a: { kind: open, arrivals: burst, rate: 5, burst: 0, duration: 20s }',
    '.a.burst: expected at least 1, got 0',
  ],
  [
    'a: { kind: open, arrivals: burst, rate: 5, burst: 50, duration: 5s }',
    '.a.burst: at 5/s a burst of 50 comes every 10 s; expected a duration of at least that',
  ],
  [
    'a: { kind: open, arrivals: burst, rate: 500, burst: 50, duration: 5s, maxInFlight: 20 }',
    '.a.burst: expected at most maxInFlight (20), got 50: the rest would be dropped',
  ],
  [
    'a: { kind: open, rate: 5, burst: 50 }',
    '.a.burst: not a field of arrivals: poisson; it belongs to arrivals: burst',
  ],
  [
    'a: { kind: open, arrivals: constant, rate: 5, from: 1 }',
    '.a.from: not a field of arrivals: constant; it belongs to arrivals: ramp',
  ],
  [
    'a: { kind: open, rate: 5, speed: 2 }',
    '.a.speed: not a field of arrivals: poisson; it belongs to arrivals: replay',
  ],
  ['a: { kind: open, arrivals: ramp, rate: 5, duration: 5s }', '.a.from: missing; expected a number'],
  [
    'a: { kind: open, arrivals: ramp, from: -1, rate: 5, duration: 5s }',
    '.a.from: expected at least 0, got -1',
  ],
  [
    'a: { kind: open, arrivals: ramp, from: 1, rate: 5 }',
    '.a.duration: missing; expected a duration such as 500ms, 5s or 2m',
  ],
  [
    'a: { kind: closed, duration: 20ms }',
    '.a.duration: expected at least 100ms, got 20ms (the warm-up comes before it and is no part of it)',
  ],
  [
    'a: { kind: open, rate: 5, duration: 99.9ms }',
    '.a.duration: expected at least 100ms, got 99.9ms (the warm-up comes before it and is no part of it)',
  ],
  ['a: { kind: closed, connections: 0 }', '.a.connections: expected at least 1, got 0'],
  [
    'a: { kind: closed, duration: 5 }',
    '.a.duration: 5 has no unit; expected a duration such as 500ms, 5s or 2m',
  ],
  ['a: { kind: closed, timeout: 0s }', '.a.timeout: expected a duration of more than 0, got "0s"'],
  ['a b: { kind: closed }', '."a b": expected letters, digits, "-" and "_", starting with a letter or digit'],
])('refuses %s', async (entry, mistake) => {
  expect(await mistakesOf(`${BASE}loads:\n  ${entry}\n`)).toEqual([`x.yaml:5: loads${mistake}`]);
});

it('reads a capacity search, with its defaults', async () => {
  const { loads } = await load(`${BASE}loads:\n  c: { kind: search, slo: { p99: 10ms, errors: 0.5% } }\n`);
  expect(loads).toEqual([
    {
      id: 'c',
      kind: 'search',
      slo: { latencyUs: { p99: 10_000 }, errors: 0.005 },
      from: 500,
      least: 10,
      most: 50_000,
      within: 1.05,
      arrivals: 'poisson',
      probeMs: 1000,
      timeoutMs: 2000,
      maxInFlight: 4096,
    },
  ]);
});

it.each([
  ['slo: {}', '.slo: expected at least one percentile with a limit, such as p99: 10ms'],
  ['slo: { p99: 1ms, eror: 0.1 }', '.slo.eror: unknown key "eror" (did you mean "errors"?)'],
  ['slo: { p99: 10 }', '.slo.p99: 10 has no unit; expected a duration such as 500ms, 5s or 2m'],
  ['slo: { p99: 1ms }, from: 5', '.from: expected least <= from <= most'],
  [
    'slo: { p99: 1ms }, within: 0.1%',
    '.within: expected at least 0.5%: no probe tells rates apart that are nearer',
  ],
  ['slo: { p99: 1ms }, arrivals: burst', '.arrivals: unknown value "burst" (known: constant, poisson)'],
])('refuses a search with %s', async (entry, mistake) => {
  expect(await mistakesOf(`${BASE}loads:\n  a: { kind: search, ${entry} }\n`)).toEqual([
    `x.yaml:5: loads.a${mistake}`,
  ]);
});

it.each([
  ['speed: 0, duration: 1s', '.a.speed: expected more than 0, got 0'],
  [
    'rate: 5, duration: 1s',
    '.a.rate: not a field of arrivals: replay; requests are due at the time stamps of the log; write speed: 2 for twice its rate',
  ],
  ['speed: 2', '.a.duration: missing; expected a duration such as 500ms, 5s or 2m'],
])('refuses a replay with %s', async (fields, mistake) => {
  const text = `${BASE}traffic: { log: requests.ndjson, timestamp: at }\nloads:\n  a: { kind: open, arrivals: replay, ${fields} }\n`;
  expect(await mistakesOf(text)).toEqual([`x.yaml:6: loads${mistake}`]);
});

it('refuses loads without a load', async () => {
  expect(await mistakesOf(`${BASE}loads: {}\n`)).toEqual([
    'x.yaml:4: loads: expected at least one load, found none',
  ]);
});
