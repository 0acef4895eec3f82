import { backOffMs, StoreReadError } from '../store-errors.js';

/** What ends for good with its server, and is opened anew when it is next needed. */
export class Reopening<T extends { readonly isUp: boolean }> {
  private opening: Promise<T> | undefined;
  private attempts = 0;
  private notBeforeMs = 0;

  constructor(
    private last: T,
    private readonly open: () => Promise<T>,
    private readonly server: string,
  ) {}

  /** The one that is up; undefined where none is. */
  get up(): T | undefined {
    return this.last.isUp ? this.last : undefined;
  }

  /** @throws StoreReadError STORE_DOWN at once, between two attempts; or why an attempt failed */
  async current(): Promise<T> {
    if (this.last.isUp) return this.last;
    if (!this.opening && performance.now() < this.notBeforeMs) throw this.down();
    return (this.opening ??= this.reopen());
  }

  /** Waits for an attempt that is on its way. @returns the last one, up or not */
  async settled(): Promise<T> {
    await this.opening?.catch(() => undefined);
    return this.last;
  }

  down(): StoreReadError {
    return new StoreReadError('STORE_DOWN', `no connection to ${this.server}`);
  }

  private async reopen(): Promise<T> {
    try {
      this.last = await this.open();
      this.attempts = 0;
      return this.last;
    } catch (error) {
      this.notBeforeMs = performance.now() + backOffMs(++this.attempts);
      throw error;
    } finally {
      this.opening = undefined;
    }
  }
}
