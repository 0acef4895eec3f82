import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';

import { resultSchema, type Result } from '../../../src/result/contract.js';
import {
  childrenOf,
  isAlive,
  servebench,
  startServebench,
  temporaryHome,
  until,
  type Finished,
} from '../servebench.js';
import { freePort, SERVER, startForeign, type ForeignServer } from './start-server.js';

const SECRET = 'k3y"of/the door';

/** A scenario of a small model, in a folder of its own with the server beside it. */
function writeScenario(home: string, modes: readonly string[], model = 'score'): string {
  const file = join(home, 'foreign.yaml');
  copyFileSync(SERVER, join(home, 'model_server.py'));
  writeFileSync(
    file,
    `
model: ${resolve(`test/fixtures/models/${model}.onnx`)}
traffic: { generator: random, requests: 5000 }
modes:
${modes.map((mode) => `  ${mode}`).join('\n')}
loads:
  saturation: { kind: closed, connections: 4, duration: 400ms }
repeats: 1
warmUp: 100ms
`,
  );
  return file;
}

/** Processes whose command line holds all of these words. */
function processesWith(...words: readonly string[]): number[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const line = readFileSync(`/proc/${name}/cmdline`, 'utf8');
      return words.every((word) => line.includes(word)) ? [Number(name)] : [];
    } catch {
      // It ended while we looked.
      return [];
    }
  });
}

describe('model servers that others wrote', () => {
  const { home, remove } = temporaryHome();
  const servers: ForeignServer[] = [];
  let finished: Finished;
  let result: Result;

  const start = async (behaviour?: string, env?: Record<string, string>): Promise<number> => {
    const server = await startForeign(behaviour, env);
    servers.push(server);
    return server.port;
  };

  beforeAll(async () => {
    vi.stubEnv('SERVEBENCH_TEST_KEY', SECRET);
    const url = (port: number, path = ''): string => `url: "http://127.0.0.1:${port}${path}"`;
    const command = async (words: string, more = ''): Promise<string> => {
      const port = await freePort();
      return `mode: microservice, ${url(port)}, command: "python3 model_server.py ${port} ${words}", ready: /v2/health/ready, model: toy${more}`;
    };
    const json = `protocol: json, request: { row: "{{request}}" }, response: results.0.value`;
    const token = 'headers: { Authorization: "Bearer ${SERVEBENCH_TEST_KEY}" }';
    const list = await freePort();
    const running = await start('', { MODEL_SERVER_TOKEN: SECRET });
    const file = writeScenario(home, [
      'embedded: {}',
      `running: { mode: microservice, ${url(running)}, model: toy }`,
      `one-row: { mode: microservice, ${url(await start('one-row'))}, model: toy, tolerance: 0.00001 }`,
      `started: { ${await command('daemon')} }`,
      `listed: { mode: microservice, ${url(list)}, command: [python3, model_server.py, "${list}"], model: toy, env: { MODEL_SERVER_TOKEN: "\${SERVEBENCH_TEST_KEY}" } }`,
      `tfserving: { mode: microservice, ${url(running)}, protocol: tfserving, model: toy }`,
      `columns: { mode: microservice, ${url(await start('columns'))}, protocol: tfserving, model: toy }`,
      `own-format: { mode: microservice, ${url(running, '/score?version=2')}, ${json}, ${token} }`,
      `denied: { mode: microservice, ${url(await start(), '/score?version=2')}, ${json}, ${token} }`,
      `unnamed: { mode: microservice, ${url(running)} }`,
      `tf-unnamed: { mode: microservice, ${url(running)}, protocol: tfserving }`,
      `other-type: { ${await command('fp64')} }`,
      `other-input: { ${await command('other-input')} }`,
      `nobody: { mode: microservice, ${url(await freePort())}, model: toy }`,
      `taken: { mode: microservice, ${url(running)}, command: "sleep 60", model: toy }`,
      `exits: { ${await command('exits', ', env: { MODEL_SERVER_TOKEN: "${SERVEBENCH_TEST_KEY}" }')} }`,
      `mistyped: { mode: microservice, ${url(await freePort())}, command: [no-such-program], model: toy }`,
      `never: { ${await command('never-ready', ', readyTimeout: 700ms')} }`,
    ]);
    finished = await servebench(home, 'run', file, '--json');
    expect(finished.stderr).not.toContain('SCENARIO_INVALID');
    result = resultSchema.parse(JSON.parse(finished.stdout));
  }, 240_000);

  afterAll(async () => {
    vi.unstubAllEnvs();
    await Promise.all(servers.map((server) => server.stop()));
    remove();
  });

  it.each(['running', 'one-row', 'started', 'listed', 'tfserving', 'columns', 'own-format'])(
    '%s is measured, and answers as the model does',
    (label) => {
      const mode = result.modes[label];
      expect(mode?.error).toBeUndefined();
      expect(mode?.status).toBe('measured');
      expect(mode?.parity).toMatchObject({ checked: 128, mismatches: 0 });
      expect(mode?.coverage?.requests).toBe(1);
      const load = mode?.loads['saturation'];
      expect(load?.requests).toMatchObject({ errors: 0, timeouts: 0 });
      expect(load?.requests.completed).toBeGreaterThan(20);
    },
  );

  it('memory and CPU are known of a server that was started here, and of no other', () => {
    for (const label of ['started', 'listed']) {
      const { memory, cpuUsPerRequest, footprint } = result.modes[label] as Result['modes'][string];
      // The application; the shell (where one was asked for), Python, and what it has started.
      expect(memory?.processes).toBeGreaterThanOrEqual(2);
      expect(memory?.rssBytes).toBeGreaterThan(40e6);
      expect(cpuUsPerRequest.modelServers).toBeGreaterThan(0);
      expect(footprint).toMatchObject({ processes: 2, ports: 2 });
    }
    for (const label of ['running', 'tfserving', 'own-format']) {
      const { memory, cpuUsPerRequest, footprint, storage } = result.modes[label] as Result['modes'][string];
      expect([memory?.rssBytes, cpuUsPerRequest.modelServers, footprint, storage]).toEqual([
        null,
        null,
        null,
        null,
      ]);
      expect(cpuUsPerRequest.application).toBeGreaterThan(0);
    }
  });

  it('says how a server is asked where that was not chosen', () => {
    const warnings = result.warnings.join('\n');
    expect(warnings).toContain('running: the server does not list binary_tensor_data');
    expect(warnings).toContain("one-row: the first dimension of the server's model is not -1");
    expect(warnings).not.toContain('tfserving: the server');
  });

  it.each([
    ['denied', undefined, /401.*bad token Bearer \[hidden\]/s],
    ['unnamed', 'MODEL_UNKNOWN', /no model "score"/],
    ['tf-unnamed', 'MODEL_UNKNOWN', /no model "score".*Could not find any versions/s],
    ['other-type', 'MODEL_MISMATCH', /its input "x" is FP64, the card says FP32/],
    ['other-input', 'MODEL_MISMATCH', /it has no input "x" \(it has "features"\)/],
    ['nobody', 'SERVER_UNREACHABLE', /ECONNREFUSED/],
    ['taken', 'PORT_IN_USE', /something else listens at http:\/\/127.0.0.1:\d+ already/],
    ['exits', 'PROCESS_DIED', /command of exits: it exited with code 3 before it was ready/],
    ['mistyped', 'PROCESS_DIED', /could not be started: .*no-such-program/],
    ['never', 'NOT_READY', /not ready within 700 ms: GET .*\/v2\/health\/ready was answered 503/],
  ])('%s fails alone, as %s, with what is wrong', (label, code, message) => {
    const mode = result.modes[label];
    expect(mode?.status).toBe('failed');
    expect(mode?.error?.message).toMatch(message);
    if (code) expect(mode?.error?.code).toBe(code);
  });

  it('shows the last words of a command, and no secret anywhere', () => {
    expect(result.modes['exits']?.error?.lastLines?.join('\n')).toContain('no licence for [hidden]');
    const files = readdirSync(home, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
    const stored = files
      .filter(({ name }) => /\.db/.test(name))
      .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1'));
    expect(stored.length).toBeGreaterThan(0);
    for (const text of [finished.stdout, finished.stderr, ...stored]) {
      expect(text).not.toContain(SECRET);
      expect(text).not.toContain(JSON.stringify(SECRET).slice(1, -1));
    }
  });

  it('leaves nothing behind, and what runs elsewhere alone', () => {
    expect(finished.code).toBe(3);
    const ours = new Set(servers.map(({ child }) => child.pid));
    expect(processesWith('model_server.py').filter((pid) => !ours.has(pid))).toEqual([]);
    expect(processesWith('left-behind')).toEqual([]);
    expect(servers.every(({ child }) => isAlive(child.pid ?? 0))).toBe(true);
  });
});

describe('a server that is started, when servebench ends in the middle', () => {
  const homes: (() => void)[] = [];
  afterEach(() => homes.splice(0).forEach((remove) => remove()));

  it.each(['SIGKILL', 'SIGINT'] as const)(
    'ends by %s with all that it has started',
    async (signal) => {
      const { home, remove } = temporaryHome();
      homes.push(remove);
      const port = await freePort();
      const file = writeScenario(home, [
        `subject: { mode: microservice, url: "http://127.0.0.1:${port}", command: "python3 model_server.py ${port} daemon", ready: /v2/health/ready, model: toy }`,
      ]);
      const run = startServebench(home, 'run', file, '--duration', '60s');
      const isMine = (): number[] => processesWith('model_server.py', `${port}`);
      await until(
        'the server is under load',
        () => run.output().stderr.includes('subject: saturation'),
        60_000,
      );
      const pids = [...isMine(), ...processesWith('left-behind')];
      expect(pids.length).toBeGreaterThanOrEqual(2);
      run.child.kill(signal);
      await run.finished;
      await until('it has ended', () => !pids.some(isAlive), 20_000);
    },
    120_000,
  );

  it.each([
    ['the command', 'command of subject exited with code 137', 'the command was killed by SIGKILL'],
    ['the process that watches over it', 'command of subject was killed by SIGKILL', undefined],
  ])(
    '%s dies under load: its mode fails, and nothing is left',
    async (which, message, words) => {
      const { home, remove } = temporaryHome();
      homes.push(remove);
      const port = await freePort();
      const file = writeScenario(home, [
        `subject: { mode: microservice, url: "http://127.0.0.1:${port}", command: [python3, model_server.py, "${port}"], ready: /v2/health/ready, model: toy }`,
      ]);
      const run = startServebench(home, 'run', file, '--duration', '60s', '--json');
      await until(
        'the server is under load',
        () => run.output().stderr.includes('subject: saturation'),
        60_000,
      );
      const servers = processesWith('model_server.py', `${port}`);
      const victims = which === 'the command' ? servers : childrenOf(run.child.pid, 'command');
      expect(victims).toHaveLength(1);
      for (const pid of victims) process.kill(pid, 'SIGKILL');
      const { code, stdout } = await run.finished;
      expect(code).toBe(3);
      const { modes } = JSON.parse(stdout) as Result;
      expect(modes['subject']?.error).toMatchObject({ code: 'PROCESS_DIED', message });
      if (words) expect(modes['subject']?.error?.lastLines).toContain(words);
      // Not by its number: until its new parent asks for it, what has ended keeps that.
      expect(processesWith('model_server.py', `${port}`)).toEqual([]);
    },
    120_000,
  );
});
