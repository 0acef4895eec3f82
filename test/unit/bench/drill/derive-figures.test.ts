import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { deriveFigures, type Seen } from '../../../../src/bench/drill/derive-figures.js';
import { findOutageMs } from '../../../../src/bench/drill/find-outage.js';
import type { RowOutcome } from '../../../../src/core/request-rows.js';
import { rowsOf, steadyRows, type MadeRow } from './rows-of.js';

/** A load of 8 s at 100 requests a second, with the event after 4 s. */
function seenOf(rows: readonly MadeRow[], more: Partial<Seen> = {}): Seen {
  const sent = rows.filter(({ outcome }) => outcome !== 'dropped').length;
  return {
    result: {
      scheduled: rows.length,
      requests: { sent, completed: 0, errors: 0, timeouts: 0, dropped: rows.length - sent },
      durationMs: 8000,
    },
    rows: rowsOf(rows),
    pings: null,
    eventUs: 4_000_000,
    rate: 100,
    objectives: { latencyUs: {} },
    newModel: undefined,
    overload: undefined,
    ...more,
  };
}

describe('the figures of a drill', () => {
  it('are all zero where nothing happened', () => {
    const figures = deriveFigures(seenOf(steadyRows(8000)));
    expect(figures).toMatchObject({ outageMs: 0, recoveryMs: 0, ping: null });
    expect(figures.sinceEvent).toMatchObject({ answered: 400, failed: 0, slow: 0 });
    expect(figures.slowLimit).toEqual({ us: 10_000, from: '10 times the p99 before the event' });
  });

  it('of a second without an answer: counts, outage, and recovery at the last request that failed', () => {
    const figures = deriveFigures(
      seenOf(steadyRows(8000, (due) => (due >= 4000 && due < 5000 ? { outcome: 'error' } : undefined))),
    );
    expect(figures.sinceEvent.failed).toBe(100);
    expect(figures.before.failed).toBe(0);
    // From the answer at 3991 ms to the one at 5001 ms.
    expect(figures.outageMs).toBe(1010);
    expect(figures.recoveryMs).toBe(990);
  });

  it('of a hang: those in flight at the event are hit by it, slow ones answer late, others give up', () => {
    const figures = deriveFigures(
      seenOf(
        steadyRows(8000, (due) => {
          if (due < 3990 || due >= 6000) return undefined;
          return due < 5000 ? { took: 1000, outcome: 'timeout' } : { took: 6000 - due };
        }),
      ),
    );
    expect(figures.sinceEvent).toMatchObject({ failed: 101, timeouts: 101, shed: 0 });
    // Those that were due in the last 10 ms of it were not slow.
    expect(figures.sinceEvent.slow).toBe(99);
    expect(figures.outageMs).toBe(2019);
    expect(figures.recoveryMs).toBe(1980);
  });

  it('say that a mode did not recover while the load ran', () => {
    const figures = deriveFigures(
      seenOf(steadyRows(8000, (due) => (due >= 4000 ? { outcome: 'error' } : undefined))),
    );
    expect(figures.recoveryMs).toBeNull();
    expect(figures.outageMs).toBe(8000 - 3991);
  });

  it('take the limit of the scenario for what is slow, where there is one', () => {
    const rows = steadyRows(8000, (due) => (due === 6000 ? { took: 30 } : undefined));
    const loose = deriveFigures(seenOf(rows, { objectives: { latencyUs: { p99: 50_000 } } }));
    expect(loose.sinceEvent.slow).toBe(0);
    expect(loose.slowLimit).toEqual({ us: 50_000, from: 'the p99 objective of the scenario' });
    expect(deriveFigures(seenOf(rows)).sinceEvent.slow).toBe(1);
  });

  it('cannot be told of a mode that answered nothing before the event', () => {
    const rows = steadyRows(8000, () => ({ outcome: 'error' }));
    expect(() => deriveFigures(seenOf(rows))).toThrow('no request was answered before the event');
  });

  it('of a new version: first answer, last answer of the old one, and both in between', () => {
    const rows = steadyRows(8000, (due) => ({
      model: due < 4500 || (due < 5000 && due % 20 === 0) ? 'm@1' : 'm@2',
    }));
    const figures = deriveFigures(seenOf(rows, { newModel: 'm@2' }));
    expect(figures.versions.map(({ model, answers }) => [model, answers])).toEqual([
      ['m@1', 75],
      ['m@2', 325],
    ]);
    expect(figures.newVersion).toEqual({
      model: 'm@2',
      firstMs: 511,
      allMs: 981,
      mixedMs: 470,
      mixedAnswers: 48,
    });
    expect(deriveFigures(seenOf(rows, { newModel: 'm@3' })).newVersion).toEqual({
      ...{ model: 'm@3', firstMs: null, allMs: null, mixedMs: null, mixedAnswers: null },
    });
  });

  it('of an overload: what was asked for and what was sent, and when all was well again after its end', () => {
    const rows = steadyRows(8000, (due) => {
      if (due < 4000 || due >= 5200) return undefined;
      return due < 5000 ? { outcome: due % 20 === 0 ? 'shed' : 'model', took: 200 } : { took: 200 };
    });
    const { overload, recoveryMs, sinceEvent } = deriveFigures(
      seenOf(rows, { overload: { capacityRps: 60, rateRps: 120, untilUs: 5_000_000 } }),
    );
    expect(overload).toMatchObject({ capacityRps: 60, rateRps: 120, sentRps: 100, durationMs: 1000 });
    expect(overload?.during).toMatchObject({ answered: 50, failed: 50, shed: 50, slow: 50 });
    expect(overload?.recoveryMs).toBe(190);
    expect(recoveryMs).toBe(1190);
    expect(sinceEvent.got[0]).toMatchObject({ what: 'got model', requests: 350 });
  });

  it('add up, whatever became of the requests', () => {
    const outcomes = ['model', 'miss', 'default', 'error', 'shed', 'timeout', 'dropped'] as const;
    const row = fc.record({
      due: fc.integer({ min: 0, max: 7999 }),
      took: fc.integer({ min: 0, max: 3000 }),
      outcome: fc.constantFrom<RowOutcome>(...outcomes),
    });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 60 }), (made) => {
        const { requests, before, sinceEvent, recoveryMs, outageMs } = deriveFigures(
          seenOf([...made, { due: 0, took: 0 }]),
        );
        expect(requests.answered + requests.failed).toBe(requests.sent);
        expect(requests.sent + requests.neverSent).toBe(requests.scheduled);
        expect(requests.timeouts + requests.shed).toBeLessThanOrEqual(requests.failed);
        for (const { got, answered, failed, slow } of [before, sinceEvent]) {
          expect(got.reduce((sum, { requests: count }) => sum + count, 0)).toBe(answered + failed);
          expect(slow).toBeLessThanOrEqual(answered);
        }
        if (recoveryMs !== null) expect(recoveryMs).toBeLessThanOrEqual(4000);
        expect(outageMs).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe('the pings of a drill', () => {
  it('are told apart by the event, and have an outage of their own', () => {
    const dueMs = Array.from({ length: 200 }, (_, index) => index * 40);
    const isDown = (due: number): boolean => due >= 4000 && due < 5000;
    const { ping } = deriveFigures(
      seenOf(steadyRows(8000), {
        pings: {
          dueUs: Float64Array.from(dueMs, (due) => due * 1000),
          latencyUs: Float64Array.from(dueMs, () => 500),
          answered: Uint8Array.from(dueMs, (due) => Number(!isDown(due))),
        },
      }),
    );
    expect(ping?.before).toMatchObject({ sent: 100, failed: 0 });
    expect(ping?.sinceEvent).toMatchObject({ sent: 100, failed: 25 });
    expect(ping?.outageMs).toBe(1040);
  });
});

describe('recovery', () => {
  const overload = { capacityRps: 60, rateRps: 120, untilUs: 5_000_000 };
  const slowWhere = (isSlow: (due: number) => boolean): MadeRow[] =>
    steadyRows(8000, (due) => (isSlow(due) ? { took: 60 } : undefined));
  const objectives = { latencyUs: { p99: 50_000 } };

  it('cannot be seen where the load process never sent what was due at the end', () => {
    const sent = steadyRows(5000, (due) => (due >= 4000 ? { took: 20 } : undefined));
    const { result, ...seen } = seenOf(sent, { overload });
    const figures = deriveFigures({ ...seen, result: { ...result, scheduled: 800 } });
    expect(figures.requests.neverSent).toBe(300);
    expect(figures.overload?.recoveryMs).toBeNull();
    expect(figures.recoveryMs).toBeNull();
    // What was not asked for is no outage.
    expect(figures.outageMs).toBe(0);
  });

  it('cannot be seen where less than half of what was due at the end was sent', () => {
    const dropped = (share: number): MadeRow[] =>
      steadyRows(8000, (due) =>
        due >= 7500 && due % 100 < share ? { took: 0, outcome: 'dropped' } : undefined,
      );
    expect(deriveFigures(seenOf(dropped(60))).recoveryMs).toBeNull();
    // The last one that was not sent was due at 7,930 ms.
    expect(deriveFigures(seenOf(dropped(40))).recoveryMs).toBe(3930);
  });

  it('is there at once where the tail is as it was before, whatever the limit', () => {
    const seen = seenOf(
      slowWhere((due) => due % 1500 === 1490),
      { objectives },
    );
    const figures = deriveFigures(seen);
    expect(figures).toMatchObject({ recoveryMs: 0, before: { slow: 2 }, sinceEvent: { slow: 3 } });
    // As where the objective is missed by all of it.
    expect(
      deriveFigures(
        seenOf(
          slowWhere(() => true),
          { objectives },
        ),
      ).recoveryMs,
    ).toBe(0);
  });

  it('ends with what is slow because of the event, not with the tail behind it', () => {
    const isTail = (due: number): boolean => due % 1500 === 1490;
    const rows = slowWhere((due) => isTail(due) || (due >= 4000 && due < 5000));
    // The next one is slow at 5,990 ms.
    expect(deriveFigures(seenOf(rows, { objectives })).recoveryMs).toBe(990);
  });

  it('takes failures for usual only where there were some before the event', () => {
    const failing = (fromMs: number): MadeRow[] =>
      steadyRows(8000, (due) => (due >= fromMs && due % 1500 === 1490 ? { outcome: 'error' } : undefined));
    expect(deriveFigures(seenOf(failing(0))).recoveryMs).toBe(0);
    expect(deriveFigures(seenOf(failing(4000))).recoveryMs).toBe(3490);
  });

  it('cannot be seen of requests that were never sent, however usual it was that they failed', () => {
    const rows = steadyRows(8000, (due) => {
      if (due >= 7500) return { took: 0, outcome: 'dropped' };
      return due % 20 === 0 ? { outcome: 'error' } : undefined;
    });
    expect(deriveFigures(seenOf(rows)).recoveryMs).toBeNull();
  });

  it('is seen at low rates, too, where half a second holds no request', () => {
    const rows = Array.from({ length: 12 }, (_, second) => ({ due: second * 1000 }));
    const seen = seenOf(rows, { rate: 1, eventUs: 3_000_000 });
    const figures = deriveFigures({ ...seen, result: { ...seen.result, durationMs: 12_000 } });
    expect(figures.recoveryMs).toBe(0);
  });
});

describe('a new version', () => {
  it('does not give all answers while one replica goes on with the old one', () => {
    // The last answer of all is a new one.
    const rows = steadyRows(8000, (due) => ({ model: due < 4500 || due % 20 === 0 ? 'm@1' : 'm@2' }));
    expect(deriveFigures(seenOf(rows, { newModel: 'm@2' })).newVersion).toEqual({
      ...{ model: 'm@2', firstMs: 511, allMs: null, mixedMs: null, mixedAnswers: null },
    });
  });

  it('does not give all answers where nothing answers at the end', () => {
    const rows = steadyRows(8000, (due) => {
      return due < 6000 ? { model: due < 4500 ? 'm@1' : 'm@2' } : { outcome: 'error' };
    });
    expect(deriveFigures(seenOf(rows, { newModel: 'm@2' })).newVersion).toMatchObject({
      ...{ firstMs: 501, allMs: null },
    });
  });
});

describe('an outage', () => {
  const usual = { betweenUs: 20_000, answerUs: 500_000 };
  const answersUs = [0, 10_000, 20_000, 320_000, 330_000];

  it('that nothing failed in is none, as long as an answer may take so long', () => {
    expect(findOutageMs({ answersUs, failuresUs: [] }, 15_000, 330_000, usual)).toBe(0);
    expect(findOutageMs({ answersUs, failuresUs: [40_000] }, 15_000, 330_000, usual)).toBe(300);
  });

  it('that was over before the event is no work of the event', () => {
    expect(findOutageMs({ answersUs, failuresUs: [40_000] }, 325_000, 330_000, usual)).toBe(0);
    expect(findOutageMs({ answersUs, failuresUs: [40_000] }, 300_000, 330_000, usual)).toBe(300);
  });

  it('is no single failure, however the answers around it wobble', () => {
    const outageOf = (failedMs: readonly number[], outcome: RowOutcome = 'error'): number => {
      const failing = (due: number): Partial<MadeRow> | undefined =>
        failedMs.includes(due) ? { outcome } : due === 5010 ? { took: 4 } : undefined;
      return deriveFigures(seenOf(steadyRows(8000, failing))).outageMs;
    };
    expect(outageOf([5000])).toBe(0);
    expect(outageOf([4990, 5000])).toBe(33);
    // Those that were never sent did not fail.
    expect(outageOf([4990, 5000], 'dropped')).toBe(0);
  });

  it('may last until the end of the load', () => {
    expect(findOutageMs({ answersUs: [0], failuresUs: [1000, 90_000] }, 1000, 100_000, usual)).toBe(100);
  });
});
