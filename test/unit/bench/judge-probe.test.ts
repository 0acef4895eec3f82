import { describe, expect, it } from 'vitest';

import { judgeProbe, probeDurationMs } from '../../../src/bench/judge-probe.js';
import type { LoadResult } from '../../../src/core/load-result.js';
import type { SearchLoad } from '../../../src/core/search-load.js';
import { latencies, openResult, SEARCH } from './loads.js';

const missed = (changes: Partial<LoadResult>, count?: number): readonly string[] =>
  judgeProbe(openResult(changes, count), 1000, SEARCH).missed;

describe('probeDurationMs', () => {
  it('holds twice the samples of the percentile, whatever the rate', () => {
    expect(probeDurationMs(SEARCH, 10_000)).toBe(1000);
    expect(probeDurationMs(SEARCH, 100)).toBe(7360);
    const tail: SearchLoad = { ...SEARCH, slo: { ...SEARCH.slo, latencyUs: { p999: 1, p50: 1 } } };
    expect(probeDurationMs(tail, 1000)).toBe(7376);
  });
});

describe('judgeProbe', () => {
  it('meets an objective that is met', () => {
    const verdict = judgeProbe(openResult(), 1000, SEARCH);
    expect(verdict).toMatchObject({ missed: [], isGeneratorLate: false, isHopeless: false });
    expect(verdict.latencyUs.p99).toBeCloseTo(992, -1);
  });

  it('says which percentile is above its limit', () => {
    const slow = { latency: { model: latencies(1000, 1000, 16_000) } };
    expect(missed(slow)).toEqual(['p99 15.9 ms is above 10 ms']);
    expect(judgeProbe(openResult(slow), 1000, SEARCH).isHopeless).toBe(false);
    const lost = { latency: { model: latencies(1000, 15_000, 20_000) } };
    expect(judgeProbe(openResult(lost), 1000, SEARCH).isHopeless).toBe(true);
  });

  it('counts what was not measured as missed', () => {
    expect(missed({}, 100)[0]).toContain('needs at least 368 samples');
  });

  it('counts errors and timeouts together', () => {
    const requests = { sent: 1000, completed: 998, errors: 1, timeouts: 1, dropped: 0 };
    expect(missed({ requests })).toEqual(['2 of 1000 requests failed']);
    expect(missed({ requests: { ...requests, completed: 999, timeouts: 0 } })).toEqual([]);
  });

  it('sees a backlog before the percentile does', () => {
    expect(missed({ inTime: { model: 960 } })).toEqual(['a backlog of 40 requests was left after 1.0 s']);
    expect(missed({ inTime: { model: 985 } })).toEqual([]);
  });

  it('does not blame the server for a late generator', () => {
    const late = { latency: { model: latencies(1000, 1000, 20_000) }, lateness: latencies(1000, 0, 15_000) };
    expect(judgeProbe(openResult(late), 1000, SEARCH).isGeneratorLate).toBe(true);
    expect(
      judgeProbe(openResult({ lateness: latencies(1000, 0, 15_000) }), 1000, SEARCH).isGeneratorLate,
    ).toBe(false);
  });

  it('judges real answers, and the floor on what it answers', () => {
    const misses = { latency: { table: latencies(500, 200, 1000), miss: latencies(500, 50_000, 60_000) } };
    expect(missed(misses)).toEqual([]);
    expect(missed({ latency: { default: latencies(1000, 200, 1000) }, inTime: { default: 1000 } })).toEqual(
      [],
    );
  });
});
