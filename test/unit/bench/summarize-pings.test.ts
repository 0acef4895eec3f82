import { describe, expect, test } from 'vitest';

import { summarizePings } from '../../../src/bench/summarize-pings.js';
import type { PingMeasurement } from '../../../src/core/measurement.js';
import { createHistogram, encodeHistogram } from '../../../src/statistics/histogram.js';

/** One trial: `answered` pings of so many microseconds each, and what else was sent. */
function trial(answered: number, us: number, { errors = 0, timeouts = 0 } = {}): PingMeasurement {
  const latency = createHistogram();
  for (let index = 0; index < answered; index++) latency.record(us);
  for (let index = 0; index < timeouts; index++) latency.record(1_000_000);
  return { sent: answered + errors + timeouts, errors, timeouts, latency: encodeHistogram(latency) };
}

describe('pings of several trials', () => {
  test('are summed up as one sample, which has the tail that none of them has alone', () => {
    expect(summarizePings([trial(25, 400)]).pingUs).toMatchObject({
      p50: 400,
      p90: null,
      p95: null,
      p99: null,
    });
    const three = summarizePings([trial(25, 400), trial(25, 400), trial(25, 900)]);
    expect(three.pingUs).toMatchObject({ min: 400, p50: 400, p90: 900, p95: 900, p99: null, max: 900 });
    const long = summarizePings([trial(300, 400), trial(68, 900)]);
    expect(long.pingUs).toMatchObject({ p50: 400, p99: 900, p999: null });
  });

  test('count timeouts as slow answers, and errors as none', () => {
    const { pings, pingUs } = summarizePings([
      trial(10, 100, { errors: 3, timeouts: 1 }),
      trial(10, 100, { timeouts: 1 }),
    ]);
    expect(pings).toEqual({ sent: 25, errors: 3, timeouts: 2 });
    expect(pingUs?.p50).toBe(100);
    expect(pingUs?.max).toBeGreaterThan(990_000);
  });

  test('are null where nothing was pinged, or by a version that did not', () => {
    expect(summarizePings([null, undefined])).toEqual({ pingUs: null, pings: null });
    expect(summarizePings([null, trial(6, 50)]).pings?.sent).toBe(6);
  });
});
