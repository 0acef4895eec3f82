import { describe, expect, it } from 'vitest';
import { BASE, load, mistakesOf } from './workspace.js';

const TEXT = `${BASE}  micro-4: { mode: microservice, replicas: 4 } # four
loads:
  a: { kind: closed, duration: 1s }
  b: { kind: open, rate: 5 }
`;

describe('--modes', () => {
  it('keeps the named labels in the order of the flag, and adds a kind the scenario lacks', async () => {
    const { modes, text } = await load(TEXT, { overrides: { modes: ['null', 'micro-4', 'null'] } });
    expect(modes).toEqual([
      { label: 'null', mode: 'null', options: {} },
      { label: 'micro-4', mode: 'microservice', options: { replicas: 4, batching: false } },
    ]);
    expect(text).toContain(
      'modes:\n  "null": {}\n  micro-4: { mode: microservice, replicas: 4 } # four\nloads:',
    );
  });

  it('keeps what --set added', async () => {
    const options = { set: ['modes.eight.mode=embedded'], overrides: { modes: ['eight'] } };
    expect((await load(TEXT, options)).modes).toEqual([
      { label: 'eight', mode: 'embedded', options: { sessions: 1 } },
    ]);
  });

  it('stands in for missing modes', async () => {
    const { modes } = await load('model: ../models/clicks\n', { overrides: { modes: ['embedded'] } });
    expect(modes.map(({ label }) => label)).toEqual(['embedded']);
  });

  it('suggests labels and kinds', async () => {
    const known = 'known: embedded, micro-4, null, microservice, precomputed, external';
    expect(await mistakesOf(TEXT, { overrides: { modes: ['micro-5', 'nul', 'zzz'] } })).toEqual([
      `--modes micro-5,nul,zzz: modes.micro-5: unknown mode "micro-5" (did you mean "micro-4"? ${known})`,
      `--modes micro-5,nul,zzz: modes.nul: unknown mode "nul" (did you mean "null"? ${known})`,
      `--modes micro-5,nul,zzz: modes.zzz: unknown mode "zzz" (${known})`,
    ]);
  });

  it('is named where the mode it adds needs options', async () => {
    expect(await mistakesOf(TEXT, { overrides: { modes: ['external'] } })).toEqual([
      '--modes external: modes.external.url: missing; expected a URL such as http://127.0.0.1:8080',
    ]);
  });

  it('may not be empty', async () => {
    expect(await mistakesOf(TEXT, { overrides: { modes: [] } })).toEqual([
      'x.yaml:2: modes: expected at least one mode, found none',
    ]);
  });

  it('leaves modes that are no mapping to validation', async () => {
    expect(
      await mistakesOf('model: ../models/clicks\nmodes: 5\n', { overrides: { modes: ['null'] } }),
    ).toEqual(['x.yaml:2: modes: expected a mapping, got 5']);
  });
});

it('repeats, seed and duration replace what the file says, in the text too', async () => {
  const scenario = await load(TEXT, { overrides: { repeats: 9, seed: 8, durationMs: 2500 } });
  expect(scenario).toMatchObject({
    repeats: 9,
    seed: 8,
    loads: [
      { id: 'a', durationMs: 2500 },
      { id: 'b', durationMs: 2500 },
    ],
  });
  expect(scenario.text).toMatch(/a: \{ kind: closed, duration: 2500ms \}[^]*repeats: 9\nseed: 8\n$/);
});

it('a duration applies to the load of a scenario that names none', async () => {
  const scenario = await load(BASE, { overrides: { durationMs: 5000 } });
  expect(scenario.loads).toMatchObject([{ id: 'saturation', kind: 'closed', durationMs: 5000 }]);
  expect(await load(scenario.text)).toMatchObject({ loads: scenario.loads });
});

it('a wrong value names its flag', async () => {
  expect(await mistakesOf(TEXT, { overrides: { repeats: 0, seed: 1.5, durationMs: 0 } })).toEqual([
    '--repeats 0: repeats: expected at least 1, got 0',
    '--seed 1.5: seed: expected a whole number, got 1.5',
    '--duration 0s: loads.a.duration: expected a duration of more than 0, got "0s"',
    '--duration 0s: loads.b.duration: expected a duration of more than 0, got "0s"',
  ]);
});

it('overrides that are not given change nothing', async () => {
  const overrides = { modes: undefined, repeats: undefined, seed: undefined, durationMs: undefined };
  expect((await load(TEXT, { overrides, set: [] })).text).toBe(TEXT);
});
