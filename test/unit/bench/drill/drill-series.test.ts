import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { drillSeries } from '../../../../src/bench/drill/drill-series.js';
import { readRows, type Row } from '../../../../src/bench/drill/row-reader.js';
import { rowsOf, steadyRows } from './rows-of.js';

const DURATION_US = 8_000_000;
const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

function seriesOf(rows: Parameters<typeof rowsOf>[0], eventUs = 4_000_000): ReturnType<typeof drillSeries> {
  return drillSeries([...readRows(rowsOf(rows))], eventUs, DURATION_US, 10_000);
}

describe('the series of a drill', () => {
  it('has whole steps, one of which begins with the event, and each request in one of them', () => {
    const failing = steadyRows(8000, (due) =>
      due >= 4000 && due < 5000 ? { outcome: due < 4500 ? 'error' : 'dropped' } : undefined,
    );
    const series = seriesOf(failing);
    expect(series).toMatchObject({ stepMs: 250, fromMs: -4000 });
    expect(series.answered).toHaveLength(32);
    const [event] = [series.fromMs / -series.stepMs];
    expect(series.failed.slice(event - 1, event + 3)).toEqual([0, 25, 25, 0]);
    expect(series.neverSent.slice(event, event + 5)).toEqual([0, 0, 25, 25, 0]);
    expect(series.medianUs.slice(event - 1, event + 1)).toEqual([expect.any(Number), null]);
    expect(sum([...series.answered, ...series.failed, ...series.neverSent])).toBe(800);
  });

  it('never counts a request twice, whenever the event is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: DURATION_US }), (eventUs) => {
        const rows: Row[] = [...readRows(rowsOf(steadyRows(8000)))];
        const { answered, slow, fromMs, stepMs } = drillSeries(rows, eventUs, DURATION_US, 10_000);
        expect(fromMs % stepMs === 0).toBe(true);
        expect(sum(slow)).toBeLessThanOrEqual(sum(answered));
        expect(sum(answered)).toBeLessThanOrEqual(rows.length);
        expect(sum(answered)).toBeGreaterThan(rows.length - 2 * 25 - 2);
      }),
      { numRuns: 50 },
    );
  });
});
