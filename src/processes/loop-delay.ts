import type { EventLoopDelay, EventLoopSeconds } from '../core/resource-use.js';

const INTERVAL_MS = 10;

/** 87 minutes in 4 MB; what comes later is not looked at. */
const MOST_TICKS = 2 ** 19;

/** The delays of this process's event loop: how much later than planned a timer of 10 ms fires. */
export interface LoopDelay {
  /** Starts, or starts over. */
  start(): void;
  /** Stops, and sums up what was seen since the start. Microseconds. */
  stop(): EventLoopDelay;
  /** The same second by second, after the stop. @param fromMs when second 0 starts, in milliseconds since the epoch. */
  seconds(fromMs: number, count: number): EventLoopSeconds;
}

/**
 * The times of all ticks are kept, unlike by `monitorEventLoopDelay` of Node.js, because only afterwards is it known
 * when the seconds of a trial began.
 */
export function createLoopDelay(): LoopDelay {
  let timer: NodeJS.Timeout | undefined;
  let ticks = new Float64Array(1024);
  let count = 0;

  const tick = (): void => {
    if (count === MOST_TICKS) return clearInterval(timer);
    if (count === ticks.length) {
      const larger = new Float64Array(ticks.length * 2);
      larger.set(ticks);
      ticks = larger;
    }
    ticks[count++] = performance.now();
  };

  return {
    start: () => {
      clearInterval(timer);
      count = 0;
      tick();
      timer = setInterval(tick, INTERVAL_MS).unref();
    },
    stop: () => {
      clearInterval(timer);
      // A loop that was blocked until now has a tick outstanding.
      tick();
      return sumUpTicks(ticks.subarray(0, count));
    },
    seconds: (fromMs, length) =>
      sumUpSeconds(ticks.subarray(0, count), fromMs - performance.timeOrigin, length),
  };
}

/** @param ticksMs when each tick came, ascending. */
export function sumUpTicks(ticksMs: Float64Array): EventLoopDelay {
  const delays = Float64Array.from({ length: Math.max(0, ticksMs.length - 1) }, (_, index) =>
    delayMs(ticksMs, index + 1),
  ).sort();
  return { p50: usAt(delays, 0.5) ?? 0, p99: usAt(delays, 0.99) ?? 0, max: usAt(delays, 1) ?? 0 };
}

/** A delay that reaches into several seconds counts in each of them. @param fromMs on the clock of the ticks. */
export function sumUpSeconds(ticksMs: Float64Array, fromMs: number, length: number): EventLoopSeconds {
  const seconds = Array.from({ length }, (): number[] => []);
  for (let index = 1; index < ticksMs.length; index++) {
    const late = delayMs(ticksMs, index);
    const firedMs = (ticksMs[index] ?? 0) - fromMs;
    const first = Math.max(0, Math.floor((firedMs - late) / 1000));
    const last = Math.min(length - 1, Math.floor(firedMs / 1000));
    for (let second = first; second <= last; second++) seconds[second]?.push(late);
  }
  const sorted = seconds.map((delays) => Float64Array.from(delays).sort());
  return {
    p99Us: sorted.map((delays) => usAt(delays, 0.99)),
    maxUs: sorted.map((delays) => usAt(delays, 1)),
  };
}

/** How late tick `index` (from 1) was: the time since the tick before it, less what was planned. */
function delayMs(ticksMs: Float64Array, index: number): number {
  return Math.max(0, (ticksMs[index] ?? 0) - (ticksMs[index - 1] ?? 0) - INTERVAL_MS);
}

/** Nearest rank, in whole microseconds; null where there is none. */
function usAt(sortedMs: Float64Array, q: number): number | null {
  const ms = sortedMs[Math.max(0, Math.ceil(sortedMs.length * q) - 1)];
  return ms === undefined ? null : Math.round(ms * 1000);
}
