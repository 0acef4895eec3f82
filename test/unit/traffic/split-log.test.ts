import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { LogRecord, LogSource } from '../../../src/traffic/log-source.js';
import { splitLog } from '../../../src/traffic/split-log.js';
import { collect } from './cards.js';

/** A log in memory, in batches of three. */
function logOf(times: readonly number[]): LogSource {
  const records = times.map((time, index) => ({ line: index + 1, fields: { time } }));
  return {
    file: 'log.ndjson',
    records: records.length,
    async *read(from) {
      for (let start = from; start < records.length; start += 3) yield records.slice(start, start + 3);
    },
  };
}
const timeOf = ({ fields }: LogRecord): number => fields['time'] as number;
const timesOf = async (batches: AsyncIterable<readonly LogRecord[]>): Promise<number[]> =>
  (await collect(batches)).map(timeOf);

describe('by line', () => {
  test('where there are no timestamps', async () => {
    const split = await splitLog(logOf([5, 1, 4, 2, 3]), 0.5);
    expect(split).toMatchObject({ historyLength: 2, replayLength: 3 });
    expect(await timesOf(split.history())).toEqual([5, 1]);
    expect(await timesOf(split.replay(0))).toEqual([4, 2, 3]);
    expect(await timesOf(split.replay(2))).toEqual([3]);
    expect(await timesOf(split.replay(3))).toEqual([]);
  });

  test('where timestamps never decrease, even if the cut falls between equal ones', async () => {
    const split = await splitLog(logOf([1, 2, 2, 2, 3]), 0.5, timeOf);
    expect(split.cutoffMs).toBeUndefined();
    expect(await timesOf(split.history())).toEqual([1, 2]);
    expect(await timesOf(split.replay(0))).toEqual([2, 2, 3]);
  });

  test('431 of 539 at 80%', async () => {
    const split = await splitLog(logOf(Array.from({ length: 539 }, () => 0)), 0.8);
    expect([split.historyLength, split.replayLength]).toEqual([431, 108]);
  });

  test('a share of 0 leaves no history, whatever the order', async () => {
    const split = await splitLog(logOf([2, 1]), 0, timeOf);
    expect(await timesOf(split.history())).toEqual([]);
    expect(await timesOf(split.replay(0))).toEqual([2, 1]);
  });
});

describe('by time, where timestamps are out of order', () => {
  test('history is all up to the cutoff, each part in the order of the file', async () => {
    const split = await splitLog(logOf([5, 1, 4, 2, 3]), 0.6, timeOf);
    expect(split).toMatchObject({ historyLength: 3, replayLength: 2, cutoffMs: 3 });
    expect(await timesOf(split.history())).toEqual([1, 2, 3]);
    expect(await timesOf(split.replay(0))).toEqual([5, 4]);
    expect(await timesOf(split.replay(1))).toEqual([4]);
    expect(await timesOf(split.replay(2))).toEqual([]);
  });

  test('nothing of the history is later than anything of the replay, and nothing is lost', async () => {
    const log = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 2, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(log, fc.double({ min: 0.1, max: 0.9, noNaN: true }), async (times, share) => {
        const isOrdered = times.every((time, index) => index === 0 || time >= (times[index - 1] as number));
        const cut = Math.floor(times.length * share);
        const cutoff = [...times].sort((a, b) => a - b)[cut - 1] ?? -1;
        fc.pre(!isOrdered && cut > 0 && Math.max(...times) > cutoff);
        const split = await splitLog(logOf(times), share, timeOf);
        const history = await timesOf(split.history());
        const replay = await timesOf(split.replay(0));
        expect(history).toEqual(times.filter((time) => time <= cutoff));
        expect(replay).toEqual(times.filter((time) => time > cutoff));
        expect([history.length, replay.length]).toEqual([split.historyLength, split.replayLength]);
      }),
    );
  });

  test('the replay can start anywhere in a long log', async () => {
    const times = Array.from({ length: 30_000 }, (_, index) => (index * 7919) % 30_000);
    const split = await splitLog(logOf(times), 0.5, timeOf);
    const replay = times.filter((time) => time > (split.cutoffMs as number));
    for (const from of [0, 4095, 4096, 8200, 14_999, 15_000]) {
      expect(await timesOf(split.replay(from))).toEqual(replay.slice(from));
    }
  });

  test('nothing left to replay is an error', async () => {
    await expect(splitLog(logOf([1, 2, 1, 2]), 0.75, timeOf)).rejects.toMatchObject({
      code: 'LOG_REPLAY_EMPTY',
      message: expect.stringContaining('no request is later than 1970-01-01T00:00:00.002Z'),
      next: expect.stringContaining('traffic.split'),
    });
  });
});
