import { describe, expect, it } from 'vitest';

import type { DrillOrder } from '../../../../src/bench/drill/drill.js';
import { firstVictim, withoutVictim } from '../../../../src/bench/drill/first-victim.js';
import { supervise } from '../../../../src/bench/drill/supervise.js';
import type { Deployment, Victim } from '../../../../src/serving/deployment.js';

const ORDER: DrillOrder = {
  rate: 100,
  durationMs: 1000,
  timeoutMs: 1000,
  restartAfterMs: 5,
  hangMs: 10,
  overload: 2,
};

/** A process that needs some attempts until it is up. */
function victimAfter(failures: number): { victim: Victim; attempts: () => number } {
  let attempts = 0;
  const victim: Victim = {
    title: 'model server',
    part: 'model-server',
    pid: () => 1,
    restart: async () => {
      attempts++;
      if (attempts <= failures) throw new Error(`port in use, attempt ${attempts}`);
    },
  };
  return { victim, attempts: () => attempts };
}

describe('a supervisor', () => {
  it('starts the process again until it is ready, and notes what it did', async () => {
    const marks: string[] = [];
    const { victim, attempts } = victimAfter(2);
    const scene = {
      order: ORDER,
      over: new AbortController().signal,
      mark: (what: string) => marks.push(what),
    };
    const { backAtMs, problem } = await supervise(victim, scene);
    expect(attempts()).toBe(3);
    expect(backAtMs).toBeGreaterThan(Date.now() - 5000);
    expect(problem).toBeUndefined();
    expect(marks.filter((what) => what.includes('failed'))).toHaveLength(2);
    expect(marks.at(-1)).toBe('model server is ready');
  });

  it('gives up when the load is over, and says what the last attempt failed of', async () => {
    const over = new AbortController();
    const { victim, attempts } = victimAfter(Number.POSITIVE_INFINITY);
    const mark = (): void => {
      if (attempts() === 3) over.abort();
    };
    const { backAtMs, problem } = await supervise(victim, { order: ORDER, over: over.signal, mark });
    expect(backAtMs).toBeNull();
    expect(problem).toBe('port in use, attempt 3');
  });
});

describe('the process that a drill takes', () => {
  const { victim } = victimAfter(0);
  const deployment: Deployment = { target: { url: 'http://127.0.0.1:1/predict' }, urls: [], processes: [] };

  it('is the first one that holds the model', () => {
    const operations = { victims: [victim, victimAfter(0).victim] };
    expect(withoutVictim({ ...deployment, operations })).toBeUndefined();
    expect(firstVictim({ ...deployment, operations })).toBe(victim);
  });

  it('is missing, for a reason, where no process holds one or it runs elsewhere', () => {
    expect(withoutVictim(deployment)).toMatch('elsewhere');
    expect(withoutVictim({ ...deployment, operations: { victims: [] } })).toMatch('none of its processes');
  });
});
