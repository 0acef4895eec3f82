import { describe, expect, it } from 'vitest';

import type { ModeEntry, ScenarioLoad } from '../../../src/core/scenario.js';
import { readGates } from '../../../src/scenario/gates-section.js';

const modes = ['null', 'embedded', 'precomputed'].map((label): ModeEntry => ({
  label,
  mode: label,
  options: {},
}));
const loads = [
  { id: 'saturation', kind: 'closed' },
  { id: 'steady', kind: 'open' },
] as unknown as ScenarioLoad[];

/** What is read, and what is reported. */
function read(raw: unknown): { rules: unknown; problems: string[] } {
  const problems: string[] = [];
  const rules = readGates(
    raw,
    { modes, loads },
    (at, text) => void problems.push(`${at.join(' > ')}: ${text}`),
  );
  return { rules, problems };
}

describe('readGates', () => {
  it('reads a limit of each kind in the unit of its figure', () => {
    const { rules, problems } = read({
      'embedded.saturation.throughputRps': { 'max-decrease': '10%' },
      'embedded.steady.p99Us': { max: '20ms' },
      'precomputed.coverage': { min: '50%' },
      'precomputed.storageBytes': { exact: true },
      'precomputed.tableRows': { 'max-increase': 0 },
    });
    expect(problems).toEqual([]);
    expect(rules).toMatchObject([
      { mode: 'embedded', load: 'saturation', limit: { kind: 'change', direction: 'decrease', share: 0.1 } },
      { load: 'steady', metric: 'p99Us', limit: { kind: 'absolute', bound: 'most', value: 20_000 } },
      { load: null, metric: 'coverage', limit: { kind: 'absolute', bound: 'least', value: 0.5 } },
      { metric: 'storageBytes', limit: { kind: 'exact' } },
      { metric: 'tableRows', limit: { kind: 'change', direction: 'increase', share: 0 } },
    ]);
    expect(read(undefined)).toEqual({ rules: [], problems: [] });
  });

  it.each([
    [{ 'embeded.saturation.throughputRps': { min: 1 } }, 'did you mean "embedded.saturation.throughputRps"?'],
    [{ 'embedded.saturation.goodputRps': { min: 1 } }, 'no figure'],
    [{ 'embedded.steady.p50Us': { 'max-increas': '5%' } }, 'did you mean "max-increase"?'],
    [{ 'embedded.steady.p50Us': { 'max-increase': '5%', max: '1ms' } }, 'expected one limit'],
    [{ 'embedded.steady.p50Us': {} }, 'found none'],
    [{ 'embedded.steady.p50Us': { exact: true } }, 'carries noise'],
    [{ 'embedded.steady.p50Us': { 'max-increase': 0 } }, 'expected more than 0'],
    [{ 'embedded.steady.p50Us': { 'max-increase': 5 } }, 'for 5 percent write 5%'],
    [{ 'embedded.steady.p50Us': { max: 20 } }, 'has no unit'],
    [{ 'embedded.steady.p50Us': 'fast' }, 'expected a mapping'],
    [['embedded.steady.p50Us'], 'expected a mapping'],
  ])('refuses %j', (raw, message) => {
    expect(read(raw).problems.join('\n')).toContain(message);
  });
});
