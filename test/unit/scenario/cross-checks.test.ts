import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../../src/scenario/load-scenario.js';
import { BASE, folderOf, load, mistakesOf, MODES, userErrorOf } from './workspace.js';

describe('an objective for a percentile', () => {
  const scenario = (loadText: string, objectives: string, repeats = 3): string =>
    `${BASE}loads:\n  steady: { kind: open, ${loadText} }\nobjectives: { ${objectives} }\nrepeats: ${repeats}\n`;

  it('is refused where all repeats together send too few requests for it', async () => {
    expect(await mistakesOf(scenario('rate: 10, duration: 2s', 'p50: 5ms, p99: 20ms'))).toEqual([
      'x.yaml:6: objectives.p99: needs 368 requests, but loads.steady sends 60 (10/s for 2s, 3 repeats); ' +
        'lengthen it to 13s, raise its rate to 62, or drop the objective',
    ]);
    expect(await mistakesOf(scenario('rate: 0.5, duration: 100ms', 'p50: 5ms', 1))).toEqual([
      'x.yaml:6: objectives.p50: needs 6 requests, but loads.steady sends 0 (0.5/s for 0.1s, 1 repeat); ' +
        'lengthen it to 12s, raise its rate to 60, or drop the objective',
    ]);
  });

  it.each([
    // 1,000 a second for 1.1 s.
    ['rate: 1000, duration: 1100ms', 'p99: 20ms', 1],
    ['rate: 123, duration: 1s', 'p99: 20ms', 3],
    ['arrivals: ramp, from: 0, rate: 1000, duration: 8s', 'p999: 20ms', 1],
    ['rate: 1, duration: 1s', 'errors: 1%', 1],
  ])('is accepted for %s with %s, %i times', async (loadText, objectives, repeats) => {
    expect((await load(scenario(loadText, objectives, repeats))).loads).toHaveLength(1);
  });

  it('is refused for a ramp by its mean rate', async () => {
    const text = scenario('arrivals: ramp, from: 0, rate: 1000, duration: 7s', 'p999: 20ms', 1);
    expect(await mistakesOf(text)).toMatchObject([expect.stringContaining('sends 3500 (500/s for 7s')]);
  });

  it('says nothing of a closed loop, whose rate nobody knows', async () => {
    const text = `${BASE}loads: { a: { kind: closed, duration: 100ms } }\nobjectives: { p999: 1ms }\n`;
    expect((await load(text)).objectives.latencyUs).toEqual({ p999: 1000 });
  });

  it('is refused at the flag that shortens the load', async () => {
    const text = scenario('rate: 1000, duration: 1s', 'p999: 20ms', 4);
    expect((await load(text)).repeats).toBe(4);
    expect(await mistakesOf(text, { overrides: { repeats: 1 } })).toMatchObject([
      expect.stringContaining('objectives.p999: needs 3688 requests, but loads.steady sends 1000'),
    ]);
  });
});

describe('a replay', () => {
  const replay = (traffic: string): string =>
    `${BASE}traffic: ${traffic}\nloads:\n  peak: { kind: open, arrivals: replay, duration: 1s }\n`;

  it('needs a request log', async () => {
    expect(await mistakesOf(replay('{ generator: zipf }'))).toEqual([
      'x.yaml:6: loads.peak.arrivals: replay follows the time stamps of a request log, and this traffic is ' +
        'generated; write traffic: { log: FILE, timestamp: FIELD }, or arrivals: poisson with a rate',
    ]);
  });

  it.each([
    ['r.ndjson', '\n{"country":"US","at":5}\n{"country":"US","timestamp":5}\n', 'country, at'],
    ['r.csv', 'country,at\nUS,5\n', 'country, at'],
  ])('needs time stamps in %s', async (name, text, fields) => {
    const folder = await folderOf({
      'models/clicks/model.yaml': 'name: clicks\n',
      [`s/${name}`]: text,
      's/x.yaml': replay(`{ log: ${name} }`),
    });
    const file = join(folder, 's/x.yaml');
    expect((await userErrorOf(loadScenario(file, { modes: MODES }), `${folder}/s`)).lines).toEqual([
      'x.yaml:6: loads.peak.arrivals: replay needs the time of each request, and the log has no field "timestamp"; ' +
        `name the field that holds it: traffic: { ..., timestamp: FIELD } (its fields: ${fields})`,
    ]);
    await writeFile(file, replay(`{ log: ${name}, timestamp: at }`));
    expect((await loadScenario(file, { modes: MODES })).loads[0]).toMatchObject({ arrivals: 'replay' });
  });

  it.each([
    ['r.ndjson', '{"country":"US","timestamp":5}\n'],
    ['r.csv', 'country,timestamp\nUS,5\n'],
    // Whoever opens the log says what is wrong with it, and in which line.
    ['r.ndjson', ''],
    ['r.ndjson', 'no JSON\n'],
  ])('accepts %s that holds %j', async (name, text) => {
    const folder = await folderOf({
      'models/clicks/model.yaml': 'name: clicks\n',
      [`s/${name}`]: text,
      's/x.yaml': replay(`{ log: ${name} }`),
    });
    expect((await loadScenario(join(folder, 's/x.yaml'), { modes: MODES })).loads).toHaveLength(1);
  });
});
