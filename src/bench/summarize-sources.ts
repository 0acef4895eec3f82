import { SOURCES, type Source } from '../core/answer.js';
import type { LoadSummary } from '../result/load-contract.js';
import type { Histogram } from '../statistics/histogram.js';
import { summarizeLatency } from '../statistics/latency-summary.js';

/**
 * How often each source answered, and how fast; a miss is a source too. Nothing where all answers are of one source,
 * of which the figures of the load tell everything.
 * @param latencyOf the latencies of the answers of a source
 */
export function summarizeSources(
  counts: LoadSummary['sources'],
  latencyOf: (source: Source) => Histogram,
): Pick<LoadSummary, 'bySource'> {
  const used = SOURCES.filter((source) => counts[source] > 0);
  if (used.length < 2) return {};
  const total = used.reduce((sum, source) => sum + counts[source], 0);
  const bySource = used.map((source) => [
    source,
    {
      requests: counts[source],
      share: counts[source] / total,
      latencyUs: { ...summarizeLatency(latencyOf(source)) },
    },
  ]);
  return { bySource: Object.fromEntries(bySource) as NonNullable<LoadSummary['bySource']> };
}
