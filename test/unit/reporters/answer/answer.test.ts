import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { answerOf } from '../../../../src/reporters/answer/answer.js';
import type { Result } from '../../../../src/result/contract.js';
import type { LoadSummary } from '../../../../src/result/load-contract.js';
import { LOAD_METRICS } from '../../../../src/result/metrics.js';
import type { ModeResult } from '../../../../src/result/mode-contract.js';
import { pairRepeats } from '../../../../src/result/pair-repeats.js';
import { pairedRatio } from '../../../../src/statistics/paired.js';
import {
  loadOf,
  modeOf,
  resultOf,
  searchOf,
  type LoadSketch,
  type ModeSketch,
} from '../../../golden/documents/build.js';
import { everything } from '../../../golden/documents/everything.js';
import { troubles } from '../../../golden/documents/troubles.js';

const closed = (sketch: Partial<LoadSketch>): LoadSummary =>
  loadOf({ kind: 'closed', rps: 1000, p50Us: 500, tail: 2, repeats: 8, seed: 1, noise: 0.01, ...sketch });
const mode = (label: string, load: LoadSummary, more: Partial<ModeSketch> = {}): ModeResult =>
  modeOf(label, { loads: { full: load }, anonBytes: 1e7, storage: { model: 1000 }, cpuUs: 10, ...more });
const run = (modes: Record<string, ModeResult>): Result => resultOf(modes);
const claimOf = (result: Result) => answerOf(result).claims[0];

describe('the answer', () => {
  it('names a winner with how much and how sure', () => {
    const result = run({
      a: mode('a', closed({ rps: 2000 })),
      b: mode('b', closed({ rps: 1600, seed: 2 })),
      c: mode('c', closed({ rps: 900, seed: 3 })),
    });
    const claim = claimOf(result);
    expect(claim).toMatchObject({ certainty: 'settled', winners: ['a'] });
    expect(claim?.text).toMatch(
      /^a has the highest throughput at full, 2,000\/s: 1\.2\d times that of b \(95% interval 1\.\d\d to 1\.\d\d, 8 pairs\); it beats c too\.$/,
    );
    expect(answerOf(result).headline).toEqual(['a wins on throughput at full.']);
  });

  it('calls modes equal whose interval lies within 5%', () => {
    const result = run({
      a: mode('a', closed({ rps: 2000 })),
      b: mode('b', closed({ rps: 1990 })),
      c: mode('c', closed({ rps: 900 })),
    });
    expect(claimOf(result)).toMatchObject({ certainty: 'settled', winners: ['a', 'b'] });
    expect(answerOf(result).headline).toEqual(['a and b lead on throughput at full, equal within 5%.']);
  });

  it('says what is not decided, and how many repeats would settle it', () => {
    const result = run({
      a: mode('a', closed({ rps: 1020, noise: 0.15 })),
      b: mode('b', closed({ rps: 1000, noise: 0.15, seed: 5 })),
      c: mode('c', closed({ rps: 300, seed: 3 })),
    });
    const claim = claimOf(result);
    expect(claim).toMatchObject({ certainty: 'open', winners: [] });
    expect(claim?.text).toContain('Proven:');
    expect(claim?.text).toContain('times that of c');
    expect(claim?.text).toMatch(/Not decided: .* that of b/);
    expect(claim?.text).toMatch(/repeats( in all would probably| or more would) settle it/);
    expect(answerOf(result).headline.join(' ')).toContain('Not decided: throughput at full');
  });

  it('gives no verdict without an interval', () => {
    const result = run({
      a: mode('a', closed({ repeats: 2 })),
      b: mode('b', closed({ rps: 200, repeats: 2 })),
    });
    expect(claimOf(result)).toMatchObject({ certainty: 'untested', winners: [] });
    expect(claimOf(result)?.text).toContain('this is no verdict');
    expect(answerOf(result).headline.join(' ')).toContain('--repeats 5');
  });

  it('asks for longer trials, not for more, where each is too short for a percentile', () => {
    const short = (p50Us: number): LoadSummary => {
      const load = loadOf({ kind: 'open', rps: 100, p50Us, tail: 2, repeats: 8, seed: 1 });
      const withoutP99 = (latencyUs: LoadSummary['latencyUs']) => ({ ...latencyUs, p99: null });
      const repeats = load.repeats.map((repeat) => ({
        ...repeat,
        answered: { ...repeat.answered, latencyUs: withoutP99(repeat.answered.latencyUs) },
      }));
      return { ...load, repeats };
    };
    const { claims, headline } = answerOf(run({ a: mode('a', short(500)), b: mode('b', short(900)) }));
    const text = claims.find(({ metric }) => metric === 'p99Us')?.text ?? '';
    const why = 'each trial of full is too short for a p99: make the load longer or its rate higher.';
    expect(text).toContain(`No verdict: ${why}`);
    expect(text).toContain('no trial has a value');
    expect([text, ...headline].join(' ')).not.toMatch(/repeats? that are valid|no repeat|--repeats/);
    expect(headline).toContain(`No verdict: ${why}`);
  });

  it('agrees with the comparisons where only a lower bound was measured', () => {
    const result = everything();
    const claim = answerOf(result).claims.find(({ metric }) => metric === 'capacityRps');
    expect(claim?.text).toContain('that of model-as-data');
    expect(claim?.certainty).toBe('open');
    expect(
      result.comparisons.find(
        (one) => one.metric === 'capacityRps' && one.mode === 'model-as-data' && one.against === 'embedded',
      ),
    ).toMatchObject({ verdict: 'inconclusive', limitedBy: 'lower-bound' });
  });

  it('never lets a mode win that misses, fails, is not valid or predicts otherwise', () => {
    const best = { rps: 9000 };
    const result = run({
      honest: mode('honest', closed({})),
      other: mode('other', closed({ rps: 700 })),
      partial: mode('partial', closed({ ...best, answered: 0.9, source: 'table' })),
      invalid: mode('invalid', closed({ ...best, invalid: ['not steady'] })),
      wrong: { ...mode('wrong', closed(best)), parity: { checked: 64, mismatches: 2, maxAbsDiff: 1 } },
      failed: { ...mode('failed', closed(best)), status: 'failed' },
      null: mode('null', closed({ ...best, source: 'default' }), { kind: 'null' }),
    });
    expect(claimOf(result)).toMatchObject({ certainty: 'settled', winners: ['honest'] });
    const { leftOut, headline } = answerOf(result);
    expect(headline).toContain('Failed: failed.');
    expect(leftOut).toEqual([
      'partial is not ranked: it leaves requests without a prediction, at full (10.0%). Its figures are of those that it answers.',
      'invalid is not ranked at full: it has no valid trial there.',
      'wrong is not ranked: 2 of 64 checked predictions differ from those of the model.',
      'failed failed and is not ranked.',
    ]);
  });

  it('does not take a lower bound for a figure', () => {
    const limited = (load: LoadSummary): LoadSummary => {
      const validity = Object.assign(
        { ...load.validity },
        { warnings: ['throughput is a lower bound: ...'] },
      );
      return { ...load, validity };
    };
    const fast = mode('fast', closed({ rps: 3000 }));
    const slow = mode('slow', limited(closed({ rps: 2000 })));
    expect(claimOf(run({ fast, slow }))).toMatchObject({ certainty: 'open', winners: [] });
    expect(claimOf(run({ fast, slow }))?.text).toContain('only a lower bound');
    // What is at least 3,000 beats 2,000 all the more.
    const bounded = mode('bounded', limited(closed({ rps: 3000 })));
    const exact = mode('exact', closed({ rps: 2000 }));
    expect(claimOf(run({ bounded, exact }))).toMatchObject({ certainty: 'settled', winners: ['bounded'] });
    expect(claimOf(run({ bounded, exact }))?.text).toContain('at least 3,000/s');
  });

  it('does not use a percentile that the load generator limited', () => {
    const open = (p50Us: number): LoadSummary => closed({ kind: 'open', p50Us });
    const late = Object.assign(open(900), {
      notes: [
        {
          percentile: 'p99',
          figure: 'latencyUs',
          code: 'generator-limited',
          reason: 'p99 counts 3 ms of lateness',
        },
      ],
    });
    const result = run({ a: mode('a', open(500)), b: mode('b', late), c: mode('c', open(1500)) });
    const [p50, p99] = answerOf(result).claims;
    expect(p50?.text).toContain('that of b');
    expect(p99?.text).not.toContain('that of b');
    // What is left out may look better in the table.
    expect(p50?.text).not.toContain('can be ranked');
    expect(p99?.text).toContain('lowest p99 at full of those that can be ranked, ');
    expect(answerOf(result).leftOut).toEqual(['b is not ranked at full: p99 counts 3 ms of lateness.']);
  });

  it('compares capacities, and leaves out a mode that meets the objective at no rate', () => {
    const none = searchOf(500, 8, 3);
    const search = none.search && { ...none.search, bound: 'none' as const, capacityRps: 0 };
    const result = run({
      a: mode('a', searchOf(5000, 8, 1)),
      b: mode('b', searchOf(3000, 8, 2)),
      c: mode('c', { ...none, ...(search ? { search } : {}) }),
    });
    expect(claimOf(result)).toMatchObject({ certainty: 'settled', winners: ['a'] });
    expect(answerOf(result).leftOut).toEqual(['c meets the objective of full at no rate.']);
  });

  it('says who meets the objectives', () => {
    const met = { objectives: { met: true, missed: [] } };
    const missed = { objectives: { met: false, missed: ['full: p99 is above'] } };
    const result = (first: object, second: object) =>
      run({ a: mode('a', closed({}), first), b: mode('b', closed({ rps: 100 }), second) });
    expect(answerOf(result(met, missed)).headline[0]).toBe('a meets all objectives; b does not.');
    expect(answerOf(result(met, met)).headline[0]).toBe('a and b meet all objectives.');
    const coverage = {
      requests: 0.56,
      distinctKeys: 0,
      newCombinations: 0.4,
      unseenValues: 0.04,
      estimated: false,
    };
    expect(answerOf(result(met, { ...met, coverage })).headline[0]).toBe(
      'a and b (with predictions for 56.0%) meet all objectives.',
    );
    expect(answerOf(result(missed, missed)).headline[0]).toBe('No mode meets all objectives.');
  });

  it('states costs as figures, and says where a mode covers only a part', () => {
    const { costs } = answerOf(everything());
    expect(costs).toContain(
      'CPU per request: least 32.2 us (precomputed, with predictions for 56.0%), most 234 us (microservice).',
    );
    expect(costs).toContain(
      'Coverage: most 100% (embedded, microservice and model-as-data), least 56.0% (precomputed).',
    );
  });

  it('has something to say of a run with nothing to compare', () => {
    expect(answerOf(run({})).headline).toEqual([
      'No mode but the floor was measured: there is nothing to choose from.',
    ]);
    expect(answerOf(run({ a: mode('a', closed({})) })).headline).toEqual([
      'There is nothing to compare: fewer than two modes have figures that count.',
    ]);
    expect(answerOf(troubles()).headline.at(-1)).toMatch(
      /^The run was interrupted: the answer is from the \d trials/,
    );
  });

  it('claims no more than the intervals of all pairs support', () => {
    const sketch = fc.record({
      rps: fc.integer({ min: 900, max: 1300 }),
      noise: fc.double({ min: 0, max: 0.2, noNaN: true }),
      seed: fc.integer({ min: 1, max: 50 }),
    });
    fc.assert(
      fc.property(
        fc.array(sketch, { minLength: 2, maxLength: 5 }),
        fc.integer({ min: 1, max: 9 }),
        (all, repeats) => {
          const modes = Object.fromEntries(
            all.map((one, index) => [`m${index}`, mode(`m${index}`, closed({ ...one, repeats }))]),
          );
          const claim = claimOf(run(modes));
          const throughput = LOAD_METRICS.find(({ id }) => id === 'throughputRps');
          if (!claim || !throughput) throw new Error('a claim');
          if (claim.certainty !== 'settled') {
            expect(claim.winners).toEqual([]);
            return;
          }
          const [leader = '', ...equals] = claim.winners;
          for (const rival of Object.keys(modes).filter((label) => label !== leader)) {
            const repeatsOf = (label: string) => modes[label]?.loads['full']?.repeats ?? [];
            const pairs = pairRepeats(repeatsOf(rival), repeatsOf(leader), throughput.ofRepeat);
            const [low = 0, high = 0] = pairedRatio(pairs).ci95 ?? [];
            if (equals.includes(rival)) {
              expect(low).toBeGreaterThanOrEqual(1 / 1.05);
              expect(high).toBeLessThanOrEqual(1.05);
            } else expect(low).toBeGreaterThan(1);
          }
        },
      ),
    );
  });
});
