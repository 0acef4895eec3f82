import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { resultSchema, type Result } from '../../src/result/contract.js';
import { realStores, startServer, type Server } from '../servers/start-server.mjs';
import { childrenOf, servebench, startServebench, temporaryHome, until } from './servebench.js';
import { tablesIn } from './tables-in.js';

/** Steal of a shared machine may make a short trial invalid: then the run says so with exit code 3. */
const MEASURED = [0, 3];
const SECRET = 'n0-b0dy-may-see-th1s';
const ROLES = ['application', 'model-server', 'load', 'checks', 'precompute'];
const SMALL = [
  ...['run', 'scenarios/quickstart.yaml', '--repeats', '1', '--json'],
  ...['--set', 'traffic.history=20000', '--set', 'traffic.requests=20000'],
  ...['--set', 'modes.precomputed.keys.top=5000', '--set', 'warmUp=100ms'],
];
const MODES = ['--modes', 'precomputed,null'];
const SHORT = [...MODES, '--duration', '500ms'];

/** The password is named, not written. */
const VARIABLE = 'SERVEBENCH_TEST_SECRET';

let onSqlite: Result;
beforeAll(async () => {
  process.env[VARIABLE] = SECRET;
  const { home, remove } = temporaryHome();
  const finished = await servebench(home, ...SMALL, ...SHORT);
  expect(MEASURED, finished.stderr).toContain(finished.code);
  onSqlite = resultSchema.parse(JSON.parse(finished.stdout));
  remove();
}, 120_000);

/** Holds the table in the server against the one in a file. */
function expectSame(result: Result, kind: string): void {
  const mode = result.modes['precomputed'];
  const reference = onSqlite.modes['precomputed'];
  expect(mode?.status).toBe('measured');
  expect(mode?.coverage).toEqual(reference?.coverage);
  expect(mode?.parity).toEqual(reference?.parity);
  expect(mode?.parity).toMatchObject({ mismatches: 0 });
  expect(mode?.storage?.rows).toBe(reference?.storage?.rows);
  expect(mode?.storage?.tableBytes).toBeGreaterThan(reference?.storage?.tableBytes ?? 0);
  expect(mode?.footprint).toMatchObject({
    processes: 2,
    ports: 2,
    stores: [expect.stringMatching(`^prediction table \\(${kind} \\d+\\.\\d+.*\\)$`)],
  });
  expect(mode?.cpuUsPerRequest.stores).toBeGreaterThan(0.1);
  expect(mode?.memory.anonBytes).toBeGreaterThan(reference?.memory.anonBytes ?? 0);
  expect(reference?.cpuUsPerRequest.stores).toBe(0);
}

describe.each(realStores())('a run on %s', (kind) => {
  const { home, remove } = temporaryHome();
  let server: Server;

  beforeAll(async () => {
    server = await startServer(kind, { password: SECRET });
  }, 120_000);
  afterAll(async () => {
    await server.stop();
    remove();
  });

  it('gives the same answers as on SQLite, counts the server, and shows the password to nobody', async () => {
    delete process.env[VARIABLE];
    const output = join(home, 'result.json');
    const args = [...SMALL, ...SHORT, '--store', server.url, '--output', output];
    const run = startServebench(home, ...args);
    await until('a trial is running', () => /precomputed: saturation/.test(run.output().stderr), 60_000);
    const pids = ROLES.flatMap((role) => childrenOf(run.child.pid, role));
    expect(pids.length).toBeGreaterThan(3);
    for (const pid of pids) {
      expect(readFileSync(`/proc/${pid}/cmdline`, 'latin1')).not.toContain(SECRET);
      expect(readFileSync(`/proc/${pid}/environ`, 'latin1')).not.toContain(SECRET);
    }
    const { code, stdout, stderr } = await run.finished;
    expect(MEASURED, stderr).toContain(code);
    const result = resultSchema.parse(JSON.parse(stdout));
    expectSame(result, kind);
    expect(await tablesIn(server)).toEqual([]);

    const { id } = result.run;
    const shown = await Promise.all([
      servebench(home, 'runs', 'show', id),
      servebench(home, 'report', id, '--json'),
      servebench(home, 'report', id),
      servebench(home, ...SMALL, ...MODES, '--dry-run', '--store', server.url),
      servebench(home, ...SMALL, ...MODES, '--store', server.url.replace(/:\d+(?=\/|$)/, ':1')),
      servebench(home, ...SMALL, ...MODES, '--store', `${server.url}?unknown=1`),
      servebench(home, ...SMALL, ...MODES, '--set', `modes.precomputed.url=${server.url}`),
    ]);
    const texts = [stdout, stderr, ...shown.flatMap((finished) => [finished.stdout, finished.stderr])];
    for (const text of texts) expect(text).not.toContain(SECRET);
    expect(shown.map((finished) => finished.code)).toEqual([0, 0, 0, 0, 2, 2, 2]);
    expect(stdout).toContain('***');
    process.env[VARIABLE] = SECRET;
    for (const file of filesIn(home)) expect(readFileSync(file, 'latin1'), file).not.toContain(SECRET);
  }, 120_000);

  it('goes on when the server dies under a trial, or is not there at all, and measures the other modes', async () => {
    const url = server.url.replace(SECRET, `\${${VARIABLE}}`);
    const modes = {
      precomputed: `{ keys: { top: 5000 }, store: ${kind}, url: "${url}" }`,
      gone: `{ mode: precomputed, keys: { top: 5000 }, store: ${kind}, url: "${url.replace(/:\d+(?=\/|$)/, ':1')}" }`,
    };
    const sets = Object.entries(modes).flatMap(([label, mode]) => ['--set', `modes.${label}=${mode}`]);
    const names = ['--modes', 'precomputed,gone,null'];
    const oneLoad = ['--set', 'loads={saturation: {kind: closed, connections: 8}}', '--duration', '2s'];
    const run = startServebench(home, ...SMALL, ...sets, ...names, ...oneLoad);
    await until('the trial is running', () => /precomputed: saturation/.test(run.output().stderr), 60_000);
    await new Promise((done) => setTimeout(done, 700));
    await server.kill();
    const { code, stdout, stderr } = await run.finished;
    await server.start();
    expect(code, stderr).toBe(3);
    const result = resultSchema.parse(JSON.parse(stdout));
    // The password came from the environment, and only its name is kept.
    expect(result.run.scenarioText).toContain(url);
    expect(result.modes['null']?.status).toBe('measured');
    expect(result.modes['precomputed']?.status).toBe('measured');
    const load = result.modes['precomputed']?.loads['saturation'];
    expect(load?.requests.errors).toBeGreaterThan(0);
    expect(load?.validity.valid).toBe(false);
    expect(load?.validity.reasons.join()).toContain('(502 ');
    // The server was not there to be asked when the trial ended: what all used together is not known.
    expect(load?.repeats.map(({ cpuUsPerRequest }) => cpuUsPerRequest)).toEqual([null]);
    expect(result.modes['gone']?.error?.code).toBe('STORE_UNREACHABLE');
    expect(result.modes['gone']?.error?.message).toMatch(/127\.0\.0\.1:1\b.*start one/);
  }, 120_000);

  it('leaves nothing in the server, not even when it is killed', async () => {
    const run = startServebench(home, ...SMALL, ...MODES, '--duration', '3s', '--store', server.url);
    await until('a trial is running', () => /: saturation/.test(run.output().stderr), 60_000);
    expect(await tablesIn(server)).toHaveLength(1);
    run.child.kill('SIGKILL');
    await run.finished;
    await expect.poll(() => tablesIn(server), { timeout: 10_000 }).toEqual([]);
  }, 90_000);
});

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((file) => statSync(file).isFile());
}
