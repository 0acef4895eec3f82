import type { DrillSeries } from '../../result/drill-figures.js';
import { isAnswered, type Row } from './row-reader.js';

/** A chart is readable with this many steps, and an outage of a second is several of them. */
const MOST_STEPS = 60;
const STEPS_MS = [50, 100, 250, 500, 1000, 2000, 5000, 10_000, 30_000, 60_000];

interface Step {
  readonly latenciesUs: number[];
  slow: number;
  failed: number;
  neverSent: number;
}

/**
 * The requests of a load over time, in steps that one of them begins with the event.
 * @param durationUs of the load: later ends, of what was still outstanding, are in no step
 * @param limitUs beyond it an answer is slow
 */
export function drillSeries(
  rows: readonly Row[],
  eventUs: number,
  durationUs: number,
  limitUs: number,
): DrillSeries {
  const stepMs = STEPS_MS.find((ms) => durationUs / (ms * 1000) <= MOST_STEPS) ?? 60_000;
  const stepUs = stepMs * 1000;
  const before = Math.floor(eventUs / stepUs);
  const after = Math.floor((durationUs - eventUs) / stepUs);
  const steps = Array.from({ length: Math.max(0, before + after) }, (): Step => {
    return { latenciesUs: [], slow: 0, failed: 0, neverSent: 0 };
  });
  for (const row of rows) {
    const step = steps[before + Math.floor((row.endUs - eventUs) / stepUs)];
    if (step) add(step, row, limitUs);
  }
  const sorted = steps.map(({ latenciesUs }) => latenciesUs.toSorted((a, b) => a - b));
  return {
    stepMs,
    fromMs: -before * stepMs || 0,
    answered: steps.map(({ latenciesUs }) => latenciesUs.length),
    slow: steps.map(({ slow }) => slow),
    failed: steps.map(({ failed }) => failed),
    neverSent: steps.map(({ neverSent }) => neverSent),
    medianUs: sorted.map((all) => all[Math.ceil(all.length / 2) - 1] ?? null),
    maxUs: sorted.map((all) => all.at(-1) ?? null),
  };
}

function add(step: Step, row: Row, limitUs: number): void {
  if (isAnswered(row)) {
    step.latenciesUs.push(row.latencyUs);
    if (row.latencyUs > limitUs) step.slow++;
  } else if (row.kind.outcome === 'dropped') step.neverSent++;
  else step.failed++;
}
