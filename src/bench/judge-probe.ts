import { ANSWERED_SOURCES, SOURCES, type Source } from '../core/answer.js';
import type { LoadResult } from '../core/load-result.js';
import type { SearchLoad } from '../core/search-load.js';
import { decodeHistogram, mergeHistograms, type Histogram } from '../statistics/histogram.js';
import {
  PERCENTILES,
  summarizeLatency,
  whyNull,
  type LatencySummary,
  type Percentile,
} from '../statistics/latency-summary.js';
import { minimumSamples } from '../statistics/order-statistics.js';
import { inMilliseconds } from './in-words.js';

/** What one probe of a capacity search showed. */
export interface ProbeVerdict {
  /** Of answered requests, from the intended send. */
  readonly latencyUs: LatencySummary;
  /** Why the objective was not met; empty where it was. */
  readonly missed: readonly string[];
  /** True where the load process was late itself: nothing can be said of the server at this rate. */
  readonly isGeneratorLate: boolean;
  /** True where the server is so far beyond the objective that asking again would tell nothing. */
  readonly isHopeless: boolean;
}

/** A probe holds at least this many times the samples that its percentile needs. */
const SAMPLES_FACTOR = 2;
/** A server that keeps up has at most rate x latency requests outstanding (Little's law); twice that is a backlog. */
const BACKLOG_FACTOR = 2;
const LEAST_BACKLOG = 0.02;

/** Milliseconds of a probe at a rate: long enough for the highest percentile of the objective. */
export function probeDurationMs({ slo, probeMs }: SearchLoad, rate: number): number {
  const needed = Math.max(...limitsOf(slo).map(([name]) => minimumSamples(PERCENTILES[name])));
  return Math.max(probeMs, Math.ceil((SAMPLES_FACTOR * needed * 1000) / rate));
}

export function judgeProbe(load: LoadResult, rate: number, { slo }: Pick<SearchLoad, 'slo'>): ProbeVerdict {
  // The floor gives no real answers: it is judged on what it completed.
  const answered = histogramOf(load, ANSWERED_SOURCES);
  const histogram = answered.count > 0 ? answered : histogramOf(load, SOURCES);
  const latencyUs = summarizeLatency(histogram);
  const limits = limitsOf(slo);
  const largestUs = Math.max(...limits.map(([, us]) => us));
  const missed = [
    ...limits.flatMap(([name, us]) => missedLimit(name, us, latencyUs, histogram.count)),
    ...missedCounts(load, rate, slo.errors, largestUs),
  ];
  const latenessUs =
    load.lateness === undefined ? null : summarizeLatency(decodeHistogram(load.lateness)).p99;
  return {
    latencyUs,
    missed,
    isGeneratorLate: missed.length > 0 && latenessUs !== null && latenessUs > largestUs / 2,
    isHopeless: (latencyUs.p50 ?? 0) > largestUs || load.requests.dropped > 0,
  };
}

function histogramOf({ latency }: LoadResult, sources: readonly Source[]): Histogram {
  return mergeHistograms(
    sources.flatMap((source) => {
      const encoded = latency[source];
      return encoded === undefined ? [] : [decodeHistogram(encoded)];
    }),
  );
}

function missedLimit(name: Percentile, limitUs: number, latencyUs: LatencySummary, count: number): string[] {
  const actualUs = latencyUs[name];
  if (actualUs === null) return [whyNull(name, count) ?? `${name} could not be measured`];
  return actualUs <= limitUs
    ? []
    : [`${name} ${inMilliseconds(actualUs)} is above ${inMilliseconds(limitUs)}`];
}

function missedCounts(
  { requests, inTime, scheduled = 0, durationMs }: LoadResult,
  rate: number,
  allowedErrors: number,
  largestUs: number,
): string[] {
  const missed: string[] = [];
  const failed = requests.errors + requests.timeouts;
  if (requests.sent > 0 && failed / requests.sent > allowedErrors)
    missed.push(`${failed} of ${requests.sent} requests failed`);
  if (requests.dropped > 0) missed.push(`${requests.dropped} requests were dropped: too many outstanding`);
  const inTimeCount = Object.values(inTime).reduce((sum, count) => sum + count, 0);
  const outstanding = scheduled - failed - inTimeCount;
  const allowed = Math.max(LEAST_BACKLOG * scheduled, (BACKLOG_FACTOR * rate * largestUs) / 1e6);
  if (outstanding > allowed)
    missed.push(`a backlog of ${outstanding} requests was left after ${(durationMs / 1000).toFixed(1)} s`);
  return missed;
}

function limitsOf({ latencyUs }: SearchLoad['slo']): [Percentile, number][] {
  return Object.entries(latencyUs) as [Percentile, number][];
}
