import { SOURCES } from '../core/answer.js';
import type { RequestOutcome } from '../core/load-result.js';
import type { Measurement } from '../core/measurement.js';
import type { TrialRecord } from '../core/trial-record.js';
import { decodeHistogram, mergeHistograms, type Histogram } from '../statistics/histogram.js';

/**
 * A timeout is a slow answer, so it counts in the latency; an error may be a fast one and would flatter it. Requests
 * that were dropped have no latency: they are counted, and make a trial invalid.
 */
export const TIMED_OUTCOMES: readonly RequestOutcome[] = [...SOURCES, 'timeout'];

export interface MeasuredTrial extends Omit<TrialRecord, 'outcome'> {
  readonly measurement: Measurement;
}

export type Decode = (encoded: string) => Histogram;

/** Each histogram of a load is asked for several times, and decoding is most of the work of a report. */
export function decodeOnce(): Decode {
  const decoded = new Map<string, Histogram>();
  return (encoded) => {
    const histogram = decoded.get(encoded) ?? decodeHistogram(encoded);
    decoded.set(encoded, histogram);
    return histogram;
  };
}

/** Percentiles are never averaged: histograms are merged, and the percentile is taken of the merged one. */
export function histogramOf(
  decode: Decode,
  trials: readonly MeasuredTrial[],
  kind: 'latency' | 'serviceTime',
  outcomes: readonly RequestOutcome[],
): Histogram {
  const histograms = trials.flatMap(({ measurement }) =>
    outcomes.flatMap((outcome) => {
      const encoded = measurement.load[kind][outcome];
      return encoded === undefined ? [] : [decode(encoded)];
    }),
  );
  return mergeHistograms(histograms);
}
