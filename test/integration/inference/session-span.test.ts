import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { ModelCard } from '../../../src/core/model-card.js';
import type { TimePart } from '../../../src/core/time-split.js';
import { openSession, type ModelSession } from '../../../src/inference/session.js';
import { exampleRow } from '../../../src/inference/verify-model.js';
import { loadModelCard } from '../../../src/scenario/load-model-card.js';
import { median } from '../../../src/statistics/describe.js';

const RUNS = 16;
const ROUNDS = 5;

describe('a traced run', () => {
  let card: ModelCard;
  let session: ModelSession;
  beforeAll(async () => {
    card = await loadModelCard('models/digits');
    session = await openSession(card, card.file);
    for (let round = 0; round < 50; round++) await session.run([exampleRow(card, round)]);
  });
  afterAll(() => session.close());

  /** @returns what each of `RUNS` runs that were asked for together says of its time, in microseconds */
  const runTogether = async (): Promise<{ us: Partial<Record<TimePart, number>>; elapsedUs: number }[]> => {
    const startedMs = performance.now();
    return Promise.all(
      Array.from({ length: RUNS }, async (_, index) => {
        const us: Partial<Record<TimePart, number>> = {};
        const add = (part: TimePart, more: number): void => {
          us[part] = (us[part] ?? 0) + more;
        };
        await session.run([exampleRow(card, index)], { add });
        return { us, elapsedUs: (performance.now() - startedMs) * 1000 };
      }),
    );
  };

  test('tells waiting from running: each of many waits for those before it', async () => {
    const first: number[] = [];
    const last: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const ended = await runTogether();
      const runs = ended.map(({ us }) => us.modelRun ?? 0);
      const waits = ended.map(({ us }) => us.queue ?? 0);
      expect(Math.min(...runs)).toBeGreaterThan(5);
      // One thread: the last one waited for the runs of all others. Of the median, since a pause makes one run long.
      expect(waits.at(-1)).toBeGreaterThan(median(runs) * (RUNS - 1) * 0.4);
      for (const [index, { us, elapsedUs }] of ended.entries()) {
        expect(Object.keys(us).sort()).toEqual(['modelRun', 'queue']);
        expect((runs[index] ?? 0) + (waits[index] ?? 0)).toBeLessThan(elapsedUs);
      }
      first.push(waits[0] ?? 0);
      last.push(waits.at(-1) ?? 0);
    }
    // The first one waits for no other. A pause of this thread makes single waits longer, never shorter.
    expect(Math.min(...first)).toBeLessThan(Math.min(...last));
  });

  test('gives the same prediction', async () => {
    const row = exampleRow(card, 3);
    const plain = await session.run([row]);
    expect(await session.run([row], { add: () => undefined })).toEqual(plain);
  });
});
