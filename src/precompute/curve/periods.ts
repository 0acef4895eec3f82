import type { CoveragePeriod, CoverageReport } from '../../core/coverage-report.js';
import { createKeySample } from '../../traffic/key-sample.js';

const DAY_MS = 86_400_000;
const TENTHS = 10;

/** Keys that are new from one day to the next, or from one tenth of the stream to the next where there are no days. */
export interface Periods {
  add(id: number, isUnseen: boolean, timestampMs: number | undefined): void;
  result(): CoverageReport['periods'];
  /** Different keys held, and what each stands for. */
  readonly sample: { readonly held: number; readonly scale: number };
}

interface Counts {
  requests: number;
  distinctKeys: number;
  newKeys: number;
  newUnseenKeys: number;
}

/**
 * Every key that is counted while the sample is of scale s stands for s keys (D. Horvitz and D. Thompson, JASA 47,
 * 1952): a period keeps what it was counted with when the sample grows coarser.
 *
 * @param total requests of the stream; @param maxKeys different keys that are told apart exactly
 */
export function createPeriods(total: number, maxKeys: number): Periods {
  /** The last period of each key, from 1. */
  const lastSeen = createKeySample(maxKeys);
  const periods: { readonly title: string; readonly counts: Counts }[] = [];
  const numberOfDay = new Map<number, number>();
  let requests = 0;
  let hasDays = true;

  const periodOf = (timestampMs: number | undefined): number => {
    hasDays = timestampMs !== undefined;
    const day =
      timestampMs === undefined
        ? Math.min(TENTHS - 1, Math.floor((requests * TENTHS) / total))
        : Math.floor(timestampMs / DAY_MS);
    let number = numberOfDay.get(day);
    if (number === undefined) {
      const title = hasDays ? new Date(day * DAY_MS).toISOString().slice(0, 10) : `tenth ${day + 1}`;
      periods.push({ title, counts: { requests: 0, distinctKeys: 0, newKeys: 0, newUnseenKeys: 0 } });
      number = periods.length;
      numberOfDay.set(day, number);
    }
    return number;
  };

  return {
    add: (id, isUnseen, timestampMs) => {
      const period = periodOf(timestampMs);
      requests++;
      const { counts } = periods[period - 1] as (typeof periods)[number];
      counts.requests++;
      if (!lastSeen.isSampled(id)) return;
      const last = lastSeen.get(id);
      if (last === period) return;
      const { scale } = lastSeen;
      counts.distinctKeys += scale;
      if (last === 0) {
        counts.newKeys += scale;
        if (isUnseen) counts.newUnseenKeys += scale;
      }
      lastSeen.set(id, period);
    },
    result: () => {
      const list = periods.map(({ title, counts }): CoveragePeriod => ({ title, ...counts }));
      // A log need not be in the order of time.
      return hasDays
        ? { kind: 'day', list: list.sort((a, b) => (a.title < b.title ? -1 : 1)) }
        : { kind: 'tenth', list };
    },
    get sample() {
      return { held: lastSeen.size, scale: lastSeen.scale };
    },
  };
}
