import { describe, expect, it, vi } from 'vitest';

import { GateLoop } from '../../../../src/bench/gate/gate-loop.js';
import { closeAll, type GateTrials } from '../../../../src/bench/gate/gate-trials.js';
import type { Finding } from '../../../../src/bench/gate/rule-verdict.js';
import { TimeBudget } from '../../../../src/bench/gate/time-budget.js';
import type { GateRule } from '../../../../src/core/gate.js';
import { pairedTest } from '../../../../src/statistics/ratio-test.js';
import { modeResult, result } from '../results.js';

const rule = (mode: string): GateRule => ({
  path: `${mode}.full.throughputRps`,
  mode,
  load: 'full',
  metric: 'throughputRps',
  limit: { kind: 'change', direction: 'decrease', share: 0.1 },
});

interface Script {
  /** Head / base of a mode in a round. */
  readonly ratio: (mode: string, round: number) => number;
  readonly doubt?: (mode: string) => string | undefined;
  readonly failed?: string;
  readonly limitMs?: number;
  /** Told how many rounds were measured. */
  readonly tick?: (rounds: number, modes: readonly string[]) => void;
}

/** Explores with figures that are written down instead of measured. */
async function explore(modes: readonly string[], { ratio, doubt, failed, limitMs = 1e6, tick }: Script) {
  const rules = modes.map(rule);
  const measured: string[][] = [];
  const side = result(
    Object.fromEntries(modes.map((mode) => [mode, modeResult(mode === failed ? { status: 'failed' } : {})])),
  );
  const trials: GateTrials = {
    measure: async (wanted) => {
      const rounds = measured.push([...wanted]);
      tick?.(rounds, wanted);
      return rounds - 1;
    },
    evidence: (of, rounds) => {
      const pairs = [...rounds].map((round) => ({
        base: 1000,
        other: 1000 * ratio(of.mode, round) * (1 + (round % 3) / 500),
      }));
      return { rule: of, test: pairs.length === 0 ? undefined : pairedTest(pairs), missing: 0 };
    },
    results: () => ({ base: side, head: side }),
    doubt: ({ mode }) => doubt?.(mode),
    baseline: () => undefined,
    close: async () => undefined,
  };
  const findings = new Map<GateRule, Finding>(
    rules.map((each) => [each, { noise: undefined, isHopeless: false }]),
  );
  const head = { scenario: { loads: [{ id: 'full', kind: 'closed', durationMs: 800 } as never] } };
  const time = new TimeBudget(performance.now(), { timeLimitMs: limitMs, rules, head }, 2);
  const progress = { step: () => undefined, note: () => undefined, done: () => undefined };
  const loop = new GateLoop(rules, findings, trials, time, progress);
  await loop.explore();
  return {
    measured,
    rounds: loop.rounds,
    looks: loop.looks,
    findings: rules.map((each) => findings.get(each)),
  };
}

describe('the loop of a gate', () => {
  it('ends at the first look where everything holds', async () => {
    const { measured, findings } = await explore(['a', 'b'], { ratio: () => 1 });
    expect(measured).toHaveLength(3);
    expect(findings.map((finding) => finding?.standing)).toEqual(['holds', 'holds']);
  });

  it('keeps what a rule was judged by, whatever is measured for the others', async () => {
    const { rounds, findings } = await explore(['a', 'b'], {
      ratio: (mode, round) => (mode === 'a' || round % 2 === 0 ? 1 : 1.15),
    });
    expect(findings[0]?.judgedOn).toEqual(new Set([0, 1, 2]));
    expect(rounds.size).toBeGreaterThan(3);
  });

  it('confirms what looks broken by fresh rounds of that mode alone, and ends', async () => {
    const { measured, rounds, findings } = await explore(['a', 'b'], {
      ratio: (mode) => (mode === 'a' ? 0.8 : 1),
    });
    expect(measured.map((modes) => modes.join('+'))).toEqual(['a+b', 'a+b', 'a+b', 'a', 'a', 'a', 'a']);
    expect([...rounds]).toEqual([0, 1, 2]);
    expect(findings[0]).toMatchObject({ isConfirmed: true, fresh: new Set([3, 4, 5, 6]) });
  });

  it('goes on with the others where fresh rounds do not confirm', async () => {
    const { findings } = await explore(['a', 'b'], {
      ratio: (mode, round) => (mode === 'a' ? (round < 3 ? 0.8 : 1) : round % 2 === 0 ? 0.8 : 1.2),
    });
    expect(findings[0]?.isConfirmed).toBe(false);
    expect(findings[1]?.standing).toBe('holds');
  });

  it('confirms what looks broken as soon as it does, without waiting for the next look', async () => {
    // Three rounds are too noisy to be significant, the fourth one is enough.
    const { measured, findings } = await explore(['a', 'b'], {
      ratio: (mode, round) => (mode === 'a' ? ([0.6, 0.95, 0.75][round] ?? 0.75) : 1),
    });
    expect(measured.slice(3).map((modes) => modes.join('+'))).toEqual(['a', 'a', 'a', 'a', 'a']);
    expect(findings[0]).toMatchObject({ isConfirmed: true, fresh: new Set([4, 5, 6, 7]) });
  });

  it('gives what is left of the time to fresh rounds of what lies beyond its limit', async () => {
    // A round is planned to take two times 1.5 + 2.5 + 0.8 s: there is time for three rounds, and to confirm one mode.
    const limitMs = 7.6 * 2 * 4800;
    let now = 0;
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => now);
    const { measured, findings } = await explore(['a'], {
      ratio: (_, round) => [0.5, 1.2, 0.8][round] ?? 0.8,
      limitMs,
      tick: (rounds) => (now = rounds * 2 * 4800),
    });
    clock.mockRestore();
    expect(measured).toHaveLength(7);
    expect(findings[0]).toMatchObject({ isConfirmed: true, fresh: new Set([3, 4, 5, 6]) });
  });

  it.each([
    { title: 'both of them', first: [0.7, 0.7], expected: ['a+b', 'a+b', 'a', 'a', 'a', 'a'] },
    { title: 'one of them', first: [0.7, 1], expected: ['a+b', 'a+b', 'a+b'] },
  ])(
    'where three rounds leave no time to confirm, does so after two that are beyond the limit: $title',
    async (given) => {
      // A round of one mode is planned to take 9.6 s: time for three rounds of both and a bit, or for two and to confirm.
      let now = 0;
      const clock = vi.spyOn(performance, 'now').mockImplementation(() => now);
      const { measured, findings } = await explore(['a', 'b'], {
        ratio: (mode, round) => (mode === 'a' ? (given.first[round] ?? 0.8) : 1),
        limitMs: 8.3 * 9600,
        tick: (_, modes) => (now += modes.length * 9600),
      });
      clock.mockRestore();
      expect(measured.map((modes) => modes.join('+'))).toEqual(given.expected);
      expect(findings[0]?.isConfirmed).toBe(given.expected.length === 6 ? true : undefined);
    },
  );

  it('puts the worst to fresh rounds where there is no time for all that look broken', async () => {
    let now = 0;
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => now);
    const { measured, findings } = await explore(['a', 'b'], {
      ratio: (mode) => (mode === 'a' ? 0.85 : 0.7),
      limitMs: 11 * 9600,
      tick: (_, modes) => (now += modes.length * 9600),
    });
    clock.mockRestore();
    expect(measured.slice(3).map((modes) => modes.join('+'))).toEqual(['b', 'b', 'b', 'b']);
    expect(findings.map((finding) => finding?.isConfirmed)).toEqual([undefined, true]);
    expect(findings[0]?.standing).toBe('suspected');
  });

  it('measures nothing of what is in doubt, or has failed', async () => {
    const doubted = await explore(['a', 'b'], {
      ratio: () => 1,
      doubt: (mode) => (mode === 'a' ? 'the machine is not as it was' : undefined),
    });
    expect(doubted.measured).toEqual([['b'], ['b'], ['b']]);
    const failing = await explore(['a', 'b'], { ratio: () => 1, failed: 'a' });
    expect(failing.measured).toEqual([['a', 'b'], ['b'], ['b']]);
    expect(failing.findings[0]?.isHopeless).toBe(true);
  });

  it('looks once, at the end, where there is no time for more', async () => {
    let now = 0;
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => now);
    // Three rounds that differ by a few percent: too few to hold at one of several looks.
    const { measured, looks, findings } = await explore(['a'], {
      ratio: (_, round) => [0.97, 1.03, 1][round] ?? 1,
      limitMs: 3.6 * 2 * 4800,
      tick: (rounds) => (now = rounds * 2 * 4800),
    });
    clock.mockRestore();
    expect([measured.length, looks]).toEqual([3, 1]);
    expect(findings[0]?.standing).toBe('holds');
  });

  it('begins no round that would not end in time', async () => {
    const { measured } = await explore(['a'], { ratio: () => 1, limitMs: 5000 });
    expect(measured).toEqual([]);
  });
});

describe('closeAll', () => {
  it('closes the second run although the first one fails, and says why', async () => {
    const close = vi.fn<(status: string) => Promise<void>>(async () => undefined);
    const broken = { close: async () => Promise.reject(new Error('disk full')) };
    await expect(closeAll([broken, undefined, { close }], 'finished')).rejects.toThrow('disk full');
    expect(close).toHaveBeenCalledWith('finished');
  });
});
