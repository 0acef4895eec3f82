import { describe, expect, it } from 'vitest';

import { runSearch, type DriveProbe } from '../../../src/bench/run-search.js';
import type { SearchLoad } from '../../../src/core/search-load.js';
import { latencies, measurement, openResult, SEARCH as SEARCH_TO_50K } from './loads.js';

const SEARCH: SearchLoad = { ...SEARCH_TO_50K, most: 16_000, within: 1.1 };

/** A server that keeps up to a rate, with a disturbance at every `badEvery`-th probe. */
function server(
  capacity: number,
  options: { badEvery?: number; steal?: number; late?: boolean } = {},
): DriveProbe {
  let probes = 0;
  return (plan) => {
    if (plan.kind !== 'open' || plan.arrivals === 'replay') throw new Error('a search is made of open loads');
    probes++;
    const count = Math.round((plan.rate * plan.durationMs) / 1000);
    const isSlow = plan.rate > capacity || probes % (options.badEvery ?? Infinity) === 0;
    const latency = { model: isSlow ? latencies(count, 2000, 15_000) : latencies(count, 200, 2000) };
    const lateness = latencies(count, 0, isSlow && options.late ? 20_000 : 50);
    const machine = { steal: isSlow ? (options.steal ?? 0) : 0, throttled: 0, busyBefore: 0 };
    return Promise.resolve(measurement(openResult({ latency, lateness }, count), { machine }));
  };
}

describe('runSearch', () => {
  it('finds the capacity, and reports the measurement at it', async () => {
    const { search, load, validity } = await runSearch(SEARCH, server(3000));
    expect(search?.bound).toBe('found');
    expect(search?.capacityRps).toBeGreaterThan(3000 / 1.1);
    expect(search?.capacityRps).toBeLessThanOrEqual(3000);
    expect(load.requests.sent).toBe(search?.capacityRps);
    expect(validity.valid).toBe(true);
  });

  it('is not ended by one disturbance', async () => {
    const { search } = await runSearch(SEARCH, server(3000, { badEvery: 3 }));
    expect(search?.capacityRps).toBeGreaterThan(3000 / 1.1);
  });

  it('says "at least" at its upper bound and where the generator was late', async () => {
    expect((await runSearch(SEARCH, server(1e9))).search).toMatchObject({
      capacityRps: 16_000,
      bound: 'at-least',
    });
    const late = await runSearch(SEARCH, server(3000, { late: true }));
    expect(late.search).toMatchObject({ capacityRps: 2000, bound: 'at-least' });
  });

  it('finds nothing where nothing holds', async () => {
    const { search, validity } = await runSearch(SEARCH, server(0));
    expect(search).toMatchObject({ capacityRps: 0, bound: 'none' });
    expect(validity.valid).toBe(true);
    const late = await runSearch(SEARCH, server(0, { late: true }));
    expect(late.validity.reasons[0]).toContain('load process itself was late');
  });

  it('is invalid where the hypervisor took CPU whenever a rate failed', async () => {
    const { validity } = await runSearch(SEARCH, server(3000, { steal: 0.1 }));
    expect(validity.valid).toBe(false);
    expect(validity.reasons[0]).toContain('quieter machine');
  });
});
