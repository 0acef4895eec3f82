import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { UserError } from '../../../src/core/errors.js';
import type { PredictionStore, Tables } from '../../../src/stores/prediction-store.js';
import { watchPointer } from '../../../src/stores/watch-pointer.js';

const POINTER = { store: 'fake', target: 'here', name: 'table' };

describe('a pointer that is watched', () => {
  let location: string | undefined;
  let isDown = false;
  let connections = 0;
  const moves: string[] = [];
  const errors: unknown[] = [];
  let onMove: (to: string) => Promise<void>;
  let unwatch: () => Promise<void>;

  const store = {
    connect: () => {
      connections++;
      const pointer = (): string | undefined => {
        if (isDown) throw new Error('the connection was lost');
        return location;
      };
      return { pointer, close: () => undefined } as unknown as Tables;
    },
  } as unknown as PredictionStore;

  beforeEach(async () => {
    vi.useFakeTimers();
    [location, isDown, connections] = ['one', false, 0];
    moves.length = errors.length = 0;
    onMove = async (to) => void moves.push(to);
    const watch = {
      onMove: (to: string) => onMove(to),
      onError: (error: unknown) => void errors.push(error),
    };
    unwatch = await watchPointer(store, POINTER, watch);
  });
  afterEach(async () => {
    await unwatch();
    vi.useRealTimers();
  });

  it('tells each move once, and not where it was at the start', async () => {
    await vi.advanceTimersByTimeAsync(2500);
    expect(moves).toEqual([]);
    location = 'two';
    await vi.advanceTimersByTimeAsync(3000);
    location = 'one';
    await vi.advanceTimersByTimeAsync(3000);
    expect(moves).toEqual(['two', 'one']);
    expect(connections).toBe(1);
  });

  it('connects again after a failure, and tells the move that it missed', async () => {
    isDown = true;
    location = 'two';
    await vi.advanceTimersByTimeAsync(2500);
    expect(errors).toHaveLength(2);
    isDown = false;
    await vi.advanceTimersByTimeAsync(1000);
    expect(moves).toEqual(['two']);
    expect(connections).toBe(3);
  });

  it('tries again what could not be read for now, and not what was refused', async () => {
    const refused: string[] = [];
    onMove = (to) => {
      refused.push(to);
      return Promise.reject(to === 'two' ? new Error('away') : new UserError('TABLE_STALE', 'old'));
    };
    location = 'two';
    await vi.advanceTimersByTimeAsync(2500);
    expect(refused).toEqual(['two', 'two']);
    location = 'three';
    await vi.advanceTimersByTimeAsync(2500);
    expect(refused).toEqual(['two', 'two', 'three']);
    expect(errors).toHaveLength(3);
  });

  it('tells nothing any more once it is closed', async () => {
    await unwatch();
    location = 'two';
    await vi.advanceTimersByTimeAsync(2500);
    expect(moves).toEqual([]);
  });
});
