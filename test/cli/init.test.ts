import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { fixtureModel } from '../fixture-models.js';
import { servebench, type Finished } from '../integration/servebench.js';
import { desk, ndjson } from '../unit/scaffold/materials.js';

const { folder, put, remove } = desk();
afterAll(remove);
const home = join(folder, 'home');
const requests = Array.from({ length: 400 }, (_, i) => ({ age: i % 70, hour: i % 24, visits: i % 3 }));
const log = put('requests.ndjson', ndjson(requests));

function init(...flags: readonly string[]): Promise<Finished> {
  return servebench(home, 'init', fixtureModel('score'), log, '--into', folder, '--name', 'mine', ...flags);
}

describe('init, from a graph and a log alone', () => {
  let first: Finished;
  beforeAll(async () => {
    first = await init();
  });

  it('writes what every other command takes, and names the next one', async () => {
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toContain('x[1]   float32  hour');
    expect(first.stdout).toContain('--output mine.html');
    const scenario = join(folder, 'scenarios/mine.yaml');
    const checked = await servebench(home, 'scenarios', 'check', scenario);
    expect(checked.stdout).toContain('modes null, embedded, microservice, precomputed, model-as-data');
    const verified = await servebench(home, 'models', 'verify', join(folder, 'models/mine'));
    expect(verified.stdout).toContain('card and graph agree');
    const report = join(folder, 'mine.html');
    const short = [
      ...['--modes', 'embedded,precomputed', '--repeats', '1'],
      ...['--duration', '200ms', '--set', 'warmUp=100ms'],
    ];
    // 3: a short trial on a loaded machine may be invalid; it was deployed and measured all the same.
    const ran = await servebench(home, 'run', scenario, ...short, '--output', report, '--json');
    expect([0, 3]).toContain(ran.code);
    const { modes } = JSON.parse(ran.stdout) as {
      modes: Record<string, { status: string; parity: { mismatches: number; checked: number } }>;
    };
    for (const mode of ['embedded', 'precomputed']) {
      expect(modes[mode]?.status).toBe('measured');
      expect(modes[mode]?.parity.mismatches).toBe(0);
      expect(modes[mode]?.parity.checked).toBeGreaterThan(0);
    }
    expect(readFileSync(report, 'utf8')).toContain('<!doctype html>');
  });

  it('overwrites nothing unless it is told to', async () => {
    const scenario = join(folder, 'scenarios/mine.yaml');
    const before = readFileSync(scenario, 'utf8');
    const refused = await init('--rate', '77');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('scenarios/mine.yaml exist already');
    expect(readFileSync(scenario, 'utf8')).toBe(before);
    const forced = await init('--rate', '77', '--force', '--json');
    expect(JSON.parse(forced.stdout)).toMatchObject({ name: 'mine', scenario });
    expect(readFileSync(scenario, 'utf8')).toContain('rate: 77');
  });
});

describe('init refuses, and writes nothing', () => {
  it.concurrent.each([
    ['what was not named, where nobody can be asked', ['init'], 'init needs a model and a request log'],
    ['a model that is none', ['init', log, log], 'expected a model that ends in .onnx'],
    [
      'a log of another kind',
      ['init', fixtureModel('score'), fixtureModel('score')],
      'ends in .ndjson, .jsonl, .csv',
    ],
    ['a log that is not there', ['init', fixtureModel('score'), 'gone.ndjson'], 'gone.ndjson'],
    ['a model of other outputs than tensors', ['init', fixtureModel('sequence'), log], 'ZipMap'],
    [
      'a mode by a slip of the finger',
      ['init', fixtureModel('score'), log, '--modes', 'embeded'],
      'did you mean "embedded"?',
    ],
    ['half a filling', ['init', fixtureModel('score'), log, '--fill', 'x='], 'expected INPUT=FIELD,FIELD'],
  ])('%s', async (_, args, expected) => {
    const into = join(folder, 'nothing');
    const { code, stderr } = await servebench(home, ...args, '--into', into);
    expect(stderr).toContain(expected);
    expect(stderr).not.toContain('    at ');
    expect(code).toBe(2);
    expect(existsSync(into)).toBe(false);
  });
});
