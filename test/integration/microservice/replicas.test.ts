import { afterEach, describe, expect, it } from 'vitest';

import type { Deployment } from '../../../src/serving/deployment.js';
import { serve, type Served } from '../../contract/serving-modes.js';
import { parsePrometheus } from '../../contract/prometheus.js';
import { readMetric, startSenders, type Senders } from './senders.js';

const REQUEST = { country: 'US', device: 'phone', hour: '1', campaign: '1', placement: '1' };

function serversOf({ processes }: Deployment): number[] {
  return processes.flatMap(({ part, pid }) => (part === 'model-server' && pid !== undefined ? [pid] : []));
}

describe('replicas of the model server', () => {
  let served: Served | undefined;
  let senders: Senders | undefined;
  const stopped: number[] = [];

  afterEach(async () => {
    for (const pid of stopped.splice(0)) process.kill(pid, 'SIGCONT');
    await senders?.stop();
    await served?.stop();
    served = undefined;
    senders = undefined;
  });

  async function start(options: Record<string, unknown>, count = 16): Promise<[Served, Senders]> {
    served = await serve({ mode: 'microservice', options });
    senders = startSenders(served.deployment, REQUEST, count);
    await senders.more(200);
    return [served, senders];
  }

  it.each([
    ['one row a request', { batching: false }],
    ['batches, sent again whole', { batching: { maxBatch: 8 } }],
  ])(
    'one killed under load costs no request: %s',
    async (_what, options) => {
      const [{ deployment }, load] = await start({ replicas: 2, ...options });
      const [first = 0] = serversOf(deployment);
      process.kill(first, 'SIGKILL');
      await load.more(500);
      expect(Object.keys(load.statuses)).toEqual(['200']);
      expect((await readMetric(deployment, 'servebench_endpoint_ejected')).toSorted()).toEqual([0, 1]);
      expect(await readMetric(deployment, 'servebench_breaker_opened_total')).toEqual([0]);
    },
    60_000,
  );

  it('one that hangs costs no more than the timeout, is left out, and comes back', async () => {
    const [{ deployment }, load] = await start({ replicas: 2, timeoutMs: 500, batching: false });
    const [first = 0] = serversOf(deployment);
    process.kill(first, 'SIGSTOP');
    stopped.push(first);
    await expect
      .poll(() => readMetric(deployment, 'servebench_endpoint_ejected', '1'), { timeout: 20_000 })
      .toContain(1);
    const before = { ...load.statuses };
    const since = load.tookMs.length;
    await load.more(300);
    // What was outstanding when it was left out has failed by now, and nothing new is sent there.
    const failedBefore = Object.entries(before).reduce(
      (sum, [status, n]) => (status === '200' ? sum : sum + n),
      0,
    );
    const failed = Object.entries(load.statuses).reduce(
      (sum, [status, n]) => (status === '200' ? sum : sum + n),
      0,
    );
    expect(failedBefore).toBeGreaterThan(0);
    expect(load.statuses[503]).toBeUndefined();
    expect(failed).toBeLessThanOrEqual(16);
    expect(Math.max(...load.tookMs.slice(0, since))).toBeLessThan(6000);
    process.kill(first, 'SIGCONT');
    await expect
      .poll(async () => Math.max(...(await readMetric(deployment, 'servebench_endpoint_ejected'))), {
        timeout: 20_000,
      })
      .toBe(0);
  }, 60_000);

  it('without another one, the breaker opens: refused at once with 503 and Retry-After', async () => {
    const [{ deployment }, load] = await start({ breaker: { failures: 3, openMs: 60_000 } }, 4);
    const [only = 0] = serversOf(deployment);
    process.kill(only, 'SIGKILL');
    await expect.poll(() => load.statuses[503] ?? 0, { timeout: 20_000 }).toBeGreaterThan(50);
    expect(await readMetric(deployment, 'servebench_breaker_state', '"open"')).toEqual([1]);
    const response = await fetch(deployment.target.url, { method: 'POST', body: JSON.stringify(REQUEST) });
    expect([response.status, Number(response.headers.get('retry-after')) > 50]).toEqual([503, true]);
    expect(await response.json()).toMatchObject({ error: { code: 'OVERLOADED' } });
    const failed = (load.statuses[502] ?? 0) + (load.statuses[500] ?? 0);
    expect(failed).toBeGreaterThanOrEqual(1);
    // Those that were under way when it opened.
    expect(failed).toBeLessThanOrEqual(3 + 4);
    const metrics = await (await fetch(new URL('/metrics', deployment.target.url))).text();
    expect(() => parsePrometheus(metrics)).not.toThrow();
  }, 60_000);

  it('a breaker that is switched off lets every request try', async () => {
    const [{ deployment }, load] = await start({ breaker: false }, 4);
    process.kill(serversOf(deployment)[0] ?? 0, 'SIGKILL');
    await expect.poll(() => load.statuses[502] ?? 0, { timeout: 20_000 }).toBeGreaterThan(50);
    expect(load.statuses[503]).toBeUndefined();
  }, 60_000);
});
