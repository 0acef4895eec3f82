/**
 * How evenly requests really left: the coefficient of variation of the gaps between sends, 1 for a Poisson process and
 * 0 for a constant one, in one pass (Welford 1962).
 */
export class SendGaps {
  #lastUs: number | undefined;
  #count = 0;
  #mean = 0;
  #squares = 0;

  sent(us: number): void {
    if (this.#lastUs !== undefined) {
      const gap = us - this.#lastUs;
      const off = gap - this.#mean;
      this.#mean += off / ++this.#count;
      this.#squares += off * (gap - this.#mean);
    }
    this.#lastUs = us;
  }

  /** Standard deviation / mean; null for fewer than two gaps. */
  get variation(): number | null {
    if (this.#count < 2 || this.#mean <= 0) return null;
    return Math.sqrt(this.#squares / (this.#count - 1)) / this.#mean;
  }
}
