import type { Measurement } from '../core/measurement.js';
import type { RepeatSummary } from '../result/repeat-contract.js';
import { decodeHistogram } from '../statistics/histogram.js';
import { summarizeLatency } from '../statistics/latency-summary.js';

/** What a trial shows over time and of its load process; nothing of it in a run stored before it was measured. */
export function summarizeOverTime({
  load,
  eventLoopSeconds,
}: Measurement): Pick<RepeatSummary, 'series' | 'generator'> {
  const { series, generator, lateness } = load;
  return {
    ...(series && {
      series: {
        completed: [...series.completed],
        errors: [...series.errors],
        timeouts: [...series.timeouts],
        dropped: [...series.dropped],
        p50Us: [...series.p50Us],
        p99Us: [...series.p99Us],
        eventLoopDelayP99Us: eventLoopSeconds ? [...eventLoopSeconds.p99Us] : null,
        eventLoopDelayMaxUs: eventLoopSeconds ? [...eventLoopSeconds.maxUs] : null,
      },
    }),
    ...(generator && {
      generator: {
        cpuShare: generator.cpuShare,
        eventLoopDelayP99Us: generator.eventLoopDelayUs.p99,
        eventLoopDelayMaxUs: generator.eventLoopDelayUs.max,
        latenessUs: lateness === undefined ? null : { ...summarizeLatency(decodeHistogram(lateness)) },
        sendGapVariation: generator.sendGapVariation ?? null,
      },
    }),
  };
}
