import type { RequestRows } from '../../core/request-rows.js';
import type { DrillPeriod } from '../../result/drill-contract.js';
import { createHistogram, type Histogram } from '../../statistics/histogram.js';
import { summarizeLatency } from '../../statistics/latency-summary.js';
import { isAnswered, readRows, type Row } from './row-reader.js';

/** p50, p99 and the highest; null where the sample is too small. */
export function shortSummary(histogram: Histogram): DrillPeriod['latencyUs'] {
  const { p50, p99, max } = summarizeLatency(histogram);
  return { p50, p99, max };
}

/** What became of the requests that belong to a period. @param limitUs beyond it an answer is slow */
export function sumUpPeriod(rows: RequestRows, belongs: (row: Row) => boolean, limitUs: number): DrillPeriod {
  const latency = createHistogram();
  const byKind = new Map<number, Histogram>();
  const counts = { answered: 0, failed: 0, timeouts: 0, shed: 0, slow: 0 };
  for (const row of readRows(rows)) {
    const { outcome } = row.kind;
    if (outcome === 'dropped' || !belongs(row)) continue;
    if (isAnswered(row)) {
      counts.answered++;
      if (row.latencyUs > limitUs) counts.slow++;
      latency.record(row.latencyUs);
    } else counts.failed++;
    if (outcome === 'timeout') counts.timeouts++;
    if (outcome === 'shed') counts.shed++;
    const ofKind = byKind.get(row.index) ?? createHistogram();
    byKind.set(row.index, ofKind);
    ofKind.record(row.latencyUs);
  }
  const got = [...byKind].map(([index, histogram]) => ({
    what: rows.kinds[index]?.what ?? '',
    outcome: rows.kinds[index]?.outcome ?? '',
    requests: histogram.count,
    latencyUs: shortSummary(histogram),
  }));
  got.sort((one, other) => other.requests - one.requests);
  return { ...counts, latencyUs: shortSummary(latency), got };
}
