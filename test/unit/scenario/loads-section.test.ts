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
    '.a.arrivals: unknown value "posson" (did you mean "poisson"? known: constant, poisson)',
  ],
  ['a: { kind: open, rate: 5, maxInFlight: 0 }', '.a.maxInFlight: expected at least 1, got 0'],
  [
    'a: { kind: open, rate: 5, connections: 5 }',
    '.a.connections: unknown key "connections" (known: rate, arrivals, duration, timeout, maxInFlight, kind)',
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

it('refuses loads without a load', async () => {
  expect(await mistakesOf(`${BASE}loads: {}\n`)).toEqual([
    'x.yaml:4: loads: expected at least one load, found none',
  ]);
});
