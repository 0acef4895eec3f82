import type { LoadSeries } from '../core/load-result.js';
import { createHistogram, type Histogram } from '../statistics/histogram.js';
import { summarizeLatency } from '../statistics/latency-summary.js';

export type Ended = 'completed' | 'errors' | 'timeouts';

/** One second of a trial. */
class Second {
  completed = 0;
  errors = 0;
  timeouts = 0;
  dropped = 0;
  p50Us: number | null = null;
  p99Us: number | null = null;
  #latency: Histogram | undefined;
  #isOver = false;

  /** Two digits are enough for a curve, and ten times as small. */
  record(latencyUs: number): void {
    if (this.#isOver) return;
    this.#latency ??= createHistogram(2);
    this.#latency.record(latencyUs);
  }

  /** Sums its latencies up, and releases them. */
  close(): void {
    if (this.#latency) ({ p50: this.p50Us, p99: this.p99Us } = summarizeLatency(this.#latency));
    this.#latency = undefined;
    this.#isOver = true;
  }
}

/** The series of one trial; `LoadSeries` says what counts in which second. Times are on the clock of `nowUs`. */
export class SecondSeries {
  readonly #startUs: number;
  readonly #openSeconds: number;
  readonly #seconds: Second[] = [];
  #closed = 0;

  /** @param timeoutMs the longest that a request can take. */
  constructor(startUs: number, durationMs: number, timeoutMs: number) {
    this.#startUs = startUs;
    // Beyond the second itself and the one in which it ends, one more for requests that were sent late.
    this.#openSeconds = Math.ceil(timeoutMs / 1000) + 2;
    this.#at(Math.ceil(durationMs / 1000) - 1);
  }

  ended(how: Ended, dueUs: number, doneUs: number): void {
    const now = this.#secondOf(doneUs);
    this.#at(now)[how]++;
    if (how !== 'errors') this.#at(this.#secondOf(dueUs)).record(doneUs - dueUs);
    // What is older than any outstanding request can be is summed up: memory stays flat in a trial of hours.
    while (this.#closed < now - this.#openSeconds) this.#at(this.#closed++).close();
  }

  dropped(dueUs: number): void {
    this.#at(this.#secondOf(dueUs)).dropped++;
  }

  result(): LoadSeries {
    for (const second of this.#seconds) second.close();
    const column = <K extends keyof LoadSeries>(key: K): Second[K][] =>
      this.#seconds.map((second) => second[key]);
    return {
      completed: column('completed'),
      errors: column('errors'),
      timeouts: column('timeouts'),
      dropped: column('dropped'),
      p50Us: column('p50Us'),
      p99Us: column('p99Us'),
    };
  }

  #secondOf(us: number): number {
    return Math.max(0, Math.floor((us - this.#startUs) / 1e6));
  }

  #at(index: number): Second {
    while (this.#seconds.length <= index) this.#seconds.push(new Second());
    return this.#seconds[index] as Second;
  }
}
