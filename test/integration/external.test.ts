import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';

import { resultSchema, type Result } from '../../src/result/contract.js';
import { CERTIFICATE, startExternal, type ExternalSeen, type ExternalServer } from './external-server.js';
import { refusedUrl } from './load/trials.js';
import { servebench, startServebench, temporaryHome, until, type Finished } from './servebench.js';

const SECRET = 'k3y"of/the door';

/** A scenario of the model `clicks`, two short loads, and these modes. */
function writeScenario(home: string, modes: readonly string[], more = ''): string {
  const file = join(home, 'external.yaml');
  writeFileSync(
    file,
    `
model: ${resolve('models/clicks')}
traffic: { generator: zipf, requests: 20000, unseen: 0.05, history: 1000 }
modes:
${modes.map((mode) => `  ${mode}`).join('\n')}
loads:
  saturation: { kind: closed, connections: 4, duration: 500ms }
  steady: { kind: open, rate: 100, duration: 500ms }
repeats: 1
warmUp: 100ms
${more}`,
  );
  return file;
}

describe('applications of the user', () => {
  const { home, remove } = temporaryHome();
  const servers = new Map<string, ExternalServer>();
  const seen = new Map<string, ExternalSeen>();
  let finished: Finished;
  let result: Result;
  let gone: string;

  beforeAll(async () => {
    vi.stubEnv('SERVEBENCH_TEST_KEY', SECRET);
    for (const behaviour of [
      'scores',
      'wrong',
      'redirect',
      'html',
      'never',
      'denied',
      'expires',
      'sources',
    ]) {
      servers.set(behaviour, await startExternal(behaviour));
    }
    gone = await refusedUrl();
    const mode = (label: string, url = '', more = ''): string =>
      `${label}: { mode: external, url: "${url}", request: { rows: ["{{request}}"] }, ` +
      `headers: { Authorization: "Bearer \${SERVEBENCH_TEST_KEY}" }${more} }`;
    const urlOf = (behaviour: string): string | undefined => servers.get(behaviour)?.url;
    const scores = ', response: scores.0';
    const file = writeScenario(
      home,
      [
        'embedded: {}',
        mode('right', urlOf('scores'), scores),
        mode('wrong', urlOf('wrong'), scores),
        mode('another', urlOf('wrong'), ', parity: false'),
        mode('unfound', urlOf('scores')),
        mode('gone', gone, scores),
        mode('moved', urlOf('redirect'), scores),
        mode('page', urlOf('html'), scores),
        mode('silent', urlOf('never'), `${scores}, timeout: 300ms`),
        mode('denied', urlOf('denied'), scores),
        mode('expires', urlOf('expires'), scores),
        mode(
          'mixed',
          urlOf('sources'),
          ', parity: false, response: { prediction: scores.0, source: /meta/from }',
        ),
      ],
      'objectives: { coverage: 50% }',
    );
    finished = await servebench(home, 'run', file, '--json');
    result = resultSchema.parse(JSON.parse(finished.stdout));
    for (const [behaviour, server] of servers) seen.set(behaviour, await server.seen());
  }, 240_000);
  afterAll(async () => {
    vi.unstubAllEnvs();
    for (const server of servers.values()) await server.stop();
    remove();
  });

  it('are measured in their own format, and held against the model', () => {
    const right = result.modes['right'];
    expect(right?.status).toBe('measured');
    expect(right?.parity).toMatchObject({ mismatches: 0, maxAbsDiff: 0 });
    expect(right?.parity.checked).toBeGreaterThan(100);
    expect(right?.loads['saturation']?.throughputRps).toBeGreaterThan(50);
    expect(right?.loads['steady']?.sources.model).toBeGreaterThan(20);
    expect(seen.get('scores')?.bodies[0]).toMatch(/^\{"rows":\[\{"country":"[^"]+","device":.*\}\]\}$/);
  });

  it('say nothing of what only their operator knows', () => {
    const right = result.modes['right'];
    expect(right).toMatchObject({ coverage: null, storage: null, footprint: null });
    expect(right?.objectives?.missed).toContain('coverage could not be measured');
    expect(result.modes['embedded']?.objectives?.missed.join()).not.toContain('coverage');
    expect(right?.memory).toEqual({ rssBytes: null, anonBytes: null, processes: null });
    expect(right?.startupMs).toEqual({ prepare: null, ready: null, firstPrediction: null });
    expect(right?.cpuUsPerRequest).toMatchObject({ application: null, modelServers: null, stores: null });
    expect(right?.loads['saturation']).toMatchObject({ pingUs: null, pings: null });
    expect(result.modes['embedded']?.loads['saturation']?.pings?.sent).toBeGreaterThan(5);
  });

  it('are asked at their URL alone, with the secret of the environment', () => {
    for (const { paths, methods, tokens } of seen.values()) {
      expect(Object.keys(paths)).toEqual(['/v1/score']);
      expect(Object.keys(methods)).toEqual(['POST']);
      expect(Object.keys(tokens)).toEqual([`Bearer ${SECRET}`]);
    }
  });

  it('keep that secret out of all that is printed and stored', async () => {
    const table = await servebench(home, 'report', result.run.id);
    const entries = readdirSync(home, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    const files = entries.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1'));
    expect(files.join()).toContain('SERVEBENCH_TEST_KEY');
    for (const text of [finished.stdout, finished.stderr, table.stdout, ...files]) {
      for (const part of [SECRET, 'k3y', JSON.stringify(SECRET).slice(1, -1)])
        expect(text).not.toContain(part);
    }
    expect(result.run.scenarioText).toContain('${SERVEBENCH_TEST_KEY}');
    expect(result.modes['denied']?.error?.message).toContain('[hidden]');
    expect(result.modes['expires']?.loads['steady']?.errorSamples.join()).toContain('[hidden]');
  }, 60_000);

  it.each([
    ['wrong', 'PARITY_MISMATCH', ['256 of 256', 'parity: false']],
    ['unfound', 'WRONG_ANSWER', ['{"scores":[', 'response: scores.0']],
    ['gone', 'UNREACHABLE', ['ECONNREFUSED', 'start the application']],
    ['moved', 'WRONG_ANSWER', ['307', '/v2/score']],
    ['page', 'WRONG_ANSWER', ['<html>It works!</html>', 'not JSON']],
    ['silent', 'TIMEOUT', ['no answer within 300 ms']],
    ['denied', 'WRONG_ANSWER', ['401', 'bad token']],
  ])('fail alone, and say why: %s', (label, code, words) => {
    const { status, error } = result.modes[label] ?? {};
    expect(status).toBe('failed');
    expect(error?.code).toBe(code);
    for (const word of words) expect(error?.message).toContain(word);
    expect(finished.code).toBe(3);
    expect(result.modes['embedded']?.status).toBe('measured');
  });

  it('may serve another model', () => {
    const { status, parity } = result.modes['another'] ?? {};
    expect(status).toBe('measured');
    expect(parity).toEqual({ checked: 0, mismatches: 0, maxAbsDiff: 0 });
  });

  it('may tell the source of an answer in its body', () => {
    for (const load of Object.values(result.modes['mixed']?.loads ?? {})) {
      const { model, default: defaults } = load.sources;
      expect(model).toBeGreaterThan(10);
      expect(Math.abs(model - defaults)).toBeLessThan(0.1 * (model + defaults) + 5);
      expect(load.requests.errors).toBe(0);
    }
  });
});

describe('an application of the user', () => {
  const { home, remove } = temporaryHome();
  afterEach(() => vi.unstubAllEnvs());
  afterAll(remove);

  const measure = async (mode: string): Promise<Result['modes'][string] | undefined> => {
    const { code, stdout, stderr } = await servebench(home, 'run', writeScenario(home, [mode]), '--json');
    expect([0, 3], stderr).toContain(code);
    return resultSchema.parse(JSON.parse(stdout)).modes['mine'];
  };

  it.each([
    ['headers: { key: "${SERVEBENCH_TEST_UNSET}" }', ['SERVEBENCH_TEST_UNSET', '"key"']],
    ['request: "{{contry}}"', ['{{contry}}', 'did you mean {{country}}?']],
  ])(
    'is not asked where its options cannot be met: %s',
    async (options, words) => {
      const file = writeScenario(home, [`mine: { mode: external, url: "http://127.0.0.1:1/", ${options} }`]);
      const { code, stderr } = await servebench(home, 'run', file);
      expect(code).toBe(2);
      for (const word of words) expect(stderr).toContain(word);
    },
    60_000,
  );

  it('is nothing to serve', async () => {
    const file = writeScenario(home, ['mine: { mode: external, url: "http://127.0.0.1:1/" }']);
    for (const args of [['external'], ['mine', file]]) {
      const { code, stderr } = await servebench(home, 'serve', ...args);
      expect(code).toBe(2);
      expect(stderr).toContain('nothing to serve');
    }
  }, 60_000);

  it('may speak HTTPS, if its certificate is trusted', async () => {
    const server = await startExternal('scores', { tls: true });
    const mode = `mine: { mode: external, url: "${server.url}", request: { rows: ["{{request}}"] }, response: scores.0 }`;
    try {
      const distrusted = await measure(mode);
      expect(distrusted?.error?.message).toContain('NODE_EXTRA_CA_CERTS');
      vi.stubEnv('NODE_EXTRA_CA_CERTS', CERTIFICATE);
      const trusted = await measure(mode);
      expect(trusted?.status).toBe('measured');
      expect(trusted?.parity.mismatches).toBe(0);
      for (const { requests } of Object.values(trusted?.loads ?? {})) {
        expect(requests.completed).toBeGreaterThan(20);
        expect(requests.errors).toBe(0);
      }
    } finally {
      await server.stop();
    }
  }, 120_000);

  it('may be one of ours that somebody else runs, without any template', async () => {
    const served = startServebench(home, 'serve', 'embedded', '--port', '0');
    try {
      await until('it is up', () => served.output().stdout.includes('curl'), 60_000);
      const [url] = /http:\S+\/predict/.exec(served.output().stdout) ?? [];
      const mine = await measure(`mine: { mode: external, url: "${url}", tolerance: 0 }`);
      expect(mine?.status).toBe('measured');
      expect(mine?.parity.checked).toBeGreaterThan(100);
      expect(mine?.parity.mismatches).toBe(0);
    } finally {
      served.child.kill('SIGINT');
      await served.finished;
    }
  }, 120_000);
});
