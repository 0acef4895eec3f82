import { describe, expect, it } from 'vitest';
import { BASE, load, mistakesOf, sweepOf, userErrorOf } from './workspace.js';

const TRAFFIC = 'traffic: { generator: zipf }\n';

describe('loadSweep', () => {
  it('makes one scenario for each value, without the sweep', async () => {
    const text = `${BASE}${TRAFFIC}sweep: { traffic.unseen: [0, 5%, 0.2] }\n`;
    const { path, values, scenarios } = await sweepOf(text);
    expect({ path, values }).toEqual({ path: 'traffic.unseen', values: [0, '5%', 0.2] });
    expect(scenarios.map(({ traffic }) => traffic)).toMatchObject([
      { unseen: 0 },
      { unseen: 0.05 },
      { unseen: 0.2 },
    ]);
    for (const scenario of scenarios) expect(scenario).not.toHaveProperty('sweep');
    expect(scenarios[1]).toMatchObject({
      name: 'x',
      text: `${BASE}traffic: { generator: zipf, unseen: 5% }\n`,
    });
  });

  it('sweeps whole sections, options of a mode and files', async () => {
    const whole = await sweepOf(`${BASE}sweep: { modes.embedded: [{ sessions: 2 }, {}] }\n`);
    expect(whole.scenarios.map(({ modes }) => modes[0]?.options)).toEqual([{ sessions: 2 }, { sessions: 1 }]);
    const option = await sweepOf(`${BASE}sweep: { modes.embedded.sessions: [1, 2] }\n`);
    expect(option.scenarios.map(({ modes }) => modes[0]?.options)).toEqual([
      { sessions: 1 },
      { sessions: 2 },
    ]);
    const file = await sweepOf(`${BASE}sweep: { model: [../models/clicks, ../models/bare.onnx] }\n`);
    expect(file.scenarios.map(({ traffic }) => traffic.kind)).toEqual(['zipf', 'random']);
  });

  it('sweeps the rate and the concurrency of a load', async () => {
    const loads = 'loads: { full: { kind: closed }, steady: { kind: open, rate: 100 } }\n';
    const rates = await sweepOf(`${BASE}${loads}sweep: { loads.steady.rate: [100, 200.5, 4000] }\n`);
    expect(rates.scenarios.map((scenario) => scenario.loads[1])).toMatchObject([
      { id: 'steady', kind: 'open', rate: 100 },
      { rate: 200.5 },
      { rate: 4000 },
    ]);
    const connections = await sweepOf(`${BASE}${loads}sweep: { loads.full.connections: [1, 8, 64] }\n`);
    expect(connections.scenarios.map((scenario) => scenario.loads[0])).toMatchObject([
      { id: 'full', kind: 'closed', connections: 1 },
      { connections: 8 },
      { connections: 64 },
    ]);
    expect(await mistakesOf(`${BASE}${loads}sweep: { loads.steady.rate: [100, 0] }\n`)).toEqual([
      'x.yaml:5: sweep.loads.steady.rate.1: with 0, loads.steady.rate: expected more than 0, got 0',
    ]);
  });

  it('keeps --set and overrides in every point', async () => {
    const { scenarios } = await sweepOf(BASE, {
      set: ['sweep={ seed: [1, 2] }', 'question=why'],
      overrides: { repeats: 2 },
    });
    expect(scenarios).toMatchObject([
      { seed: 1, question: 'why', repeats: 2 },
      { seed: 2, question: 'why', repeats: 2 },
    ]);
  });

  it('needs a sweep', async () => {
    expect(await userErrorOf(sweepOf(BASE))).toMatchObject({
      code: 'SCENARIO_WITHOUT_SWEEP',
      next: 'Add a line such as sweep: { traffic.unseen: [0, 0.05, 0.2] }',
    });
  });
});

describe('a mistake of a sweep', () => {
  it('is found by loadScenario, at the value, beside the mistakes of the file', async () => {
    const text = `${BASE}${TRAFFIC}repeats: 0
sweep:
  traffic.generator:
    - random
    - zpf
    - zipf
`;
    const withSkew = text.replace('zipf }', 'zipf, skew: 1 }');
    expect(await mistakesOf(withSkew)).toEqual([
      'x.yaml:5: repeats: expected at least 1, got 0',
      'x.yaml:8: sweep.traffic.generator.0: with "random", traffic.skew: unknown key "skew" (known: requests, history, unseen, generator)',
      'x.yaml:9: sweep.traffic.generator.1: with "zpf", traffic.generator: unknown generator "zpf" (did you mean "zipf"? known: zipf, random)',
    ]);
  });

  it.each([
    ['{ seed: [1], repeats: [1] }', ': expected exactly one path such as traffic.unseen, found 2'],
    ['{}', ': expected exactly one path such as traffic.unseen, found 0'],
    ['[1]', ': expected a mapping, got [1]'],
    ['{ seed: [] }', '.seed: expected a list of at least one value, got []'],
    ['{ seed: 1 }', '.seed: expected a list of at least one value, got 1'],
    ['{ sweep.seed: [1] }', '.sweep.seed: expected a dotted path into the scenario such as traffic.unseen'],
    ['{ a..b: [1] }', '.a..b: expected a dotted path into the scenario such as traffic.unseen'],
    ['{ seed.x: [1] }', '.seed.x.0: with 1, seed.x: cannot set "x" inside seed, which is 1'],
    ['{ sed: [1] }', '.sed.0: with 1, sed: unknown key "sed" (did you mean "seed"?)'],
    [
      '{ modes.embeded.sessions: [1] }',
      '.modes.embeded.sessions: unknown entry of modes "embeded" (did you mean "embedded"? known: embedded)',
    ],
  ])('%s', async (sweep, mistake) => {
    expect(await mistakesOf(`${BASE}seed: 1\nsweep: ${sweep}\n`)).toEqual([`x.yaml:5: sweep${mistake}`]);
  });

  it('names the flag that set it', async () => {
    expect(await mistakesOf(BASE, { set: ['sweep={ repeats: [0] }'] })).toEqual([
      '--set sweep={ repeats: [0] }: sweep.repeats.0: with 0, repeats: expected at least 1, got 0',
    ]);
  });

  it('does not bring a mode back that --modes left out', async () => {
    const text = `${BASE}sweep: { modes.embedded.sessions: [1] }\n`;
    expect((await load(text)).sweep).toBeDefined();
    expect(await mistakesOf(text, { overrides: { modes: ['null'] } })).toEqual([
      'x.yaml:4: sweep.modes.embedded.sessions: unknown entry of modes "embedded" (known: null)',
    ]);
  });
});
