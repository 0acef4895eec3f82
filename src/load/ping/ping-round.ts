import type { PingMeasurement } from '../../core/measurement.js';
import type { PingRows } from '../../core/request-rows.js';
import { createDeferred } from '../../processes/deferred.js';
import { createHistogram, encodeHistogram } from '../../statistics/histogram.js';
import { nowUs } from '../clock.js';
import { Connections } from '../open-loop/connections.js';
import { Deadlines } from '../open-loop/deadlines.js';
import { keepSchedule } from '../open-loop/schedule.js';
import type { WakeUp } from '../open-loop/wake-up.js';
import { Ping } from './ping.js';

/**
 * A ping costs the probe 0.3 to 0.6 ms of CPU, most of it for waking up: at this rate that is about 1% of a core, and
 * three trials of a second still have a p95 (75 samples; it takes 72).
 */
const PINGS_PER_SECOND = 25;

const TIMEOUT_MS = 10_000;
const CONNECTIONS_AHEAD = 2;

/** Before the schedule, one after the other: code that was just loaded and the first answer of a connection are slow. */
const WARM_UP_PINGS = 20;
const WARM_UP_TIMEOUT_MS = 500;

/** A stretch of time on the wall clock, which processes share; `fromMs` since the epoch. */
export interface TimeSpan {
  readonly fromMs: number;
  readonly durationMs: number;
}

/**
 * Pings at a constant rate from `start` to `stop`. Each goes out when it is due, whatever is still outstanding: mostly
 * on the same keep-alive connection, and only while an answer is late on another one, as another client's would.
 */
export class PingRound {
  readonly #request: Buffer;
  readonly #connections: Connections;
  readonly #wakeUp: WakeUp;
  readonly #deadlines: Deadlines;
  readonly #ending = new AbortController();
  readonly #drained = createDeferred<void>();
  /** All that were due: a few objects a second. */
  readonly #pings: Ping[] = [];
  /** Wall clock minus the clock of `nowUs`. */
  readonly #wallOffsetMs = Date.now() - nowUs() / 1000;
  #outstanding = 0;

  /** @param url of a route that answers a GET with 200. */
  constructor(url: string, wakeUp: WakeUp, timeoutMs = TIMEOUT_MS) {
    const { host, pathname, search } = new URL(url);
    const head = `GET ${pathname}${search} HTTP/1.1\r\nhost: ${host}\r\nconnection: keep-alive\r\n\r\n`;
    this.#request = Buffer.from(head);
    this.#connections = new Connections(url);
    // Late by some 20 us without spinning, which would cost as much as the pings themselves.
    this.#wakeUp = { ...wakeUp, marginUs: 0 };
    this.#deadlines = new Deadlines(timeoutMs);
  }

  /** @returns when the first one is due. A server that does not answer shows later. */
  async start(): Promise<void> {
    await this.#connections.open(CONNECTIONS_AHEAD, this.#ending.signal);
    await this.#warmUp();
    let index = 0;
    void keepSchedule({
      startUs: nowUs(),
      stopUs: Number.POSITIVE_INFINITY,
      next: () => (index++ * 1e6) / PINGS_PER_SECOND,
      send: (dueUs) => {
        // A wake-up that was ordered before the end still comes.
        if (!this.#ending.signal.aborted) this.#pings.push(this.#send(dueUs, this.#deadlines));
      },
      wakeUp: this.#wakeUp,
      signal: this.#ending.signal,
    });
  }

  /** Sends no more and waits for what is outstanding. @returns what became of the pings that were due in that time. */
  async stop(during: TimeSpan): Promise<PingMeasurement> {
    const due = await this.#end(during);
    const latency = createHistogram();
    for (const { outcome, latencyUs } of due) if (outcome !== 'error') latency.record(latencyUs);
    return {
      sent: due.length,
      errors: due.filter(({ outcome }) => outcome === 'error').length,
      timeouts: due.filter(({ outcome }) => outcome === 'timeout').length,
      latency: encodeHistogram(latency),
    };
  }

  /** As `stop`. @returns each of these pings */
  async stopWithRows(during: TimeSpan): Promise<PingRows> {
    const due = await this.#end(during);
    const fromUs = this.#ourUs(during.fromMs);
    return {
      dueUs: Float64Array.from(due, ({ intendedUs }) => intendedUs - fromUs),
      latencyUs: Float64Array.from(due, ({ latencyUs }) => latencyUs),
      answered: Uint8Array.from(due, ({ outcome }) => Number(outcome === 'answered')),
    };
  }

  /** @returns the pings that were due in that time, once they have ended */
  async #end({ fromMs, durationMs }: TimeSpan): Promise<Ping[]> {
    this.#ending.abort();
    if (this.#outstanding > 0) await this.#drained.promise;
    this.close();
    const fromUs = this.#ourUs(fromMs);
    const untilUs = fromUs + durationMs * 1000;
    return this.#pings.filter(({ intendedUs }) => intendedUs >= fromUs && intendedUs < untilUs);
  }

  /** A time on the wall clock on the clock of `nowUs`. */
  #ourUs(wallMs: number): number {
    return (wallMs - this.#wallOffsetMs) * 1000;
  }

  /** Gives up what is outstanding. */
  close(): void {
    this.#ending.abort();
    this.#deadlines.close();
    this.#connections.close();
    this.#drained.resolve();
  }

  async #warmUp(): Promise<void> {
    const deadlines = new Deadlines(WARM_UP_TIMEOUT_MS);
    for (let sent = 0; sent < WARM_UP_PINGS; sent++) {
      const ping = await new Promise<Ping>((resolve) => {
        const sending: Ping = this.#send(nowUs(), deadlines, () => resolve(sending));
      });
      if (ping.outcome !== 'answered') break;
    }
    deadlines.close();
  }

  #send(dueUs: number, deadlines: Deadlines, onSettled?: () => void): Ping {
    this.#outstanding++;
    const ping: Ping = new Ping(this.#connections.take(), dueUs, (ending) => {
      deadlines.remove(ping);
      this.#connections.release(ping.connection, ending);
      this.#outstanding--;
      if (this.#outstanding === 0 && this.#ending.signal.aborted) this.#drained.resolve();
      onSettled?.();
    });
    deadlines.add(ping, nowUs());
    ping.connection.send(this.#request, ping);
    return ping;
  }
}
