import { ANSWERED_SOURCES, SOURCES } from '../core/answer.js';
import type { Measurement, RequestCounts, RequestOutcome, TrialRecord } from '../core/measurement.js';
import type { ScenarioLoad } from '../core/scenario.js';
import type { LoadSummary, RepeatSummary } from '../result/contract.js';
import { geometricInterval } from '../statistics/geometric-interval.js';
import { decodeHistogram, mergeHistograms, type Histogram } from '../statistics/histogram.js';
import { summarizeLatency } from '../statistics/latency-summary.js';
import { latencyCurve } from './latency-curve.js';
import { summarizeSearch } from './summarize-search.js';

/**
 * A timeout is a slow answer, so it counts in the latency; an error may be a fast one and would flatter it. Requests
 * that were dropped have no latency: they are counted, and make a trial invalid.
 */
const TIMED_OUTCOMES: readonly RequestOutcome[] = [...SOURCES, 'timeout'];

export interface MeasuredTrial extends Omit<TrialRecord, 'outcome'> {
  readonly measurement: Measurement;
}

/** @returns undefined where no trial of the load was measured. */
export function summarizeLoad(trials: readonly TrialRecord[], plan: ScenarioLoad): LoadSummary | undefined {
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
  const requests = sumRequests(loads.map(({ requests: counts }) => counts));
  const reasons = measured.flatMap(({ block, measurement }) =>
    measurement.validity.reasons.map((reason) => `block ${block + 1}: ${reason}`),
  );
  return {
    kind: first.measurement.load.kind,
    latencyUs: latencyOf(used, 'latency', TIMED_OUTCOMES),
    serviceTimeUs: latencyOf(used, 'serviceTime', TIMED_OUTCOMES),
    throughputRps: requests.completed / seconds,
    requests,
    answered: {
      throughputRps: loads.reduce((sum, load) => sum + answeredOf(load), 0) / seconds,
      latencyUs: latencyOf(used, 'latency', ANSWERED_SOURCES),
    },
    sources: sourcesOf(used),
    repeats: measured.map(summarizeRepeat),
    validity: { valid: valid.length > 0, reasons },
    errorSamples: [...new Set(loads.flatMap(({ errorSamples }) => errorSamples))].slice(0, 3),
    ci95: intervalsOf(used.map(summarizeRepeat)),
    ...latencyCurve(loads),
    ...searchOf(used, plan),
  };
}

/** Repeat by repeat, as inference needs it; the figures themselves are of merged histograms. */
function intervalsOf(repeats: readonly RepeatSummary[]): NonNullable<LoadSummary['ci95']> {
  const over = (read: (answered: RepeatSummary['answered']) => number | null): [number, number] | null => {
    const interval = geometricInterval(repeats.map(({ answered }) => read(answered) ?? 0));
    return interval && [interval[0], interval[1]];
  };
  return {
    throughputRps: over(({ throughputRps }) => throughputRps),
    p50Us: over(({ latencyUs }) => latencyUs.p50),
    p95Us: over(({ latencyUs }) => latencyUs.p95),
    p99Us: over(({ latencyUs }) => latencyUs.p99),
  };
}

function searchOf(trials: readonly MeasuredTrial[], plan: ScenarioLoad): Pick<LoadSummary, 'search'> {
  if (plan.kind !== 'search') return {};
  const found = trials.flatMap(({ block, measurement: { search } }) => (search ? [{ block, search }] : []));
  return found.length === 0 ? {} : { search: summarizeSearch(found, plan) };
}

function summarizeRepeat(trial: MeasuredTrial): RepeatSummary {
  const { load, cpuUs, memory, search, validity } = trial.measurement;
  const seconds = load.durationMs / 1000;
  const cpu =
    cpuUs.application === null ? null : cpuUs.application + (cpuUs.modelServers ?? 0) + (cpuUs.stores ?? 0);
  return {
    block: trial.block,
    order: trial.order,
    attempt: trial.attempt,
    latencyUs: latencyOf([trial], 'latency', TIMED_OUTCOMES),
    serviceTimeUs: latencyOf([trial], 'serviceTime', TIMED_OUTCOMES),
    throughputRps: load.requests.completed / seconds,
    answered: {
      throughputRps: answeredOf(load) / seconds,
      latencyUs: latencyOf([trial], 'latency', ANSWERED_SOURCES),
    },
    requests: load.requests,
    cpuUsPerRequest: cpu === null || load.requests.completed === 0 ? null : cpu / load.requests.completed,
    anonBytes: memory?.anonBytes ?? null,
    rssBytes: memory?.rssBytes ?? null,
    ...(search ? { capacityRps: search.capacityRps } : {}),
    validity: { valid: validity.valid, reasons: [...validity.reasons] },
  };
}

function answeredOf({ outcomes }: Measurement['load']): number {
  return ANSWERED_SOURCES.reduce((sum, source) => sum + (outcomes[source] ?? 0), 0);
}

function sourcesOf(trials: readonly MeasuredTrial[]): LoadSummary['sources'] {
  const counts = SOURCES.map((source) => [
    source,
    trials.reduce((sum, { measurement }) => sum + (measurement.load.outcomes[source] ?? 0), 0),
  ]);
  return Object.fromEntries(counts) as LoadSummary['sources'];
}

/** Percentiles are never averaged: histograms are merged, and the percentile is taken of the merged one. */
function latencyOf(
  trials: readonly MeasuredTrial[],
  kind: 'latency' | 'serviceTime',
  outcomes: readonly RequestOutcome[],
): LoadSummary['latencyUs'] {
  const histograms: Histogram[] = trials.flatMap(({ measurement }) =>
    outcomes.flatMap((outcome) => {
      const encoded = measurement.load[kind][outcome];
      return encoded === undefined ? [] : [decodeHistogram(encoded)];
    }),
  );
  return { ...summarizeLatency(mergeHistograms(histograms)) };
}

function sumRequests(counts: readonly RequestCounts[]): LoadSummary['requests'] {
  const sum = (key: keyof RequestCounts): number => counts.reduce((total, count) => total + count[key], 0);
  return {
    sent: sum('sent'),
    completed: sum('completed'),
    errors: sum('errors'),
    timeouts: sum('timeouts'),
    dropped: sum('dropped'),
  };
}
