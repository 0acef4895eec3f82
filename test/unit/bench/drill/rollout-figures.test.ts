import { describe, expect, it } from 'vitest';

import { corruptModelDrill } from '../../../../src/bench/drill/drills/corrupt-model.js';
import { refreshDrill } from '../../../../src/bench/drill/drills/refresh.js';
import { rolloutDrill } from '../../../../src/bench/drill/drills/rollout.js';
import { rolloutFigures } from '../../../../src/bench/drill/rollout-figures.js';

const rollOut = {
  how: 'by hand',
  doneAtMs: 5000,
  cost: { cpuUs: 1_500_000, bytesWritten: 9, buildMs: 800 },
};
const newVersion = { model: 'm@2', firstMs: 900, allMs: 1000, mixedMs: 100, mixedAnswers: 3 };
const versions = [{ model: 'm@bad', answers: 7, firstMs: 0, lastMs: 1 }];
const known = { figures: { versions, newVersion }, eventAtMs: 2000, parity: null, everyMs: 60_000 };

describe('the figures of a rollout', () => {
  it('are what it took', () => {
    expect(rolloutFigures(rolloutDrill, { rollOut }, known)).toEqual({
      rollOut: {
        how: 'by hand',
        doneMs: 3000,
        cpuSeconds: 1.5,
        bytesWritten: 9,
        buildMs: 800,
        parityMismatches: null,
      },
    });
  });

  it('are null where it was refused', () => {
    const refused = { ...rollOut, doneAtMs: null, cost: null };
    const { rollOut: figures } = rolloutFigures(rolloutDrill, { rollOut: refused }, known);
    expect(figures).toMatchObject({ doneMs: null, cpuSeconds: null, bytesWritten: null });
  });

  it('tell how old an answer is: from its arrival everywhere to that of the next version', () => {
    const { freshness } = rolloutFigures(refreshDrill, { rollOut }, known);
    expect(freshness).toMatchObject({ everyMs: 60_000, ageP50Ms: 31_000, ageMaxMs: 61_000 });
    expect(freshness?.cron).toContain('precompute scenario.yaml --refresh');
  });

  it('tell no age where a refresh is not over when the next begins, and no cron line without a job', () => {
    const slow = { ...known, everyMs: 500 };
    const cost = { cpuUs: null, bytesWritten: 9 };
    const { freshness } = rolloutFigures(refreshDrill, { rollOut: { ...rollOut, cost } }, slow);
    expect(freshness).toEqual({ everyMs: 500, ageP50Ms: null, ageMaxMs: null });
  });

  it('count what callers got of versions that must not be served', () => {
    const offers = [
      { what: 'half', model: 'm@half', refused: 'no model' },
      { what: 'wrong', model: 'm@bad', refused: null },
    ];
    expect(rolloutFigures(corruptModelDrill, { offers }, known).offers).toEqual([
      { ...offers[0], answers: 0 },
      { ...offers[1], answers: 7 },
    ]);
  });
});
