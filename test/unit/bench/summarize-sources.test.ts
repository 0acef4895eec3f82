import { describe, expect, it } from 'vitest';

import { summarizeSources } from '../../../src/bench/summarize-sources.js';
import { SOURCES, type Source } from '../../../src/core/answer.js';
import { createHistogram, type Histogram } from '../../../src/statistics/histogram.js';
import type { LoadSummary } from '../../../src/result/load-contract.js';

function countsOf(some: Partial<Record<Source, number>>): LoadSummary['sources'] {
  const none = Object.fromEntries(SOURCES.map((source) => [source, 0]));
  return { ...none, ...some } as LoadSummary['sources'];
}

/** Every answer of a source takes so many microseconds. */
function latenciesOf(counts: LoadSummary['sources'], us: Partial<Record<Source, number>>) {
  return (source: Source): Histogram => {
    const histogram = createHistogram();
    for (let answer = 0; answer < counts[source]; answer++) histogram.record(us[source] ?? 0);
    return histogram;
  };
}

describe('answers by source', () => {
  it('have their share and their own latency, misses among them', () => {
    const counts = countsOf({ table: 60, model: 30, miss: 10 });
    const { bySource } = summarizeSources(counts, latenciesOf(counts, { table: 100, model: 900, miss: 50 }));
    expect(Object.keys(bySource ?? {}).sort()).toEqual(['miss', 'model', 'table']);
    expect(bySource?.table).toMatchObject({ requests: 60, share: 0.6, latencyUs: { p50: 100, max: 100 } });
    expect(bySource?.model).toMatchObject({ requests: 30, share: 0.3, latencyUs: { p50: 900 } });
    expect(bySource?.miss).toMatchObject({ requests: 10, share: 0.1, latencyUs: { p50: 50 } });
  });

  it('are not told apart where there is one source, or none', () => {
    const counts = countsOf({ model: 5 });
    expect(summarizeSources(counts, latenciesOf(counts, { model: 1 }))).toEqual({});
    expect(summarizeSources(countsOf({}), latenciesOf(countsOf({}), {}))).toEqual({});
  });
});
