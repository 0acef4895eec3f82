import { describe, expect, it } from 'vitest';

import { compareRuns } from '../../../src/bench/compare-runs.js';
import { differencesBetween } from '../../../src/bench/differences.js';
import { UserError } from '../../../src/core/errors.js';
import { REPORTERS } from '../../../src/reporters/reporters.js';
import { compareSchema, type CompareResult } from '../../../src/result/compare-contract.js';
import type { Result } from '../../../src/result/contract.js';

const TEXT =
  'model: m\ntraffic: { generator: zipf }\nmodes: { embedded: {} }\nloads: { s: { kind: closed } }\n';

interface Changes {
  readonly text?: string;
  readonly cores?: number;
  readonly sha256?: string;
  readonly valid?: boolean;
  readonly coverage?: number;
  readonly seed?: number;
}

/** A run of one closed load whose throughput is known in each repeat. */
function result(rates: readonly number[], changes: Changes = {}): Result {
  const { text = TEXT, cores = 2, sha256 = 'a'.repeat(64), valid = true, coverage = 0.5, seed = 1 } = changes;
  const latencyUs = { min: 1, mean: 2, p50: 100, p90: 3, p95: 200, p99: 400, p999: null, max: 9 };
  const validity = { valid, reasons: valid ? [] : ['no'] };
  const answered = (throughputRps: number): unknown => ({ throughputRps, latencyUs });
  return {
    schemaVersion: 1,
    run: {
      id: '0a0a0a0a',
      startedAt: '2026-01-01T00:00:00.000Z',
      scenario: 'quickstart',
      scenarioText: text,
      seed,
      repeats: rates.length,
      model: { name: 'm', sha256 },
      environment: {
        cpuModel: 'c',
        cores,
        memoryBytes: 4e9,
        platform: 'linux',
        node: 'v20.1.0',
        gitCommit: null,
      },
    },
    modes: {
      embedded: {
        mode: 'embedded',
        loads: {
          s: {
            kind: 'closed',
            validity,
            answered: answered(rates.reduce((sum, rate) => sum + rate, 0) / rates.length),
            repeats: rates.map((rate, block) => ({ block, answered: answered(rate), validity })),
          },
        },
        coverage: { requests: coverage },
        storage: { totalBytes: 1000 },
        cpuUsPerRequest: {},
        memory: {},
        startupMs: {},
      },
    },
  } as unknown as Result;
}

const SLOW = [100, 101, 99, 100, 102];
const FAST = [120, 121, 119, 122, 120];

/** What a comparison says beside that its runs were measured one after the other. */
function leftOut({ warnings }: CompareResult): string[] {
  return warnings.filter((warning) => !warning.startsWith('the runs were measured'));
}

describe('compareRuns', () => {
  it('compares repeat by repeat, and exact figures exactly', () => {
    const compared = compareRuns(result(SLOW), result(FAST, { coverage: 0.6 }), { force: false });
    expect(compareSchema.parse(compared)).toEqual(compared);
    const row = (metric: string): unknown => compared.rows.find((candidate) => candidate.metric === metric);
    expect(row('throughputRps')).toMatchObject({ verdict: 'higher', repeats: [5, 5], method: 'rank-sum' });
    expect(row('pingP50Us')).toBeUndefined();
    expect(row('p50Us')).toMatchObject({ verdict: 'same', ratio: 1 });
    expect(row('coverage')).toMatchObject({ verdict: 'higher', method: 'exact', old: 0.5, new: 0.6 });
    expect(row('storageBytes')).toMatchObject({ verdict: 'same' });
    // Throughput up by 1.2 is a cost of 1/1.2; three latencies did not change.
    expect(compared.geomeans[0]?.cost).toBeCloseTo((1 / 1.2) ** 0.25, 2);
  });

  it('refuses what differs, and names all of it', () => {
    const other = result(FAST, { cores: 4, sha256: 'b'.repeat(64), text: TEXT.replace('closed', 'open') });
    const compare = (): unknown => compareRuns(result(SLOW), other, { force: false });
    expect(compare).toThrow(UserError);
    expect(compare).toThrow(/hardware: .*2 cores.*4 cores.*model: m@a+ and m@b+; loads\.s: .*closed.*open/);
    const forced = compareRuns(result(SLOW), other, { force: true });
    expect(forced.warnings.filter((warning) => warning.startsWith('compared although'))).toHaveLength(3);
  });

  it('leaves loads out that are not valid, and says which and why', () => {
    const invalid = compareRuns(result(SLOW), result(FAST, { valid: false }), { force: false });
    expect(invalid.rows.map(({ metric }) => metric)).toEqual(['storageBytes', 'coverage']);
    expect(invalid.geomeans).toEqual([]);
    expect(leftOut(invalid)).toEqual([
      'not compared: embedded.s, since it has no valid trial in the new run (no)',
    ]);
  });

  it('names modes and loads that only one run has, on either side', () => {
    const more = result(FAST);
    Object.assign(more.modes, { cached: more.modes['embedded'] });
    more.modes['embedded'] = {
      ...more.modes['embedded']!,
      loads: { ...more.modes['embedded']!.loads, t: more.modes['embedded']!.loads['s']! },
    };
    expect(leftOut(compareRuns(result(SLOW), more, { force: false }))).toEqual([
      'not compared: embedded.t was measured in the new run alone',
      'not compared: cached is in the new run alone',
    ]);
    expect(leftOut(compareRuns(more, result(SLOW), { force: false }))).toEqual([
      'not compared: embedded.t was measured in the old run alone',
      'not compared: cached is in the old run alone',
    ]);
  });

  it('says that a mode failed', () => {
    const failed = result(FAST);
    const error = { code: 'DIED', message: 'it died' };
    failed.modes['embedded'] = { ...failed.modes['embedded']!, status: 'failed', error, loads: {} };
    expect(leftOut(compareRuns(result(SLOW), failed, { force: false }))).toEqual([
      'embedded failed in the new run: it died',
      'not compared: embedded.s was measured in the old run alone',
    ]);
    failed.modes['embedded'] = { ...failed.modes['embedded'], storage: null, coverage: null };
    expect(() => compareRuns(failed, failed, { force: false })).toThrow(/in common.*it died/);
  });

  it('names both figures where a metric has no ratio', () => {
    const compared = compareRuns(result(SLOW), result([0, 0, 0, 0, 0]), { force: false });
    expect(compared.rows.map(({ metric }) => metric)).not.toContain('throughputRps');
    expect(leftOut(compared)).toEqual([
      'not compared at embedded.s, since a repeat has a figure of 0, or none has a figure: throughputRps (100/s and 0/s)',
    ]);
  });

  it('compares exact figures of which one is 0', async () => {
    const coverage = (old: number, now: number) =>
      compareRuns(result(SLOW, { coverage: old }), result(SLOW, { coverage: now }), { force: false });
    const row = ({ rows }: CompareResult) => rows.find(({ metric }) => metric === 'coverage');
    const lost = coverage(0.6, 0);
    expect(compareSchema.parse(lost)).toEqual(lost);
    expect(row(lost)).toMatchObject({ old: 0.6, new: 0, ratio: 0, verdict: 'lower', method: 'exact' });
    expect(row(coverage(0, 0))).toMatchObject({ ratio: 1, verdict: 'same' });
    expect(row(coverage(0, 0.6))).toBeUndefined();
    expect(leftOut(coverage(0, 0.6))).toEqual([
      'without a ratio: embedded.coverage (0% and 60.0%), in the old and in the new run',
    ]);
    for (const reporter of Object.values(REPORTERS)) {
      const text = await reporter.render(lost, { color: false, width: 100 });
      expect(text, reporter.id).not.toMatch(/NaN|Infinity/);
    }
  });

  it('has no verdict from two repeats', () => {
    const [row] = compareRuns(result(SLOW.slice(3)), result(FAST), { force: false }).rows;
    expect(row).toMatchObject({ ci95: null, verdict: 'inconclusive', method: 'none' });
  });
});

describe('differencesBetween', () => {
  it('names another seed, which draws other requests and arrivals', () => {
    const other = result(FAST, { seed: 77 });
    expect(differencesBetween(result(SLOW), other)).toEqual(['seed: 1 and 77']);
    expect(() => compareRuns(result(SLOW), other, { force: false })).toThrow('seed: 1 and 77');
    expect(compareRuns(result(SLOW), other, { force: true }).warnings).toContain(
      'compared although they differ in seed: 1 and 77',
    );
  });

  it('names a warm-up of another length, and takes the default for what does not say', () => {
    const differences = (text: string) =>
      differencesBetween(result(SLOW), result(FAST, { text: TEXT + text }));
    expect(differences('warmUp: 4s\n')).toEqual(['warmUp: 1500ms and 4s']);
    expect(differences('warmUp: 1500ms\n')).toEqual([]);
  });

  it('ignores modes and loads that only one run has, repeats and spelling', () => {
    const more = TEXT.replace('embedded: {}', 'embedded: , other: { replicas: 2 }').concat('repeats: 9\n');
    expect(differencesBetween(result(SLOW), result(FAST, { text: more }))).toEqual([]);
  });
});
