import { ANSWERED_SOURCES } from '../core/answer.js';
import type { LoadResult } from '../core/load-result.js';
import type { Objectives } from '../core/scenario.js';
import { decodeHistogram, filledBuckets } from '../statistics/histogram.js';

/** From the highest percentile down: the limit that nearly every answer is meant to keep. */
const HIGHEST_FIRST = ['p999', 'p99', 'p95', 'p90', 'p50'];

/** @returns the latency, in microseconds, within which an answer is a good one; undefined without an objective. */
export function goodLatencyUs({ latencyUs }: Objectives): number | undefined {
  const highest = HIGHEST_FIRST.find((percentile) => latencyUs[percentile] !== undefined);
  return highest === undefined ? undefined : latencyUs[highest];
}

/**
 * Good answers per second of the planned duration: real predictions whose response time, from the intended send, is
 * within the limit. From the stored histograms, so the limit is sharp to 0.05%.
 *
 * @returns null without a limit, and for a closed loop, whose clients wait and so hide what they would have missed.
 */
export function goodputRps(loads: readonly LoadResult[], limitUs: number | undefined): number | null {
  if (limitUs === undefined || loads.some(({ kind }) => kind === 'closed')) return null;
  const seconds = loads.reduce((sum, { durationMs }) => sum + durationMs, 0) / 1000;
  const good = loads.reduce((sum, load) => sum + countWithin(load, limitUs), 0);
  return seconds > 0 ? good / seconds : null;
}

function countWithin({ latency }: LoadResult, limitUs: number): number {
  const buckets = ANSWERED_SOURCES.flatMap((source) => {
    const encoded = latency[source];
    return encoded === undefined ? [] : filledBuckets(decodeHistogram(encoded));
  });
  return buckets.reduce((sum, { us, samples }) => sum + (us <= limitUs ? samples : 0), 0);
}
