import type { RowKind } from '../../core/request-rows.js';
import type { DrillPeriod } from '../../result/drill-figures.js';
import { createHistogram, type Histogram } from '../../statistics/histogram.js';
import { summarizeLatency } from '../../statistics/latency-summary.js';
import { isAnswered, isSent, type Row } from './row-reader.js';

/** p50, p99 and the highest; null where the sample is too small. */
export function shortSummary(histogram: Histogram): DrillPeriod['latencyUs'] {
  const { p50, p99, max } = summarizeLatency(histogram);
  return { p50, p99, max };
}

/** How long the answers among `rows` took, in microseconds. */
export function sumUpAnswers(rows: readonly Row[]): DrillPeriod['latencyUs'] {
  const latency = createHistogram();
  for (const row of rows) if (isAnswered(row)) latency.record(row.latencyUs);
  return shortSummary(latency);
}

/** What became of the requests of a period. @param limitUs beyond it an answer is slow */
export function sumUpPeriod(rows: readonly Row[], limitUs: number): DrillPeriod {
  const byKind = new Map<RowKind, Histogram>();
  const counts = { answered: 0, failed: 0, timeouts: 0, shed: 0, slow: 0 };
  for (const row of rows) {
    const { outcome } = row.kind;
    if (!isSent(row)) continue;
    if (isAnswered(row)) {
      counts.answered++;
      if (row.latencyUs > limitUs) counts.slow++;
    } else counts.failed++;
    if (outcome === 'timeout') counts.timeouts++;
    if (outcome === 'shed') counts.shed++;
    const ofKind = byKind.get(row.kind) ?? createHistogram();
    byKind.set(row.kind, ofKind);
    ofKind.record(row.latencyUs);
  }
  const got = [...byKind].map(([{ what, outcome }, histogram]) => ({
    what,
    outcome,
    requests: histogram.count,
    latencyUs: shortSummary(histogram),
  }));
  got.sort((one, other) => other.requests - one.requests);
  return { ...counts, latencyUs: sumUpAnswers(rows), got };
}
