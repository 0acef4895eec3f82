import { decodeHistogram, filledBuckets, mergeHistograms } from '../../dist/statistics/histogram.js';
import { summarizeLatency } from '../../dist/statistics/latency-summary.js';

/** Percentiles in microseconds over all outcomes. */
export function summaryOf(byOutcome) {
  return summarizeLatency(merge(byOutcome));
}

/** Percentiles in microseconds of one encoded histogram. */
export function summaryOfOne(encoded) {
  return summarizeLatency(decodeHistogram(encoded));
}

/** All samples in microseconds, ascending. */
export function samplesOf(byOutcome) {
  return filledBuckets(merge(byOutcome)).flatMap(({ us, samples }) =>
    Array.from({ length: samples }, () => us),
  );
}

function merge(byOutcome) {
  return mergeHistograms(Object.values(byOutcome).map((encoded) => decodeHistogram(encoded)));
}
