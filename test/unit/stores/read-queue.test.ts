import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';

import type { Key, Value } from '../../../src/stores/prediction-store.js';
import { createReadQueue, type Lane } from '../../../src/stores/read-queue.js';

/** A connection that answers when it is told to: twice the key, nothing for key 13. */
class ScriptedLane implements Lane {
  readonly asked: (readonly Key[])[] = [];
  private answer: (() => void) | undefined;
  private fail: ((error: Error) => void) | undefined;

  read(keys: readonly Key[]): Promise<readonly (Value | undefined)[]> {
    this.asked.push(keys);
    return new Promise((resolve, reject) => {
      this.answer = () => resolve(keys.map((key) => (key === 13 ? undefined : 2 * Number(key))));
      this.fail = reject;
    }).finally(() => {
      this.answer = undefined;
    }) as Promise<readonly (Value | undefined)[]>;
  }
  get isBusy(): boolean {
    return this.answer !== undefined;
  }
  async settle(error?: Error): Promise<void> {
    if (error) this.fail?.(error);
    else this.answer?.();
    await nextTurn();
  }
}

describe('a queue of look-ups', () => {
  const queueOn = (...lanes: ScriptedLane[]) => createReadQueue(() => lanes.find((lane) => !lane.isBusy));

  it('sends those of one turn together, and gives each its own answer', async () => {
    const lane = new ScriptedLane();
    const queue = queueOn(lane);
    const answers = [1, 13, 2, 1].map((key) => queue.get(key));
    expect(lane.asked).toEqual([]);
    await nextTurn();
    expect(lane.asked).toEqual([[1, 13, 2, 1]]);
    await lane.settle();
    expect(await Promise.all(answers)).toEqual([2, undefined, 4, 2]);
  });

  it('sends those that waited for a connection together, as soon as there is one', async () => {
    const lanes = [new ScriptedLane(), new ScriptedLane()];
    const queue = queueOn(...lanes);
    const answers: Promise<Value | undefined>[] = [];
    for (let key = 0; key < 5; key++) {
      answers.push(queue.get(key));
      await nextTurn();
    }
    expect(lanes.map(({ asked }) => asked)).toEqual([[[0]], [[1]]]);
    await lanes[1]?.settle();
    expect(lanes[1]?.asked).toEqual([[1], [2, 3, 4]]);
    await lanes[0]?.settle();
    await lanes[1]?.settle();
    expect(await Promise.all(answers)).toEqual([0, 2, 4, 6, 8]);
  });

  it('splits what is too much for one message', async () => {
    const lanes = [new ScriptedLane(), new ScriptedLane(), new ScriptedLane()];
    const queue = queueOn(...lanes);
    const answers = Array.from({ length: 2500 }, (_, key) => queue.get(key));
    await nextTurn();
    expect(lanes.flatMap(({ asked }) => asked.map((keys) => keys.length))).toEqual([1000, 1000, 500]);
    for (const lane of lanes) await lane.settle();
    expect((await Promise.all(answers))[2499]).toBe(4998);
  });

  it('rejects the look-ups of a message that failed, and no others', async () => {
    const lane = new ScriptedLane();
    const queue = queueOn(lane);
    const first = queue.get(1);
    first.catch(() => undefined);
    await nextTurn();
    const second = queue.get(2);
    await lane.settle(new Error('lost'));
    await expect(first).rejects.toThrow('lost');
    await lane.settle();
    expect(await second).toBe(4);
  });

  it('rejects everything that waits once no connection is left', async () => {
    const lane = new ScriptedLane();
    let isDown = false;
    const queue = createReadQueue(() => {
      if (isDown) throw new Error('no connection');
      return lane.isBusy ? undefined : lane;
    });
    const sent = queue.get(1);
    await nextTurn();
    const waiting = queue.get(2);
    waiting.catch(() => undefined);
    isDown = true;
    queue.flush();
    await expect(waiting).rejects.toThrow('no connection');
    await expect(queue.get(3)).rejects.toThrow('no connection');
    await lane.settle();
    expect(await sent).toBe(2);
  });
});
