import { ANSWERED_SOURCES, SOURCES } from '../core/answer.js';
import type { LoadResult, RequestCounts, RequestOutcome } from '../core/load-result.js';
import type { Measurement } from '../core/measurement.js';
import type { Objectives, ScenarioLoad } from '../core/scenario.js';
import type { TrialRecord } from '../core/trial-record.js';
import type { LoadSummary } from '../result/load-contract.js';
import { sumOfKnown } from '../result/metrics.js';
import type { RepeatSummary } from '../result/repeat-contract.js';
import { decodeHistogram, mergeHistograms, type Histogram } from '../statistics/histogram.js';
import { summarizeLatency } from '../statistics/latency-summary.js';
import { goodLatencyUs, goodputRps } from './goodput.js';
import { latencyCurve } from './latency-curve.js';
import { percentileNotes } from './percentile-notes.js';
import { splitTime } from './split-time.js';
import { summarizeIntervals } from './summarize-intervals.js';
import { summarizeOverTime } from './summarize-over-time.js';
import { summarizePings } from './summarize-pings.js';
import { summarizeSearch } from './summarize-search.js';
import { summarizeSources } from './summarize-sources.js';

/**
 * A timeout is a slow answer, so it counts in the latency; an error may be a fast one and would flatter it. Requests
 * that were dropped have no latency: they are counted, and make a trial invalid.
 */
const TIMED_OUTCOMES: readonly RequestOutcome[] = [...SOURCES, 'timeout'];

export interface MeasuredTrial extends Omit<TrialRecord, 'outcome'> {
  readonly measurement: Measurement;
}

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
  const sources = sourcesOf(used);
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

function summarizeRepeat(trial: MeasuredTrial, limitUs: number | undefined, decode: Decode): RepeatSummary {
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

/** A drain goes on after the planned duration: its answers are no throughput of that duration. */
function completedInTime({ inTime }: LoadResult): number {
  return sumOf(SOURCES, (source) => inTime[source] ?? 0);
}

function answeredInTime({ inTime }: LoadResult): number {
  return sumOf(ANSWERED_SOURCES, (source) => inTime[source] ?? 0);
}

function sumOf<T>(items: readonly T[], amount: (item: T) => number): number {
  return items.reduce((sum, item) => sum + amount(item), 0);
}

function sourcesOf(trials: readonly MeasuredTrial[]): LoadSummary['sources'] {
  const counts = SOURCES.map((source) => [
    source,
    trials.reduce((sum, { measurement }) => sum + (measurement.load.outcomes[source] ?? 0), 0),
  ]);
  return Object.fromEntries(counts) as LoadSummary['sources'];
}

type Decode = (encoded: string) => Histogram;

/** Each histogram of a load is asked for several times, and decoding is most of the work of a report. */
function decodeOnce(): Decode {
  const decoded = new Map<string, Histogram>();
  return (encoded) => {
    const histogram = decoded.get(encoded) ?? decodeHistogram(encoded);
    decoded.set(encoded, histogram);
    return histogram;
  };
}

/** Percentiles are never averaged: histograms are merged, and the percentile is taken of the merged one. */
function histogramOf(
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

type Counts = RequestCounts & Pick<LoadResult, 'inFlight'>;

function requestsOf({ requests, inFlight }: LoadResult): Counts {
  return { ...requests, inFlight };
}

function sumRequests(counts: readonly Counts[]): LoadSummary['requests'] {
  const sum = (key: keyof Counts): number => counts.reduce((total, count) => total + count[key], 0);
  return {
    sent: sum('sent'),
    completed: sum('completed'),
    errors: sum('errors'),
    timeouts: sum('timeouts'),
    dropped: sum('dropped'),
    inFlight: sum('inFlight'),
  };
}
