import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { ModelCard } from '../../../src/core/model-card.js';
import type { TimePart } from '../../../src/core/time-split.js';
import { openSession, type ModelSession } from '../../../src/inference/session.js';
import { exampleRow } from '../../../src/inference/verify-model.js';
import { loadModelCard } from '../../../src/scenario/load-model-card.js';

const RUNS = 16;

describe('a traced run', () => {
  let card: ModelCard;
  let session: ModelSession;
  beforeAll(async () => {
    card = await loadModelCard('models/digits');
    session = await openSession(card, card.file);
    for (let round = 0; round < 50; round++) await session.run([exampleRow(card, round)]);
  });
  afterAll(() => session.close());

  test('tells waiting from running: each of many waits for those before it', async () => {
    const startedMs = performance.now();
    const ended = await Promise.all(
      Array.from({ length: RUNS }, async (_, index) => {
        const us: Partial<Record<TimePart, number>> = {};
        const add = (part: TimePart, more: number): void => {
          us[part] = (us[part] ?? 0) + more;
        };
        const predictions = await session.run([exampleRow(card, index)], { add });
        return { us, predictions, elapsedUs: (performance.now() - startedMs) * 1000 };
      }),
    );
    const runs = ended.map(({ us }) => us.modelRun ?? 0);
    const waits = ended.map(({ us }) => us.queue ?? 0);
    expect(Math.min(...runs)).toBeGreaterThan(5);
    // One thread: the last one waited for the runs of all others, and they took most of the time.
    const before = runs.slice(0, -1).reduce((sum, us) => sum + us, 0);
    expect(waits.at(-1)).toBeGreaterThan(before * 0.4);
    expect(waits.at(-1)).toBeGreaterThan((waits[0] ?? 0) + before * 0.3);
    for (const [index, { us, elapsedUs }] of ended.entries()) {
      expect(Object.keys(us).sort()).toEqual(['modelRun', 'queue']);
      expect((runs[index] ?? 0) + (waits[index] ?? 0)).toBeLessThan(elapsedUs);
    }
  });

  test('gives the same prediction', async () => {
    const row = exampleRow(card, 3);
    const plain = await session.run([row]);
    expect(await session.run([row], { add: () => undefined })).toEqual(plain);
  });
});
