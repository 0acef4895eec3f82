import { ANSWERED_SOURCES, SOURCES } from '../core/answer.js';
import type { LoadResult, RequestOutcome } from '../core/load-result.js';
import type { LoadSummary } from '../result/load-contract.js';
import { decodeHistogram, mergeHistograms } from '../statistics/histogram.js';
import { percentileCurve } from '../statistics/percentile-curve.js';

/** What stands for a mode that gives no real answers, such as the floor: all that it completed, and what came too late. */
const ALL: readonly RequestOutcome[] = [...SOURCES, 'timeout'];

/** The latency distribution over the trials of a load, from the merged histograms of its answered requests. */
export function latencyCurve(loads: readonly LoadResult[]): Pick<LoadSummary, 'percentileCurve'> {
  const hasAnswers = loads.some(({ latency }) => ANSWERED_SOURCES.some((source) => latency[source]));
  const outcomes = hasAnswers ? ANSWERED_SOURCES : ALL;
  const histograms = loads.flatMap(({ latency }) =>
    outcomes.flatMap((outcome) => {
      const encoded = latency[outcome];
      return encoded === undefined ? [] : [decodeHistogram(encoded)];
    }),
  );
  const points = percentileCurve(mergeHistograms(histograms));
  return points.length === 0 ? {} : { percentileCurve: points.map(([quantile, us]) => [quantile, us]) };
}
