import { ANSWERED_SOURCES, SOURCES } from '../core/answer.js';
import type { Objectives, ScenarioLoad } from '../core/scenario.js';
import type { TrialRecord } from '../core/trial-record.js';
import type { LoadSummary } from '../result/load-contract.js';
import { summarizeLatency } from '../statistics/latency-summary.js';
import {
  answeredInTime,
  completedInTime,
  requestsOf,
  sourcesOf,
  sumOf,
  sumRequests,
} from './count-requests.js';
import { goodLatencyUs, goodputRps } from './goodput.js';
import { latencyCurve } from './latency-curve.js';
import { percentileNotes } from './percentile-notes.js';
import { splitTime } from './split-time.js';
import { summarizeIntervals } from './summarize-intervals.js';
import { summarizePings } from './summarize-pings.js';
import { summarizeRepeat } from './summarize-repeat.js';
import { summarizeSearch } from './summarize-search.js';
import { summarizeSources } from './summarize-sources.js';
import { decodeOnce, histogramOf, TIMED_OUTCOMES, type MeasuredTrial } from './trial-histograms.js';

/**
 * @param looks at the data that were planned: intervals hold for all of them together (see `pairedRatio`)
 * @returns undefined where no trial of the load was measured
 */
export function summarizeLoad(
  trials: readonly TrialRecord[],
  plan: ScenarioLoad,
  objectives: Objectives,
  looks = 1,
): LoadSummary | undefined {
  const measured = trials.flatMap(({ outcome, ...trial }): MeasuredTrial[] =>
    outcome.status === 'measured' ? [{ ...trial, measurement: outcome.measurement }] : [],
  );
  const valid = measured.filter(({ measurement }) => measurement.validity.valid);
  // Invalid trials are shown as such rather than as nothing, but never mixed with valid ones.
  const used = valid.length > 0 ? valid : measured;
  const [first] = used;
  if (!first) return undefined;
  const loads = used.map(({ measurement }) => measurement.load);
  const seconds = loads.reduce((sum, { durationMs }) => sum + durationMs, 0) / 1000;
  const requests = sumRequests(loads.map(requestsOf));
  const { kind } = first.measurement.load;
  const decode = decodeOnce();
  const all = histogramOf(decode, used, 'latency', TIMED_OUTCOMES);
  const answered = histogramOf(decode, used, 'latency', ANSWERED_SOURCES);
  const latencyUs = { ...summarizeLatency(all) };
  const serviceTimeUs = { ...summarizeLatency(histogramOf(decode, used, 'serviceTime', TIMED_OUTCOMES)) };
  const answeredUs = { ...summarizeLatency(answered) };
  const limitUs = goodLatencyUs(objectives);
  const sources = sourcesOf(loads);
  const repeats = measured.map((trial) => summarizeRepeat(trial, limitUs, decode));
  return {
    kind,
    latencyUs,
    serviceTimeUs,
    throughputRps: sumOf(loads, completedInTime) / seconds,
    requests,
    answered: { throughputRps: sumOf(loads, answeredInTime) / seconds, latencyUs: answeredUs },
    ...timeSplitOf(used, answeredUs.p50, latencyUs.p50),
    sources,
    ...summarizeSources(sources, (source) => histogramOf(decode, used, 'latency', [source])),
    ...summarizePings(used.map(({ measurement }) => measurement.ping)),
    repeats,
    validity: {
      valid: valid.length > 0,
      reasons: saidOf(measured, 'reasons'),
      warnings: saidOf(used, 'warnings'),
    },
    goodputRps: goodputRps(loads, limitUs),
    notes: percentileNotes({
      kind,
      latencyUs,
      serviceTimeUs,
      answeredUs,
      samples: all.count,
      answeredSamples: answered.count,
    }),
    errorSamples: [...new Set(loads.flatMap(({ errorSamples }) => errorSamples))].slice(0, 3),
    ci95: summarizeIntervals(
      valid.length > 0 ? repeats.filter(({ validity }) => validity.valid) : repeats,
      looks,
    ),
    ...latencyCurve(loads),
    ...searchOf(used, plan, looks),
  };
}

function saidOf(trials: readonly MeasuredTrial[], key: 'reasons' | 'warnings'): string[] {
  return trials.flatMap(({ block, measurement: { validity } }) =>
    (validity[key] ?? []).map((text) => `block ${block + 1}: ${text}`),
  );
}

function searchOf(
  trials: readonly MeasuredTrial[],
  plan: ScenarioLoad,
  looks: number,
): Pick<LoadSummary, 'search'> {
  if (plan.kind !== 'search') return {};
  const found = trials.flatMap(({ block, measurement: { search } }) => (search ? [{ block, search }] : []));
  return found.length === 0 ? {} : { search: summarizeSearch(found, plan, looks) };
}

/** Of the requests whose latency is reported: the answered ones, or all where none is answered (the floor). */
function timeSplitOf(
  trials: readonly MeasuredTrial[],
  answeredUs: number | null,
  allUs: number | null,
): Pick<LoadSummary, 'timeSplitUs'> {
  const endToEndUs = answeredUs ?? allUs;
  if (endToEndUs === null) return {};
  const traced = trials.flatMap(({ measurement }) => measurement.traced ?? []);
  const timeSplitUs = splitTime(traced, answeredUs === null ? SOURCES : ANSWERED_SOURCES, endToEndUs);
  return timeSplitUs ? { timeSplitUs } : {};
}
