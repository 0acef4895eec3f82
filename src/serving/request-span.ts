import { nowUs } from '../core/clock.js';
import { TIME_PARTS, type Span, type TimePart } from '../core/time-split.js';

/** The stopwatch of one traced request. The parts add up to the time between its start and its last lap. */
export class RequestSpan implements Span {
  readonly us = Object.fromEntries(TIME_PARTS.map((part) => [part, 0])) as Record<TimePart, number>;
  #lapUs = nowUs();
  /** Since the last lap, by whoever knows better than this clock. */
  #toldUs = 0;

  add(part: TimePart, us: number): void {
    this.us[part] += us;
    this.#toldUs += us;
  }

  /** Gives `part` what has passed since the last lap, but for what was added since. */
  lap(part: TimePart): void {
    const us = nowUs();
    this.us[part] += us - this.#lapUs - this.#toldUs;
    this.#lapUs = us;
    this.#toldUs = 0;
  }
}
