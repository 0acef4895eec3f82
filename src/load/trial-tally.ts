import type { Source } from '../core/answer.js';
import type { LoadPlan } from '../core/load-plan.js';
import type { HistogramsByOutcome, LoadResult, RequestOutcome } from '../core/load-result.js';
import { createHistogram, encodeHistogram, type Histogram } from '../statistics/histogram.js';
import { SecondSeries } from './second-series.js';

const MOST_SAMPLES = 3;
const SAMPLE_LENGTH = 200;

type Sent = Exclude<RequestOutcome, 'dropped'>;

/** A value for each outcome that occurred. */
class ByOutcome {
  readonly #histograms = new Map<Sent, Histogram>();

  of(outcome: Sent): Histogram {
    const known = this.#histograms.get(outcome);
    if (known) return known;
    const created = createHistogram();
    this.#histograms.set(outcome, created);
    return created;
  }

  counts(): Partial<Record<Sent, number>> {
    return Object.fromEntries([...this.#histograms].map(([outcome, { count }]) => [outcome, count]));
  }

  encode(): HistogramsByOutcome {
    return Object.fromEntries(
      [...this.#histograms].map(([outcome, histogram]) => [outcome, encodeHistogram(histogram)]),
    );
  }
}

/** The part of a result that both kinds of load count in the same way. */
export type Tally = Omit<
  LoadResult,
  | 'kind'
  | 'startedAt'
  | 'elapsedMs'
  | 'scheduled'
  | 'scheduledHalves'
  | 'largestGroup'
  | 'lateness'
  | 'generator'
  | 'wrapped'
>;

/**
 * Counts what happens to the requests of one trial, in fixed memory. Every request sent ends in exactly one of
 * `answered`, `failed` and `unanswered`. Times are on the clock of `nowUs`.
 */
export class TrialTally {
  readonly endUs: number;
  readonly #middleUs: number;
  readonly #durationMs: number;
  readonly #latency = new ByOutcome();
  /** The same as latency in a closed loop, where a request is due when it is sent. */
  readonly #serviceTime: ByOutcome;
  readonly #halves: [number, number] = [0, 0];
  readonly #inTime: Partial<Record<Source, number>> = {};
  readonly #samples = new Set<string>();
  readonly #series: SecondSeries;
  #sent = 0;
  #dropped = 0;
  #inFlight = 0;
  #closedConnections = 0;
  readonly #cpuAtStart = process.cpuUsage();

  constructor(
    { kind, durationMs, timeoutMs }: Pick<LoadPlan, 'kind' | 'durationMs' | 'timeoutMs'>,
    startUs: number,
  ) {
    this.#durationMs = durationMs;
    this.#series = new SecondSeries(startUs, durationMs, timeoutMs);
    this.#middleUs = startUs + durationMs * 500;
    this.endUs = startUs + durationMs * 1000;
    this.#serviceTime = kind === 'closed' ? this.#latency : new ByOutcome();
  }

  sent(): void {
    this.#sent++;
  }

  /** Due, but too many were outstanding. */
  dropped(dueUs: number): void {
    this.#dropped++;
    this.#series.dropped(dueUs);
  }

  answered(source: Source, latencyUs: number, serviceUs: number, doneUs: number): void {
    this.#record(source, latencyUs, serviceUs);
    this.#series.ended('completed', doneUs - latencyUs, doneUs);
    if (doneUs > this.endUs) return;
    this.#halves[doneUs < this.#middleUs ? 0 : 1]++;
    this.#inTime[source] = (this.#inTime[source] ?? 0) + 1;
  }

  failed(outcome: 'error' | 'timeout', latencyUs: number, serviceUs: number, doneUs: number): void {
    this.#record(outcome, latencyUs, serviceUs);
    this.#series.ended(outcome === 'error' ? 'errors' : 'timeouts', doneUs - latencyUs, doneUs);
  }

  /** Still outstanding when the trial ended: neither answered nor late. */
  unanswered(): void {
    this.#inFlight++;
  }

  connectionClosed(): void {
    this.#closedConnections++;
  }

  /** True until enough different errors were explained. */
  get wantsSample(): boolean {
    return this.#samples.size < MOST_SAMPLES;
  }

  explain(text: string): void {
    if (this.wantsSample) this.#samples.add(text.trim().slice(0, SAMPLE_LENGTH));
  }

  /** Call it once, when the trial has ended. */
  result(): Tally {
    const { user, system } = process.cpuUsage(this.#cpuAtStart);
    const counts = this.#latency.counts();
    const { error: errors = 0, timeout: timeouts = 0, ...completed } = counts;
    return {
      durationMs: this.#durationMs,
      requests: {
        sent: this.#sent,
        completed: Object.values(completed).reduce((sum, count) => sum + count, 0),
        errors,
        timeouts,
        dropped: this.#dropped,
      },
      inFlight: this.#inFlight,
      outcomes: this.#dropped === 0 ? counts : { ...counts, dropped: this.#dropped },
      inTime: this.#inTime,
      latency: this.#latency.encode(),
      serviceTime: this.#serviceTime.encode(),
      halves: this.#halves,
      series: this.#series.result(),
      cpuUs: user + system,
      closedConnections: this.#closedConnections,
      errorSamples: [...this.#samples],
    };
  }

  #record(outcome: Sent, latencyUs: number, serviceUs: number): void {
    this.#latency.of(outcome).record(latencyUs);
    if (this.#serviceTime !== this.#latency) this.#serviceTime.of(outcome).record(serviceUs);
  }
}
