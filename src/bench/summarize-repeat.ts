import { ANSWERED_SOURCES } from '../core/answer.js';
import { sumOfKnown } from '../result/mode-metrics.js';
import type { RepeatSummary } from '../result/repeat-contract.js';
import { summarizeLatency } from '../statistics/latency-summary.js';
import { answeredInTime, completedInTime, requestsOf } from './count-requests.js';
import { goodputRps } from './goodput.js';
import { summarizeOverTime } from './summarize-over-time.js';
import { summarizePings } from './summarize-pings.js';
import { histogramOf, TIMED_OUTCOMES, type Decode, type MeasuredTrial } from './trial-histograms.js';

/** @param limitUs of a good answer, where there is one */
export function summarizeRepeat(
  trial: MeasuredTrial,
  limitUs: number | undefined,
  decode: Decode,
): RepeatSummary {
  const { load, cpuUs, memory, search, validity } = trial.measurement;
  const seconds = load.durationMs / 1000;
  const { application, modelServers, stores } = cpuUs;
  const cpu = sumOfKnown([application, modelServers, stores]);
  return {
    block: trial.block,
    order: trial.order,
    attempt: trial.attempt,
    ...(trial.discarded ? { discarded: [...trial.discarded] } : {}),
    latencyUs: { ...summarizeLatency(histogramOf(decode, [trial], 'latency', TIMED_OUTCOMES)) },
    serviceTimeUs: { ...summarizeLatency(histogramOf(decode, [trial], 'serviceTime', TIMED_OUTCOMES)) },
    throughputRps: completedInTime(load) / seconds,
    answered: {
      throughputRps: answeredInTime(load) / seconds,
      latencyUs: { ...summarizeLatency(histogramOf(decode, [trial], 'latency', ANSWERED_SOURCES)) },
    },
    requests: requestsOf(load),
    pingUs: summarizePings([trial.measurement.ping]).pingUs,
    cpuUsPerRequest: cpu === null || load.requests.completed === 0 ? null : cpu / load.requests.completed,
    anonBytes: memory?.anonBytes ?? null,
    rssBytes: memory?.rssBytes ?? null,
    ...(search ? { capacityRps: search.capacityRps } : {}),
    validity: {
      valid: validity.valid,
      reasons: [...validity.reasons],
      warnings: [...(validity.warnings ?? [])],
    },
    goodputRps: goodputRps([load], limitUs),
    ...summarizeOverTime(trial.measurement),
  };
}
