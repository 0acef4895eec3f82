import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';

import { summarizeRun } from '../../src/bench/summarize.js';
import { resultSchema } from '../../src/result/contract.js';
import { fixtureModel } from '../fixture-models.js';
import { goldenRun } from '../golden/golden-run.js';
import { servebench, temporaryHome } from '../integration/servebench.js';

const CLICKS = resolve('models/clicks');
const GRAPH = readFileSync(join(CLICKS, 'model.onnx'));
const GOOD = { country: 'US', device: 'phone', hour: 1, campaign: 'c001', placement: 'header' };

describe('bad input gets one clear error and exit code 2', () => {
  const { home, remove } = temporaryHome();
  afterAll(remove);

  const write = (name: string, content: string | Uint8Array): string => {
    const file = join(home, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
  };
  const scenario = (name: string, lines: string): string => write(name, `model: ${CLICKS}\n${lines}`);

  /** The command fails with 2, says all these words, prints no data and no stack, and records no run. */
  const refused = async (args: readonly string[], ...words: readonly string[]): Promise<void> => {
    const { code, stdout, stderr } = await servebench(home, ...args);
    expect([code, stdout], `${args.join(' ')}\n${stderr}`).toEqual([2, '']);
    for (const word of words) expect(stderr).toContain(word);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(stderr).not.toContain('bug in servebench');
  };
  const expectAllRefused = (cases: readonly (readonly [readonly string[], ...string[]])[]): Promise<void[]> =>
    Promise.all(cases.map(([args, ...words]) => refused(args, ...words)));

  it('for words that are no command, flag or value', async () => {
    await expectAllRefused([
      [['rnu'], 'unknown command "rnu"', 'did you mean "servebench run"?'],
      [['models', 'shw', 'clicks'], 'did you mean "servebench models show"?'],
      [['run', '--repeat', '1'], 'Nonexistent flag: --repeat', 'did you mean "--repeats"?'],
      [['runs', 'remove', '--bogus', 'x'], 'Nonexistent flag: --bogus'],
      [['run', '--repeats', 'many'], '--repeats'],
      [['run', '--duration', 'long'], '--duration', 'such as 500ms'],
      [['run', '--format', 'tabel'], 'did you mean "table"?'],
      [['compare', 'latest', 'latest', '--format', 'htm'], 'did you mean "html"?'],
      [['compare', 'latest', 'latest', '--output', 'a.htlm'], 'did you mean ".html"?'],
      [['run', '--set', 'traffic.skw=2'], '--set traffic.skw=2', 'did you mean "skew"?'],
      [['run', '--modes', 'embeded'], 'did you mean "embedded"?'],
      [['run', '--against', 'embeded'], '--against', 'did you mean "embedded"?'],
      [['serve', 'embeded'], 'did you mean "embedded"?'],
      [['serve', 'null', '--port', '99999'], '--port', '65535'],
      [['run', 'quickstrat'], 'no scenario file quickstrat', 'did you mean "quickstart"?'],
      [['gate', 'quickstrat', '--base', 'main'], 'did you mean "quickstart"?'],
      [['gate', 'quickstart', '--base', 'quickstrat'], '--base quickstrat', 'did you mean "quickstart"?'],
      [['drill', 'dirlls', '--drill', 'kill'], 'did you mean "drills"?'],
      [['drill', 'drills', '--drill', 'kil'], 'did you mean "kill"?'],
      [['drill', 'drills', '--drill', 'kill', '--output', 'a.htlm'], 'did you mean ".html"?'],
      [['precompute', 'quickstrat'], 'did you mean "quickstart"?'],
      [['baseline', 'set', 'main', 'quickstrat'], 'did you mean "quickstart"?'],
    ]);
  });

  it('for an unknown mode, mode option, or key, all in one message with their lines', async () => {
    const text = 'modes: { microservise: {}, embedded: { wokers: 1 } }\nloads:\n  a: { kind: closd }\n';
    await refused(
      ['run', scenario('mode.yaml', text)],
      'mode.yaml:2',
      'did you mean "microservice"',
      'did you mean "workers"',
      'mode.yaml:4',
      'did you mean "closed"',
    );
  });

  it('for YAML that is none, with its line', async () => {
    await refused(['run', write('syntax.yaml', 'model: x\nmodes: {\n')], 'syntax.yaml:');
    await refused(
      ['scenarios', 'check', write('tabs.yaml', 'model: x\nmodes:\n\tnull: {}\n')],
      'tabs.yaml:3',
    );
  });

  it('for a model that is missing, truncated, or no graph', async () => {
    write('short.onnx', GRAPH.subarray(0, 1000));
    write('text.onnx', 'no graph at all');
    const of = (model: string): string =>
      write(`${model}.yaml`, `model: ${model}\nmodes: { embedded: {} }\n`);
    await expectAllRefused([
      [['run', of('nowhere')], 'nowhere.yaml:1', 'nowhere'],
      [['run', of('nowhere.onnx')], 'nowhere.onnx'],
      [['run', of('short.onnx')], 'short.onnx', 'not a usable ONNX model'],
      [['run', of('text.onnx')], 'text.onnx', 'not a usable ONNX model (Protobuf parsing failed.)'],
      [['models', 'verify', join(home, 'text.onnx')], 'text.onnx', 'not a usable ONNX model'],
      [['models', 'show', fixtureModel('sequence')], '"s" is a sequence or map', 'ZipMap'],
      [['models', 'show', 'nowhere'], 'nowhere'],
      [['models', 'publish', join(home, 'short.onnx')], 'short.onnx'],
    ]);
    expect(existsSync(join(home, 'artifacts.db'))).toBe(false);
  });

  it('for a model that is not the one of its card', async () => {
    for (const name of ['model.yaml', 'vocabulary/campaign.txt'])
      write(join('changed', name), readFileSync(join(CLICKS, name)));
    write('changed/model.onnx', GRAPH.subarray(0, GRAPH.length - 1));
    await refused(['models', 'verify', join(home, 'changed')], 'model.yaml:', 'SHA-256');
    // The hash agrees, the card describes something else.
    const card = readFileSync(join(CLICKS, 'model.yaml'), 'utf8');
    write('other/vocabulary/campaign.txt', readFileSync(join(CLICKS, 'vocabulary/campaign.txt')));
    write('other/model.onnx', GRAPH);
    write('other/model.yaml', card.replace('type: int64', 'type: int32'));
    const file = write('other.yaml', 'model: other\nmodes: { embedded: {} }\n');
    await refused(['models', 'verify', join(home, 'other')], 'input "features" is int64', 'int32');
    await refused(['run', file], 'input "features" is int64', 'int32');
  });

  it('for a feature of an unknown type', async () => {
    const content = 'graph';
    write('typo/model.onnx', content);
    const card = [
      'name: typo',
      'file: model.onnx',
      `sha256: ${createHash('sha256').update(content).digest('hex')}`,
      'inputs: [{ name: x, type: float32, shape: [batch, 1] }]',
      'outputs: [{ name: y, type: float32, shape: [batch, 1] }]',
      'features:',
      '  - { name: age, type: intger }',
    ];
    write('typo/model.yaml', card.join('\n'));
    await refused(['models', 'show', join(home, 'typo')], 'model.yaml:7', 'did you mean "integer"');
  });

  it.each([
    ['broken', '{"country":', ['broken.ndjson:9']],
    ['no-object', '[1, 2]', ['no-object.ndjson:9']],
    ['lacking', JSON.stringify({ country: 'US' }), ['lacking.ndjson:9', '"device" is missing']],
    [
      'wrong-type',
      JSON.stringify({ ...GOOD, hour: [1] }),
      ['wrong-type.ndjson:9', '"hour" must be', 'an array of 1'],
    ],
  ])('for a request log with a line that is %s', async (name, line, words) => {
    const good = JSON.stringify(GOOD);
    write(`${name}.ndjson`, `${Array(8).fill(good).join('\n')}\n${line}\n${good}\n`);
    const lines = `traffic: { log: ${name}.ndjson, split: 0.5 }\nmodes: { embedded: {} }\n`;
    await refused(['run', scenario(`${name}.yaml`, lines)], ...words);
  });

  it('for a line far down in a long log, before a run is recorded', async () => {
    const lines = Array.from({ length: 600 }, (_, n) =>
      JSON.stringify({ ...GOOD, hour: n % 24, campaign: `x${n}` }),
    );
    lines[550] = JSON.stringify({ ...GOOD, campaign: {} });
    write('long.ndjson', `${lines.join('\n')}\n`);
    const file = scenario(
      'long.yaml',
      'traffic: { log: long.ndjson, split: 0.5 }\nmodes: { embedded: {} }\n',
    );
    await refused(['run', file], 'long.ndjson:551', '"campaign"');
  });

  it('for tensors of another shape than a bare model takes', async () => {
    write('tensors.ndjson', '{"x":[1,2,3]}\n{"x":[1,2,3]}\n{"x":[[1,2],[3,4]]}\n');
    const model = fixtureModel('score');
    const file = write(
      'tensors.yaml',
      `model: ${model}\ntraffic: { log: tensors.ndjson }\nmodes: { embedded: {} }\n`,
    );
    await refused(['run', file], 'tensors.ndjson:3', '"x" must have shape [3], got [2, 2]');
  });

  it('for a CSV log with a cell that is no number', async () => {
    const card = readFileSync(join(CLICKS, 'model.yaml'), 'utf8');
    const changed = card.replace(
      / {2}- name: hour\n[\s\S]*?oov: 24\n/,
      '  - { name: hour, type: integer, input: features, column: 2, min: 0, max: 23 }\n',
    );
    write('hours/model.yaml', changed);
    write('hours/model.onnx', GRAPH);
    write('hours/vocabulary/campaign.txt', readFileSync(join(CLICKS, 'vocabulary/campaign.txt')));
    write(
      'hours.csv',
      'country,device,hour,campaign,placement\nUS,phone,1,c001,header\nUS,phone,noon,c001,header\n',
    );
    const file = write('hours.yaml', 'model: hours\ntraffic: { log: hours.csv }\nmodes: { embedded: {} }\n');
    await refused(['run', file], 'hours.csv:3', 'hour');
  });

  it('for a port in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((done) => server.once('listening', done));
    const { port } = server.address() as AddressInfo;
    await refused(['serve', 'null', '--port', String(port)], `port ${port} is in use`, '--port');
    server.close();
  });

  it('for an exported run that no report can be made of, which leaves the history as it was', async () => {
    const stored = goldenRun();
    const document = (raw: unknown): string => JSON.stringify({ ...summarizeRun(stored), raw });
    const text = JSON.stringify(stored);
    const histogram = /"model":"(HIST[^"]+)"/.exec(text)?.[1] ?? '';
    expect(histogram).not.toBe('');
    const garbage = text.replaceAll(histogram, 'garbage');
    const doubled = { ...stored, trials: [...stored.trials, stored.trials[0]] };
    await expectAllRefused([
      [
        ['runs', 'import', write('garbage.json', document(JSON.parse(garbage)))],
        'raw.trials.',
        'HdrHistogram',
      ],
      [['runs', 'import', write('twice.json', document(doubled))], 'raw.trials.', 'the same block and order'],
    ]);
    expect((await servebench(home, 'runs', 'list', '--json')).stdout.trim()).toBe('[]');
  });

  it('for an output that cannot be written, before anything runs', async () => {
    mkdirSync(join(home, 'folder.json'));
    await expectAllRefused([
      [['run', '--output', join(home, 'no', 'such', 'folder.json')], 'cannot write', 'there is no folder'],
      [['run', '--output', `${join(home, 'new.json')}/`], 'cannot write'],
      [['run', '--output', join(home, 'folder.json')], 'cannot write', 'it is a folder'],
      [['run', '--output', 'result.docx'], '.docx'],
      // The first of them could be written: it is not left behind.
      [['run', '--output', join(home, 'fine.json'), '--output', 'result'], 'needs an extension'],
    ]);
    expect(existsSync(join(home, 'fine.json'))).toBe(false);
  });

  it('for a run that is not there', async () => {
    await refused(['report'], 'the history holds no run', 'servebench run');
    await refused(['runs', 'show', 'ffff'], 'no run "ffff"');
  });

  it('and nothing of all this was recorded as a run, or left behind', async () => {
    const { stdout } = await servebench(home, 'runs', 'list');
    expect(stdout).toContain('no runs yet');
    expect(existsSync(join(home, 'work')) ? readdirSync(join(home, 'work')) : []).toEqual([]);
  });
});

describe('a state directory that cannot be written, not even by root', () => {
  const { home, remove } = temporaryHome();
  afterAll(remove);

  it('is named by every command that needs one, with what to do', async () => {
    const file = join(home, 'a-file');
    writeFileSync(file, 'in the way');
    const commands = [
      ['run', '--modes', 'null'],
      ['serve', 'null'],
      ['report'],
      ['runs', 'list'],
      ['runs', 'show', 'latest'],
      ['models', 'publish', 'clicks'],
    ];
    const inFile = commands.map(async (args) => ({ args, ...(await servebench(file, ...args)) }));
    const below = commands.slice(0, 2).map(async (args) => {
      return { args, ...(await servebench(join(file, 'state'), ...args)) };
    });
    const runs = [...inFile, ...below];
    for (const { args, code, stdout, stderr } of await Promise.all(runs)) {
      expect([code, stdout], `${args.join(' ')}\n${stderr}`).toEqual([2, '']);
      expect(stderr).toContain(file);
      expect(stderr).toMatch(/SERVEBENCH_HOME|choose another/);
      expect(stderr).not.toMatch(/^\s+at /m);
    }
    expect(readFileSync(file, 'utf8')).toBe('in the way');
    const { code, stdout } = await servebench(file, 'doctor');
    expect(code).toBe(2);
    expect(stdout).toContain('is not writable');
  }, 120_000);
});

describe('a model server that dies before it is ready', () => {
  const { home, remove } = temporaryHome();
  afterAll(() => {
    vi.unstubAllEnvs();
    remove();
  });

  it('fails its mode with its last lines; the others go on, and the exit code is 3', async () => {
    vi.stubEnv('NODE_OPTIONS', `--import=${resolve('test/fixtures/die-at-start.mjs')}`);
    vi.stubEnv('DIE_AS', 'model-server');
    const { code, stdout, stderr } = await servebench(
      home,
      ...['run', '--modes', 'microservice,null', '--repeats', '1', '--duration', '300ms', '--json'],
      ...['--set', 'warmUp=200ms'],
      ...['--set', 'traffic.history=0', '--set', 'traffic.requests=1000'],
    );
    expect(code, stderr).toBe(3);
    const { modes } = resultSchema.parse(JSON.parse(stdout));
    expect(modes['microservice']).toMatchObject({
      status: 'failed',
      error: {
        code: 'PROCESS_DIED',
        message: expect.stringContaining('model server of microservice exited with code 7'),
        lastLines: expect.arrayContaining(['out of luck']),
      },
    });
    expect(modes['null']?.status).toBe('measured');
    expect(modes['null']?.loads['saturation']?.requests.completed).toBeGreaterThan(0);
    const { stdout: table } = await servebench(home, 'report');
    expect(table).toContain('out of luck');
  }, 120_000);
});
