import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../../src/scenario/load-scenario.js';
import { BASE, folderOf, load, mistakesOf, MODES, userErrorOf } from './workspace.js';

const FULL = `# Answers one question.
question: Which pattern?
model: ../models/clicks
traffic: { generator: zipf, skew: 0.99, requests: 1000, unseen: 5%, history: 2000 }
modes:
  null: {}
  micro-4: { mode: microservice, replicas: 4 }
loads:
  saturation: { kind: closed, connections: 8, duration: 1s, timeout: 2s }
  steady: { kind: open, rate: 2000, arrivals: constant, duration: 1500ms, timeout: 1s, maxInFlight: 64 }
objectives: { p99: 20ms, errors: 0.1%, throughput: 500, coverage: 0.9 }
repeats: 5
seed: 7
warmUp: 4s
sweep: { traffic.unseen: [0, 0.2] }
`;

it('reads every field', async () => {
  const folder = await folderOf({ 'scenarios/full.yaml': FULL, 'models/clicks/model.yaml': '' });
  const file = join(folder, 'scenarios/full.yaml');
  expect(await loadScenario(file, { modes: MODES })).toEqual({
    name: 'full',
    question: 'Which pattern?',
    file,
    text: FULL,
    model: join(folder, 'models/clicks'),
    traffic: { kind: 'zipf', skew: 0.99, requests: 1000, unseen: 0.05, history: 2000 },
    modes: [
      { label: 'null', mode: 'null', options: {} },
      { label: 'micro-4', mode: 'microservice', options: { replicas: 4, batching: false } },
    ],
    loads: [
      { id: 'saturation', kind: 'closed', connections: 8, durationMs: 1000, timeoutMs: 2000 },
      {
        id: 'steady',
        kind: 'open',
        rate: 2000,
        arrivals: 'constant',
        durationMs: 1500,
        timeoutMs: 1000,
        maxInFlight: 64,
      },
    ],
    objectives: { latencyUs: { p99: 20_000 }, errors: 0.001, throughputRps: 500, coverage: 0.9 },
    repeats: 5,
    seed: 7,
    warmUpMs: 4000,
    sweep: { path: 'traffic.unseen', values: [0, 0.2] },
  });
});

it('has a default for everything but model and modes', async () => {
  const { name, file, text, model, ...rest } = await load(BASE);
  expect({ name, text }).toEqual({ name: 'x', text: BASE });
  expect([file, model]).toEqual([
    expect.stringMatching(/\/scenarios\/x\.yaml$/),
    expect.stringMatching(/\/models\/clicks$/),
  ]);
  expect(rest).toEqual({
    traffic: { kind: 'zipf', skew: 0.99, requests: 100_000, unseen: 0, history: 100_000 },
    modes: [{ label: 'embedded', mode: 'embedded', options: { sessions: 1 } }],
    loads: [{ id: 'saturation', kind: 'closed', connections: 32, durationMs: 1000, timeoutMs: 10_000 }],
    objectives: { latencyUs: {} },
    repeats: 3,
    seed: 1,
  });
});

it('takes empty sections as missing ones', async () => {
  const scenario = await load(`${BASE}traffic:\nloads:\nobjectives:\nsweep:\n`);
  expect(scenario.loads.map(({ id }) => id)).toEqual(['saturation']);
  expect(scenario).not.toHaveProperty('sweep');
});

it('reports all mistakes at once, in the order of the file', async () => {
  const text = `question: 5
model: ../models/clickz
modes:
  microservise: {}
  embedded: { sesions: 2, sessions: x }
loads:
  a: { kind: closed, conections: 3 }
repeats: 1.5
seed: x
colour: red
`;
  const folder = await folderOf({ 'scenarios/x.yaml': text, 'models/clicks/model.yaml': '' });
  const file = join(folder, 'scenarios/x.yaml');
  expect(await userErrorOf(loadScenario(file, { modes: MODES }), folder)).toEqual({
    code: 'SCENARIO_INVALID',
    lines: [
      'scenarios/x.yaml:1: question: expected text, got 5',
      'scenarios/x.yaml:2: model: there is no ../models/clickz (did you mean "clicks"?); expected a folder with a model.yaml, or a .onnx file',
      'scenarios/x.yaml:4: modes.microservise: unknown mode "microservise" (did you mean "microservice"? known: null, embedded, microservice, precomputed, external)',
      'scenarios/x.yaml:5: modes.embedded.sessions: expected a whole number, got "x"',
      'scenarios/x.yaml:5: modes.embedded.sesions: unknown key "sesions" (did you mean "sessions"?)',
      'scenarios/x.yaml:7: loads.a.conections: unknown key "conections" (did you mean "connections"?)',
      'scenarios/x.yaml:8: repeats: expected a whole number, got 1.5',
      'scenarios/x.yaml:9: seed: expected a whole number, got "x"',
      'scenarios/x.yaml:10: colour: unknown key "colour" (known: question, model, traffic, modes, loads, objectives, repeats, seed, warmUp, sweep, gates)',
    ],
    next: 'Correct it, then run: servebench scenarios check scenarios/x.yaml',
  });
});

it('where only flags are wrong, does not ask to correct the file', async () => {
  const folder = await folderOf({ 'scenarios/x.yaml': FULL, 'models/clicks/model.yaml': '' });
  const file = join(folder, 'scenarios/x.yaml');
  const set = ['seed=x', 'repeats=0'];
  const { next } = await userErrorOf(loadScenario(file, { modes: MODES, set }), folder);
  expect(next).toBe('Correct the flag, and run it again: the file itself is in order.');
});

describe('a document that is not a scenario', () => {
  it.each([
    ['', 'x.yaml:1: expected a mapping with at least model and modes, got nothing'],
    ['# nothing\n', 'x.yaml:1: expected a mapping with at least model and modes, got nothing'],
    ['- a\n', 'x.yaml:1: expected a mapping with at least model and modes, got ["a"]'],
    ['hello', 'x.yaml:1: expected a mapping with at least model and modes, got "hello"'],
  ])('%j', async (text, line) => {
    expect(await mistakesOf(text)).toEqual([line]);
  });

  it('names what is missing', async () => {
    expect(await mistakesOf('seed: 1\n')).toEqual([
      'x.yaml:1: model: missing; expected a folder with a model.yaml, or a .onnx file',
      'x.yaml:1: modes: missing; expected at least one mode (known: null, embedded, microservice, precomputed, external)',
    ]);
  });
});

it.each([
  ['repeats: 0', 'x.yaml:4: repeats: expected at least 1, got 0'],
  ['repeats:', 'x.yaml:4: repeats: empty; expected a whole number'],
  ['seed: 1.5', 'x.yaml:4: seed: expected a whole number, got 1.5'],
  ['question: ""', 'x.yaml:4: question: empty; expected text'],
])('checks %s', async (line, mistake) => {
  expect(await mistakesOf(BASE + line)).toEqual([mistake]);
});

describe('a file that cannot be read', () => {
  it('is named, with the next step and the file that was meant', async () => {
    const folder = await folderOf({ 'quickstart.yaml': BASE });
    const error = await userErrorOf(loadScenario(join(folder, 'quikstart.yaml'), { modes: MODES }), folder);
    expect(error).toEqual({
      code: 'SCENARIO_NOT_FOUND',
      lines: ['There is no scenario file quikstart.yaml (did you mean "quickstart.yaml"?).'],
      next: 'Run: servebench scenarios list',
    });
  });

  it('is named where it is a folder', async () => {
    const folder = await folderOf({});
    await mkdir(join(folder, 'x.yaml'));
    const error = await userErrorOf(loadScenario(join(folder, 'x.yaml'), { modes: MODES }), folder);
    expect(error).toMatchObject({
      code: 'SCENARIO_UNREADABLE',
      lines: ['x.yaml is a folder; expected a scenario file (.yaml) or the name of one.'],
    });
  });
});
