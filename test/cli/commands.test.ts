import { execFile, execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { documentSchema, resultSchema } from '../../src/result/contract.js';
import {
  servebench,
  startServebench,
  temporaryHome,
  until,
  type Finished,
} from '../integration/servebench.js';

/** Gives a command a terminal; from util-linux. */
const SCRIPT = '/usr/bin/script';

/** Every command with good input, its output piped: data alone on stdout, nothing but progress on stderr. */
describe('a command', () => {
  const { home, remove } = temporaryHome();
  let run: Finished;

  beforeAll(async () => {
    const short = [
      '--duration',
      '300ms',
      '--repeats',
      '1',
      '--set',
      'traffic.history=1000',
      '--set',
      'traffic.requests=5000',
      '--set',
      'warmUp=100ms',
    ];
    const out = join(home, 'result.json');
    run = await servebench(home, 'run', '--modes', 'null,embedded', ...short, '--json', '--output', out);
  }, 120_000);
  afterAll(remove);

  const succeeds = async (...args: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await servebench(home, ...args);
    expect([code, stderr], args.join(' ')).toEqual([0, '']);
    expect(stdout.endsWith('\n')).toBe(true);
    expect(stdout).not.toContain('\u001B');
    return stdout;
  };
  const json = async <T>(...args: readonly string[]): Promise<T> =>
    JSON.parse(await succeeds(...args, '--json')) as T;

  /** What the command prints where it believes to write to a terminal. */
  const onTerminal = async (env: NodeJS.ProcessEnv, command: string): Promise<string> => {
    const { FORCE_COLOR: _, NO_COLOR: __, ...others } = process.env;
    const { stdout } = await promisify(execFile)(
      SCRIPT,
      ['-qec', `${process.execPath} dist/cli.js ${command}`, '/dev/null'],
      { env: { ...others, SERVEBENCH_HOME: home, TERM: 'xterm-256color', ...env } },
    );
    expect(stdout).toContain('quickstart');
    return stdout;
  };

  it('run prints the document and writes it, and its progress goes to stderr a line a step', () => {
    // A shared machine may disturb a short trial: then the code is 3, and the document says why.
    expect([0, 3], run.stderr).toContain(run.code);
    const document = resultSchema.parse(JSON.parse(run.stdout));
    expect(Object.keys(document.modes)).toEqual(['null', 'embedded']);
    expect(JSON.parse(readFileSync(join(home, 'result.json'), 'utf8'))).toEqual(document);
    expect(run.stderr).toMatch(/^block 1 of 1, embedded: deploying, \d+ s to go$/m);
    expect(run.stderr).not.toContain('\r');
  });

  it('run --dry-run prints the plan and runs nothing', async () => {
    const plan = await succeeds('run', '--dry-run', '--repeats', '2', '--modes', 'null,embedded');
    expect(plan.match(/^block/gm)).toHaveLength(2);
    expect(plan).toContain('null.saturation');
    expect(await json<unknown[]>('runs', 'list')).toHaveLength(1);
  });

  it('report renders the stored run again, in every format', async () => {
    const document = JSON.parse(run.stdout) as unknown;
    expect(await json('report')).toEqual(document);
    const table = await succeeds('report', 'latest', '--against', 'embedded');
    expect(table).toContain('quickstart');
    expect(Math.max(...table.split('\n').map((line) => [...line].length))).toBeLessThanOrEqual(100);
    await succeeds('report', '--output', join(home, 'again.json'));
    expect(documentSchema.parse(JSON.parse(readFileSync(join(home, 'again.json'), 'utf8')))).toEqual(
      document,
    );
  });

  it('report prints every format and compare takes one, and both write files of every extension', async () => {
    const starts: Readonly<Record<string, string>> = {
      table: '',
      csv: '',
      markdown: '<!-- servebench-',
      html: '<!doctype html>',
      junit: '<?xml',
      github: '::',
      'benchmark-json': '[',
      'benchmark-json-bigger': '[',
    };
    for (const [command, formats] of [
      [['report', 'latest'], Object.keys(starts)],
      [
        ['compare', 'latest', 'latest'],
        ['table', 'github'],
      ],
    ] as const) {
      const texts = await Promise.all(formats.map((format) => succeeds(...command, '--format', format)));
      for (const [index, format] of formats.entries())
        expect(texts[index]?.startsWith(starts[format] ?? '-'), `${command[0]} ${format}`).toBe(true);
      const files = ['r.csv', 'r.md', 'r.html', 'r.xml', 'r.txt', 'r.bigger.json', 'r.smaller.json'];
      const paths = files.map((file) => join(home, file));
      await succeeds(...command, ...paths.flatMap((path) => ['--output', path]));
      for (const path of paths) expect(readFileSync(path, 'utf8').endsWith('\n'), path).toBe(true);
    }
  }, 120_000);

  it.runIf(existsSync(SCRIPT))('report has colour on a terminal, and none with NO_COLOR', async () => {
    expect(await onTerminal({}, 'report latest')).toContain('\u001B[');
    expect(await onTerminal({ NO_COLOR: '1' }, 'report latest')).not.toContain('\u001B[');
  });

  it('runs list and runs show print the history', async () => {
    const [listed] = await json<{ id: string; status: string; trials: number }[]>('runs', 'list');
    expect(listed).toMatchObject({ status: 'finished', trials: 4 });
    expect(await succeeds('runs', 'list')).toContain(listed?.id);
    expect(await succeeds('runs', 'list', '--scenario', 'other')).toContain('no such run');
    const shown = await json<{ run: { id: string }; trials: unknown[] }>('runs', 'show', listed?.id ?? '');
    expect(shown.run.id).toBe(listed?.id);
    expect(shown.trials).toHaveLength(4);
    expect(await succeeds('runs', 'show', 'latest')).toContain('scenario  quickstart');
  });

  it('models list and models show print the cards', async () => {
    expect((await json<{ name: string }[]>('models', 'list')).map(({ name }) => name)).toEqual([
      'clicks',
      'digits',
      'queries',
    ]);
    expect(await succeeds('models', 'list')).toContain('clicks');
    const card = await json<{ features: { name: string; type: string; vocabulary: string[] }[] }>(
      'models',
      'show',
      'clicks',
    );
    expect(card.features.map(({ name, type, vocabulary }) => [name, type, vocabulary.length])).toEqual([
      ['country', 'categorical', 60],
      ['device', 'categorical', 5],
      ['hour', 'categorical', 24],
      ['campaign', 'categorical', 300],
      ['placement', 'categorical', 12],
    ]);
    expect(await succeeds('models', 'show', 'queries')).toContain('query: text, 3 to 5 characters');
    expect(await succeeds('models', 'show', 'test/fixtures/models/score.onnx')).toContain(
      'feature   x: tensor',
    );
  });

  it('models verify holds them against their graphs', async () => {
    expect(await json('models', 'verify')).toMatchObject([
      { name: 'clicks', maxAbsDiff: 0 },
      { name: 'digits', maxAbsDiff: 0 },
      { name: 'queries', maxAbsDiff: 0 },
    ]);
    expect(await succeeds('models', 'verify', 'clicks')).toContain('clicks: card and graph agree');
  });

  it('models publish makes a version, and the same again is none', async () => {
    const score = 'test/fixtures/models/score.onnx';
    expect(await json('models', 'publish', score)).toMatchObject({
      model: 'score',
      version: 1,
      created: true,
    });
    expect(await succeeds('models', 'publish', score)).toContain('score is already version 1');
    const next = await json('models', 'publish', 'test/fixtures/models/score-next.onnx', '--name', 'score');
    expect(next).toMatchObject({ model: 'score', version: 2, created: true });
    const store = join(home, 'elsewhere', 'store.db');
    await succeeds('models', 'publish', score, '--store', store);
    expect(existsSync(store)).toBe(true);
  });

  it('scenarios list and scenarios check read the scenarios', async () => {
    const listed = await json<{ name: string; question: string }[]>('scenarios', 'list');
    expect(listed.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['digits', 'quickstart', 'shared-artifact', 'unseen']),
    );
    for (const { question } of listed) {
      expect(question).toMatch(/\?$/);
    }
    const checks = await Promise.all(listed.map(({ name }) => succeeds('scenarios', 'check', name)));
    for (const check of checks) expect(check).toContain('fine');
  });

  it('doctor looks at the machine', async () => {
    const findings = await json<{ level: string; what: string }[]>('doctor');
    expect(findings.filter(({ level }) => level === 'broken')).toEqual([]);
    expect(findings.map(({ what }) => what).join('\n')).toContain('onnxruntime-node 1.30.0 loads');
    expect(await succeeds('doctor')).toContain('ok    state directory');
  });

  it('serve prints every URL it opened, and a curl line that answers', async () => {
    const served = startServebench(home, 'serve', 'microservice');
    await until('the curl line', () => served.output().stdout.includes('curl'));
    const lines = served.output().stdout.trim().split('\n');
    expect(lines.filter((line) => /^http:\/\/127\.0\.0\.1:\d+ {2}\S/.test(line))).toHaveLength(2);
    const answer = execFileSync('bash', ['-c', lines.at(-1) ?? ''], { encoding: 'utf8' });
    expect(JSON.parse(answer)).toMatchObject({ prediction: expect.any(Number), source: 'model' });
    served.child.kill('SIGINT');
    expect(await served.finished).toMatchObject({ code: 0, stderr: '' });
  });

  it('may be closed in the middle, as by head', async () => {
    const shell = `${process.execPath} dist/cli.js runs show latest --json | head -c 100`;
    const child = spawn('bash', ['-c', `set -o pipefail; ${shell}`], {
      env: { ...process.env, SERVEBENCH_HOME: home },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    await new Promise((resolve) => child.once('close', resolve));
    expect(stderr).toBe('');
  });
});
