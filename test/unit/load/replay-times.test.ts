import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { readReplayTimes, timesOf } from '../../../src/load/open-loop/replay-times.js';
import { numberedStream } from './numbered-stream.js';

const GO_ON = new AbortController().signal;

async function dueMs(
  timestampsMs: readonly number[],
  { speed = 1, durationMs = 1000, from = 0, batch = 3 } = {},
): Promise<number[]> {
  const stream = numberedStream(timestampsMs.length, {
    batch,
    timestampOf: (index) => timestampsMs[index] ?? Number.NaN,
  });
  const dueUs = await readReplayTimes({ arrivals: 'replay', speed, durationMs }, stream, from, GO_ON);
  return [...dueUs].map((us) => us / 1000);
}

describe('the times of a replay', () => {
  test('are the gaps of the log, from its first request on', async () => {
    expect(await dueMs([5000, 5010, 5030, 5700, 6100])).toEqual([0, 10, 30, 700]);
  });

  test('are divided by the speed', async () => {
    expect(await dueMs([5000, 5010, 5030, 5700, 6100], { speed: 2 })).toEqual([
      0, 5, 15, 350, 550, 687.5, 692.5, 702.5,
    ]);
    expect(await dueMs([5000, 5010, 5030, 5700, 6100], { speed: 0.01 })).toEqual([0]);
  });

  test('never go back: what is out of order is due with the request before it', async () => {
    expect(await dueMs([100, 300, 200, 250, 400], { durationMs: 350 })).toEqual([0, 200, 200, 200, 300]);
  });

  test('start over at the end of the log after a mean gap', async () => {
    const due = await dueMs([0, 100, 200], { durationMs: 650 });
    expect(due).toEqual([0, 100, 200, 300, 400, 500, 600]);
    expect(await dueMs([0, 100, 200], { durationMs: 350, from: 1 })).toEqual([0, 100, 200, 300]);
    expect(await dueMs([0, 100, 200], { durationMs: 350, from: 4 })).toEqual([0, 100, 200, 300]);
  });

  test('ascend, stay within the duration, and are as many as the log has time for', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 2, maxLength: 60 }),
        fc.integer({ min: 0, max: 100 }),
        fc.double({ min: 0.1, max: 20, noNaN: true }),
        async (gaps, from, speed) => {
          fc.pre(gaps.slice(1).some((gap) => gap > 0));
          let at = 1e12;
          const due = await dueMs(
            gaps.map((gap) => (at += gap)),
            { from, speed, durationMs: 500 },
          );
          expect(due[0]).toBe(0);
          expect(due).toEqual([...due].sort((a, b) => a - b));
          expect(due.at(-1)).toBeLessThan(500);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('need time stamps', async () => {
    const plan = { arrivals: 'replay', speed: 1, durationMs: 100 } as const;
    await expect(readReplayTimes(plan, numberedStream(10), 0, GO_ON)).rejects.toMatchObject({
      code: 'REPLAY_WITHOUT_TIMESTAMPS',
      next: expect.stringContaining('traffic.timestamp') as string,
    });
  });

  test('need time to pass', async () => {
    await expect(dueMs([7, 7, 7, 7])).rejects.toMatchObject({ code: 'REPLAY_WITHOUT_TIME' });
    await expect(dueMs([7], { from: 5 })).rejects.toMatchObject({ code: 'REPLAY_WITHOUT_TIME' });
    await expect(dueMs([7, 7, 7, 7], { from: 2 })).rejects.toMatchObject({ code: 'REPLAY_WITHOUT_TIME' });
  });

  test('are read up to a bound', async () => {
    const batch = Array.from({ length: 100_000 }, () => ({ request: {}, timestampMs: 7 }));
    const stream = {
      replayLength: 90 * batch.length,
      replay: async function* () {
        for (let batches = 0; batches < 90; batches++) yield batch;
      },
    };
    const plan = { arrivals: 'replay', speed: 1, durationMs: 100 } as const;
    await expect(readReplayTimes(plan, stream, 0, GO_ON)).rejects.toMatchObject({ code: 'REPLAY_TOO_DENSE' });
  });

  test('stop being read when the trial is aborted', async () => {
    const stream = numberedStream(1000, { timestampOf: () => 0 });
    const plan = { arrivals: 'replay', speed: 1, durationMs: 100 } as const;
    await expect(readReplayTimes(plan, stream, 0, AbortSignal.abort())).rejects.toMatchObject({
      code: 'ABORTED',
    });
  });

  test('end in Infinity', () => {
    const next = timesOf(Float64Array.of(0, 5));
    expect([next(), next(), next(), next()]).toEqual([0, 5, Infinity, Infinity]);
  });
});
