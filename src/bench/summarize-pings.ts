import type { Measurement } from '../core/measurement.js';
import type { LoadSummary } from '../result/load-contract.js';
import { decodeHistogram, mergeHistograms } from '../statistics/histogram.js';
import { summarizeLatency } from '../statistics/latency-summary.js';

/** Of all trials together: one alone has too few pings for its tail. Null where nothing was pinged. */
export function summarizePings(pings: readonly Measurement['ping'][]): Pick<LoadSummary, 'pingUs' | 'pings'> {
  const measured = pings.flatMap((ping) => ping ?? []);
  if (measured.length === 0) return { pingUs: null, pings: null };
  const sum = (key: 'sent' | 'errors' | 'timeouts'): number =>
    measured.reduce((total, { [key]: count }) => total + count, 0);
  return {
    pingUs: { ...summarizeLatency(mergeHistograms(measured.map(({ latency }) => decodeHistogram(latency)))) },
    pings: { sent: sum('sent'), errors: sum('errors'), timeouts: sum('timeouts') },
  };
}
