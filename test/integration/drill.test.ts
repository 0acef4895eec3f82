import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { drillSchema, type Drilled, type DrillResult } from '../../src/result/drill-contract.js';
import {
  childrenOf,
  isAlive,
  servebench,
  startServebench,
  temporaryHome,
  until,
  type Started,
} from './servebench.js';

const SMALL = ['--set', 'traffic.requests=2000', '--set', 'traffic.history=100'];
const ROLES = ['application', 'model-server', 'load', 'probe', 'checks', 'hold'];

describe('drill --drill kill', () => {
  const { home, remove } = temporaryHome();
  let result: DrillResult;

  beforeAll(async () => {
    // Callers that wait long, and a late answer that counts as slow late: other work on this machine fails no request.
    const patience = ['--timeout', '5s', '--set', 'objectives.p99=500ms'];
    const load = ['--duration', '5s', '--rate', '100', '--restart-after', '400ms'];
    const modes = ['--modes', 'micro-1,micro-2,embedded,null'];
    const finished = await servebench(
      home,
      ...['drill', 'drills', '--drill', 'kill', '--json', '--output', join(home, 'drill.csv')],
      ...[...modes, ...load, ...patience, ...SMALL],
    );
    expect(finished.code, finished.stderr).toBe(0);
    result = drillSchema.parse(JSON.parse(finished.stdout));
  }, 120_000);
  afterAll(remove);

  const drilled = (label: string): Drilled => {
    const outcome = result.drills[0]?.modes[label];
    if (outcome?.status !== 'drilled') throw new Error(`${label}: ${JSON.stringify(outcome)}`);
    return outcome;
  };

  it('is a document of the published JSON Schema', () => {
    const schema = JSON.parse(readFileSync('dist/result.schema.json', 'utf8')) as object;
    const validate = new Ajv2020({ strict: false }).compile(schema);
    expect(validate(result), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...result, drills: [{}] })).toBe(false);
  });

  it('is in the history, and comes and goes like a run', async () => {
    const { id } = result.drill;
    const file = join(home, 'exported.json');
    const page = join(home, 'drill.html');
    const listed = await servebench(home, 'runs', 'list', '--drills', '--json');
    expect(JSON.parse(listed.stdout)).toMatchObject([{ id, drills: ['kill'], scenario: 'drills' }]);
    expect((await servebench(home, 'runs', 'export', id.slice(0, 6), '--output', file)).code).toBe(0);
    expect((await servebench(home, 'runs', 'remove', id)).stdout).toContain(`${id} removed`);
    expect((await servebench(home, 'report', id)).code).toBe(2);
    expect((await servebench(home, 'runs', 'import', file)).stdout).toContain('drill of drills');
    expect((await servebench(home, 'runs', 'import', file)).stderr).toContain('already');
    expect((await servebench(home, 'runs', 'show', id)).stdout).toContain('micro-2');
    const again = await servebench(home, 'report', id, '--json', '--output', page);
    expect(JSON.parse(again.stdout)).toEqual(result);
    expect(readFileSync(page, 'utf8')).toContain('What became of the requests during kill');
  });

  it('counts every request of the schedule once', () => {
    for (const label of ['micro-1', 'micro-2', 'embedded']) {
      const { requests, before, sinceEvent } = drilled(label);
      expect(requests.scheduled).toBe(500);
      expect(requests.sent + requests.neverSent).toBe(500);
      expect(requests.answered + requests.failed).toBe(requests.sent);
      expect(before.answered + sinceEvent.answered).toBe(requests.answered);
      expect(before.failed).toBe(0);
    }
  });

  it('costs no request where another model server is well, and its process comes back', () => {
    const { requests, ping, backMs, balancer } = drilled('micro-2');
    expect(requests.failed).toBe(0);
    expect(ping?.sinceEvent.failed).toBe(0);
    expect(backMs).toBeGreaterThanOrEqual(400);
    expect(balancer).toMatchObject({ breakerOpened: 0 });
  });

  it('of the only model server is an outage, shortened to a refusal at once by the breaker, and ends', () => {
    const { sinceEvent, outageMs, recoveryMs, backMs, balancer, ping } = drilled('micro-1');
    // From the kill until it is ready again, and then until the breaker lets a request through: at most a second.
    expect(outageMs).toBeGreaterThan(400);
    expect(backMs).toBeGreaterThanOrEqual(400);
    expect(recoveryMs).toBeGreaterThanOrEqual((backMs ?? 0) - 500);
    expect(balancer?.breakerOpened).toBeGreaterThanOrEqual(1);
    expect(sinceEvent.shed).toBeGreaterThan(10);
    expect(sinceEvent.failed).toBeGreaterThan(sinceEvent.shed);
    const what = sinceEvent.got.map((got) => got.what);
    expect(what).toEqual(expect.arrayContaining(['200 model', '503 OVERLOADED', '502 BACKEND_FAILED']));
    // The application itself lives on.
    expect(ping?.sinceEvent.failed).toBe(0);
  });

  it('of an embedded model takes the application along, pings too', () => {
    const { sinceEvent, outageMs, ping, backMs } = drilled('embedded');
    expect(outageMs).toBeGreaterThan(400);
    expect(backMs).toBeGreaterThanOrEqual(400);
    expect(sinceEvent.got.map(({ what }) => what)).toContain('ECONNREFUSED');
    expect(ping?.sinceEvent.failed).toBeGreaterThan(3);
    expect(ping?.outageMs).toBeGreaterThan(400);
    expect(ping?.before.failed).toBe(0);
  });

  it('has no meaning where no process holds a model, and says so', () => {
    expect(result.drills[0]?.modes['null']).toEqual({
      status: 'inapplicable',
      reason: 'none of its processes holds a model',
    });
  });

  it('is written as CSV, too: one row a figure', () => {
    const lines = readFileSync(join(home, 'drill.csv'), 'utf8').split('\r\n');
    expect(lines).toContain('drills,kill,micro-2,drilled,failed,count,0');
    expect(lines).toContain('drills,kill,null,inapplicable,,,');
  });
});

describe('nothing survives a drill', () => {
  let home: string;
  let remove: () => void;
  beforeEach(() => ({ home, remove } = temporaryHome()));
  afterEach(() => remove());

  const ours = (run: Started): number[] => ROLES.flatMap((role) => childrenOf(run.child.pid, role));
  const stateOf = (pid: number | undefined): string =>
    readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.[0] ?? '';

  /** @returns the run while its model server hangs, and the processes that it has started by then */
  async function hanging(): Promise<{ run: Started; pids: number[] }> {
    const run = startServebench(
      home,
      ...['drill', 'drills', '--drill', 'hang', '--modes', 'micro-1', '--json'],
      ...['--duration', '4s', '--hang', '2900ms', ...SMALL],
    );
    const victim = (): number | undefined => childrenOf(run.child.pid, 'model-server')[0];
    await until('a model server hangs', () => victim() !== undefined && stateOf(victim()) === 'T', 60_000);
    return { run, pids: ours(run) };
  }

  it('that Ctrl-C ends while a process hangs', async () => {
    const { run, pids } = await hanging();
    expect(pids.length).toBeGreaterThanOrEqual(6);
    const startedMs = Date.now();
    run.child.kill('SIGINT');
    expect((await run.finished).code).toBe(130);
    expect(Date.now() - startedMs).toBeLessThan(5000);
    expect(pids.filter(isAlive)).toEqual([]);
    expect(existsSync(join(home, 'work')) ? readdirSync(join(home, 'work')) : []).toEqual([]);
  }, 90_000);

  it('whose command is killed while a process hangs: it is woken, and ends', async () => {
    const { run, pids } = await hanging();
    run.child.kill('SIGKILL');
    await run.finished;
    await expect.poll(() => pids.filter(isAlive), { timeout: 20_000 }).toEqual([]);
  }, 90_000);

  it('whose load process is killed: that mode fails, the next one is drilled', async () => {
    const run = startServebench(
      home,
      ...['drill', 'drills', '--drill', 'kill', '--modes', 'embedded,model-as-data', '--json'],
      ...['--duration', '2s', '--restart-after', '200ms', ...SMALL],
    );
    await until('it is under load', () => run.output().stderr.includes('kill of embedded: under load'));
    const pids = ours(run);
    for (const pid of childrenOf(run.child.pid, 'load')) process.kill(pid, 'SIGKILL');
    const { code, stdout, stderr } = await run.finished;
    expect(code, stderr).toBe(3);
    const { drills } = drillSchema.parse(JSON.parse(stdout));
    expect(drills[0]?.modes['embedded']).toMatchObject({
      status: 'failed',
      error: { code: 'PROCESS_DIED', message: expect.stringContaining('SIGKILL') as string },
    });
    expect(drills[0]?.modes['model-as-data']?.status).toBe('drilled');
    expect(pids.filter(isAlive)).toEqual([]);
  }, 90_000);
});
