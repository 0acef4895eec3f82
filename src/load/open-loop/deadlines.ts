import { nowUs } from '../clock.js';

/** Something that has to be settled in time. All but `expire` belongs to `Deadlines`. */
export interface Waiting {
  earlier: Waiting | undefined;
  later: Waiting | undefined;
  /** Undefined while it is not in the list. */
  deadlineUs: number | undefined;
  expire(): void;
}

/**
 * Deadlines that all lie equally far ahead, so their order is the order of arrival: one timer and a list instead of a
 * timer for each request. Holds outstanding ones only.
 */
export class Deadlines {
  readonly #timeoutMs: number;
  #first: Waiting | undefined;
  #last: Waiting | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  /** @param fromUs now, on the clock of `nowUs`. */
  add(waiting: Waiting, fromUs: number): void {
    waiting.deadlineUs = fromUs + this.#timeoutMs * 1000;
    waiting.earlier = this.#last;
    if (this.#last) this.#last.later = waiting;
    else this.#first = waiting;
    this.#last = waiting;
    this.#timer ??= setTimeout(() => this.#expireDue(), this.#timeoutMs);
  }

  /** Does nothing where it is not in the list, or not any more. */
  remove(waiting: Waiting): void {
    const { earlier, later, deadlineUs } = waiting;
    if (deadlineUs === undefined) return;
    if (earlier) earlier.later = later;
    else this.#first = later;
    if (later) later.earlier = earlier;
    else this.#last = earlier;
    waiting.earlier = waiting.later = waiting.deadlineUs = undefined;
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #expireDue(): void {
    this.#timer = undefined;
    const now = nowUs();
    for (;;) {
      const first = this.#first;
      if (first?.deadlineUs === undefined) return;
      if (first.deadlineUs > now) {
        const restMs = Math.max(1, Math.ceil((first.deadlineUs - now) / 1000));
        this.#timer = setTimeout(() => this.#expireDue(), restMs);
        return;
      }
      this.remove(first);
      first.expire();
    }
  }
}
