import { eventMs, type Drill, type DrillOrder } from './drill.js';

/** Times are read in whole milliseconds, and no failure that the event caused may seem to come before it. */
const CLOCK_MS = 1;

/** An event on both clocks. */
export interface EventTime {
  /** As `Date.now()`. */
  readonly atMs: number;
  /** Since the start of the load. */
  readonly us: number;
}

/**
 * When the event of a drill was. A change of the rate comes as scheduled, whenever a timer of ours notices.
 *
 * @param startedAtMs when the schedule of the load began @param causedAtMs when the event was caused
 */
export function eventTime(
  { stages }: Pick<Drill, 'stages'>,
  order: Pick<DrillOrder, 'durationMs'>,
  startedAtMs: number,
  causedAtMs: number,
): EventTime {
  if (stages) return { atMs: startedAtMs + eventMs(order), us: eventMs(order) * 1000 };
  return { atMs: causedAtMs, us: (causedAtMs - startedAtMs - CLOCK_MS) * 1000 };
}
