import { describe, expect, it } from 'vitest';

import type { CoveragePoint, CoverageReport } from '../../../src/core/coverage-report.js';
import { coverageCsv } from '../../../src/reporters/coverage-curve.js';
import { coverageText } from '../../../src/reporters/coverage-report.js';

function point(rows: number, requests: number, kind: CoveragePoint['kind']): CoveragePoint {
  const miss = 1 - requests;
  return {
    ...{ rows, requests, kind, bytes: 32_768 + 18 * rows, distinctKeys: requests / 2, estimated: false },
    newCombinations: miss - 0.05,
    unseenValues: 0.05,
    policies: {
      miss: { table: requests, miss },
      default: { table: requests, default: miss },
      backOff: { table: requests, backOff: miss / 2, levels: [miss / 2], miss: miss / 2 },
      live: { table: requests, model: miss },
    },
  };
}

const REPORT: CoverageReport = {
  schemaVersion: 1,
  scenario: 'quickstart',
  model: { name: 'clicks', sha256: 'aba680bb384cb71d7fd4e10f4559d28da9a4d1610c3cdec5ac11c11139e87e21' },
  store: 'sqlite',
  traffic: `the first 80% of ${'a'.repeat(120)}.ndjson by line`,
  firstPart: { requests: 8_000_000, distinctKeys: 2_057_035 },
  rest: { requests: 2_000_000, distinctKeys: 728_056 },
  oov: false,
  counting: { exact: true, mostKeys: 2_900_000, error: 0 },
  distinctError: 0.0012,
  filterError: 0,
  bytesPerRow: 17.6,
  points: [point(1, 0.05, 'round'), point(100_000, 0.627, 'scenario'), point(2_057_035, 0.75, 'all')],
  backOff: ['placement', 'campaign', 'hour', 'device'],
  periods: {
    kind: 'day',
    list: Array.from({ length: 20 }, (_, day) => ({
      title: `2025-10-${String(day + 1).padStart(2, '0')}`,
      requests: 500_000,
      distinctKeys: 200_000,
      newKeys: 100_000,
      newUnseenKeys: 20_000,
    })),
  },
  seconds: 25.9,
};

describe('a report of coverage', () => {
  it('fits 100 columns, apart from words that are longer', () => {
    const lines = coverageText(REPORT).split('\n');
    expect(lines.filter((line) => line.length > 100 && !line.includes('aaaa'))).toEqual([]);
  });

  it('says what the figures are: sizes, marks, policies, days, errors', () => {
    const text = coverageText(REPORT);
    expect(text).toContain('62.7%');
    expect(text).toMatch(/2,057,035 .* 75\.0% .* all keys of the first part/);
    expect(text).toMatch(/100,000 .* as in the scenario/);
    expect(text).toMatch(/miss: no answer +37\.3% +25\.0%/);
    expect(text).toMatch(/back-off: a coarser row +18\.6% +12\.5%/);
    expect(text).toContain('a back-off drops placement, then campaign, then hour, then device');
    expect(text).toContain('(6 days before, see --json)');
    expect(text).toContain('2025-10-20');
    expect(text).toContain('standard error 0.1%');
    expect(text).toContain('every key of the first part was counted (up to 2,900,000 different ones)');
  });

  it('states the error of a sketch, and marks what is estimated', () => {
    const points = [point(1, 0.05, 'round'), { ...point(5_000_000, 0.24, 'all'), estimated: true }];
    const text = coverageText({
      ...REPORT,
      points,
      counting: { exact: false, mostKeys: 2_900_000, error: 3 },
      filterError: 0.012,
    });
    expect(text).toContain('~24.0%');
    const flowing = text.replaceAll(/\s+/g, ' ');
    expect(flowing).toContain('no count is more than 3 too low');
    expect(flowing).toContain('the 1.2% of false positives');
  });

  it('is one CSV line for each size', () => {
    const [head, ...lines] = coverageCsv(REPORT).trim().split('\n');
    expect(head?.split(',')).toHaveLength(10);
    expect(lines.map((line) => line.split(',').length)).toEqual([10, 10, 10]);
    expect(lines[1]).toMatch(/^100000,1832768,0\.627,/);
  });

  it('does not say what small tables cannot tell: the bytes of a row', () => {
    expect(coverageText(REPORT)).toContain('17.6 a row');
    expect(coverageText({ ...REPORT, bytesPerRow: 0 })).not.toContain('a row');
  });
});
