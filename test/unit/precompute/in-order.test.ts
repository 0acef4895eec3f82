import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';

import { inOrder } from '../../../src/precompute/in-order.js';

describe('tasks in order', () => {
  test('property: yield in order whatever ends first, never more than a window ahead', async () => {
    const cases = fc.record({
      delays: fc.array(fc.nat(3), { maxLength: 30 }),
      window: fc.integer({ min: 1, max: 6 }),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ delays, window }) => {
        const started: number[] = [];
        const results: number[] = [];
        const start = async (task: number): Promise<number> => {
          started.push(task);
          for (let turn = 0; turn < (delays[task] ?? 0); turn++) await Promise.resolve();
          return task;
        };
        for await (const task of inOrder(delays.length, window, start)) {
          expect(started.length - results.length).toBeLessThanOrEqual(window);
          results.push(task);
        }
        expect(results).toEqual(delays.map((_, task) => task));
        expect(started).toEqual(results);
      }),
    );
  });

  it('fail with the first that fails, and leave no rejection behind', async () => {
    const fail = async (): Promise<void> => {
      for await (const _ of inOrder(5, 5, (task) => Promise.reject(new Error(`task ${task}`))))
        expect(_).toBe(0);
    };
    await expect(fail()).rejects.toThrow('task 0');
  });
});
