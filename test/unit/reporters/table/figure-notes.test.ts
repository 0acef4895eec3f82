import { describe, expect, it } from 'vitest';

import type { Column } from '../../../../src/reporters/table/columns.js';
import { figureNotes } from '../../../../src/reporters/table/figure-notes.js';
import type { LoadSummary, PercentileNote } from '../../../../src/result/load-contract.js';

function columnOf(
  label: string,
  load: Partial<LoadSummary>,
  standing: Column['standing'] = 'contender',
): Column {
  const summary = { validity: { valid: true, reasons: [] }, answered: { latencyUs: { max: 5 } }, ...load };
  return { label, standing, mode: { loads: { steady: summary } } as unknown as Column['mode'] };
}

const tooFew = (
  figure: PercentileNote['figure'],
  percentile: PercentileNote['percentile'],
): PercentileNote => ({
  percentile,
  figure,
  code: 'too-few-samples',
  reason: `${percentile} needs more than 42`,
});

describe('the notes on figures', () => {
  it('say once what holds for several modes', () => {
    const notes = [tooFew('answered.latencyUs', 'p99')];
    const other = [{ ...notes[0], reason: 'p99 needs more than 7' } as PercentileNote];
    expect(
      figureNotes([columnOf('a', { notes }), columnOf('b', { notes: other }), columnOf('c', {})]),
    ).toEqual(['a.steady: p99 needs more than 42 (also b.steady)']);
  });

  it('keep percentiles apart that are said in the same words', () => {
    const notes = [tooFew('answered.latencyUs', 'p95'), tooFew('answered.latencyUs', 'p99')];
    expect(figureNotes([columnOf('a', { notes })])).toEqual([
      'a.steady: p95 needs more than 42',
      'a.steady: p99 needs more than 42',
    ]);
  });

  it('are of the figures in the table: percentiles with a row, of answered requests, at the floor of all', () => {
    const notes = [
      tooFew('answered.latencyUs', 'p999'),
      tooFew('latencyUs', 'p95'),
      tooFew('answered.latencyUs', 'p99'),
    ];
    expect(figureNotes([columnOf('a', { notes })])).toEqual(['a.steady: p99 needs more than 42']);
    expect(figureNotes([columnOf('null', { notes }, 'floor')])).toEqual([
      'null.steady: p95 needs more than 42',
    ]);
  });

  it('leave out a mode that answered nothing, whose row says so', () => {
    const answered = { throughputRps: 0, latencyUs: { max: null } } as LoadSummary['answered'];
    expect(figureNotes([columnOf('a', { notes: [tooFew('answered.latencyUs', 'p50')], answered })])).toEqual(
      [],
    );
  });

  it('pass on what limits a figure, without the block', () => {
    const validity = {
      valid: true,
      reasons: [],
      warnings: ['block 1: throughput is a lower bound', 'block 2: throughput is a lower bound'],
    };
    expect(figureNotes([columnOf('a', { validity })])).toEqual(['a.steady: throughput is a lower bound']);
  });
});
