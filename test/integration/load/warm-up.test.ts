import { expect, test } from 'vitest';

import { settleMemory } from '../../../src/load/settle-memory.js';
import { warmUpOpenLoop } from '../../../src/load/warm-up.js';

test('the open loop warms up by itself, in less than a second or so', async () => {
  const startMs = performance.now();
  await warmUpOpenLoop(new AbortController().signal);
  expect(performance.now() - startMs).toBeGreaterThan(350);
  expect(performance.now() - startMs).toBeLessThan(10_000);
}, 30_000);

test('a warm-up ends when it is aborted', async () => {
  const aborting = new AbortController();
  const warming = warmUpOpenLoop(aborting.signal);
  aborting.abort();
  await expect(warming).rejects.toMatchObject({ code: 'ABORTED' });
}, 30_000);

test('memory settles without a flag', () => {
  expect(() => settleMemory()).not.toThrow();
});
