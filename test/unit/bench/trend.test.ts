import { describe, expect, it } from 'vitest';

import { trendOf } from '../../../src/bench/trend.js';
import type { StoredRun } from '../../../src/core/stored-run.js';
import { trendPage } from '../../../src/reporters/html/trend-page.js';
import { trendCsv, trendText } from '../../../src/reporters/trend-report.js';
import { goldenRun } from '../../golden/golden-run.js';

const MODE = 'embedded';
const METRIC = `${MODE}.saturation.throughputRps`;
const golden = onlyOf(goldenRun(), MODE);

/** A run without its other modes, which a trend of this one has no use for. */
function onlyOf({ run, modes, deployments, trials }: StoredRun, label: string): StoredRun {
  const isOf = ({ mode }: { readonly mode: string }): boolean => mode === label;
  const scenario = { ...run.scenario, modes: run.scenario.modes.filter((mode) => mode.label === label) };
  return {
    run: { ...run, scenario },
    modes: modes.filter(isOf),
    deployments: deployments.filter(isOf),
    trials: trials.filter(isOf),
  };
}

/** The golden run, `nth` of a history, with another speed. */
function runOf(nth: number, speed: number): StoredRun {
  const run = structuredClone(golden) as StoredRun;
  const commit = `${nth}`.padStart(40, 'c');
  const startedAt = new Date(Date.UTC(2026, 0, 1 + nth)).toISOString();
  return {
    ...run,
    run: {
      ...run.run,
      id: `run${nth}`,
      startedAt,
      environment: { ...run.run.environment, gitCommit: commit },
    },
    trials: run.trials.map((trial) => {
      if (trial.outcome.status !== 'measured') return trial;
      const { measurement } = trial.outcome;
      const inTime = Object.fromEntries(
        Object.entries(measurement.load.inTime).map(([source, count]) => [
          source,
          Math.round(count * speed * (1 + (nth % 3) / 100)),
        ]),
      );
      const load = { ...measurement.load, inTime };
      return { ...trial, outcome: { status: 'measured', measurement: { ...measurement, load } } };
    }),
  };
}

const slower = Array.from({ length: 12 }, (_, nth) => runOf(nth, nth < 6 ? 1 : 0.7)).toReversed();

describe('a trend', () => {
  it('marks the commit from which a figure is worse, and by how much', () => {
    const { series, trend } = trendOf(slower, [METRIC]);
    expect(trend).toMatchObject({ runs: 12, leftOut: { hardware: 0, settings: 0, unfinished: 0 } });
    expect(series[0]?.points.map(({ run }) => run)).toEqual(slower.toReversed().map(({ run }) => run.id));
    expect(series[0]?.changes).toHaveLength(1);
    const [change] = series[0]?.changes ?? [];
    expect(change).toMatchObject({ at: 6, run: 'run6', verdict: 'worse' });
    expect(change?.ratio).toBeCloseTo(0.7, 2);
    expect(change?.pValue).toBeLessThanOrEqual(0.05);
  });

  it('calls the way back better', () => {
    const faster = Array.from({ length: 12 }, (_, nth) => runOf(nth, nth < 6 ? 0.7 : 1)).toReversed();
    expect(trendOf(faster, [METRIC]).series[0]?.changes[0]?.verdict).toBe('better');
  });

  it('takes a short stretch for another level, which a few values cannot show by themselves', () => {
    const speeds = [
      ...Array<number>(8).fill(1),
      0.6,
      0.6,
      0.6,
      0.3,
      0.3,
      0.3,
      ...Array<number>(8).fill(0.15),
    ];
    const stepped = speeds.map((speed, nth) => runOf(nth, speed)).toReversed();
    const { changes = [] } = trendOf(stepped, [METRIC]).series[0] ?? {};
    expect(changes.map(({ at }) => at)).toContain(11);
    expect(new Set(changes.map(({ verdict }) => verdict))).toEqual(new Set(['worse']));
  });

  it('does not call another spread at the same level worse or better', () => {
    const shaken = Array.from({ length: 40 }, (_, nth) => {
      const scatter = nth < 20 ? 0.005 : 0.3;
      return runOf(nth, 1 + scatter * (nth % 2 === 0 ? 1 : -1));
    }).toReversed();
    const { changes = [] } = trendOf(shaken, [METRIC]).series[0] ?? {};
    expect(changes.length).toBeGreaterThan(0);
    expect(new Set(changes.map(({ verdict }) => verdict))).toEqual(new Set(['spread']));
    expect(trendText(trendOf(shaken, [METRIC]))).toContain('  another spread from ');
  });

  it('leaves out and counts runs of other hardware, other settings, and without an end', () => {
    const [latest, second, third, ...rest] = slower as [StoredRun, StoredRun, StoredRun, ...StoredRun[]];
    const other = structuredClone(second) as StoredRun;
    const elsewhere = {
      ...other,
      run: { ...other.run, environment: { ...other.run.environment, cores: 96 } },
    };
    const { scenario } = third.run;
    const text = scenario.text.replace(/connections: \d+/, 'connections: 7');
    const changed = { ...third, run: { ...third.run, scenario: { ...scenario, text } } };
    const [begun, ...others] = rest as [StoredRun, ...StoredRun[]];
    const open = { ...begun, run: { ...begun.run, status: 'running' as const } };
    const [drawn, ...like] = others as [StoredRun, ...StoredRun[]];
    const seeded = { ...drawn, run: { ...drawn.run, seed: 77 } };
    const { trend } = trendOf([latest, elsewhere, changed, open, seeded, ...like], [METRIC]);
    expect(trend.leftOut).toEqual({ hardware: 1, settings: 2, unfinished: 1 });
    expect(trend.runs).toBe(8);
  });

  it('is of what a gate would check, unless told otherwise; an unknown path has a nearest one', () => {
    const paths = trendOf(slower, []).series.map(({ metric }) => metric);
    expect(paths).toContain(METRIC);
    expect(() => trendOf(slower, ['embedded.saturation.throughputRsp'])).toThrow(
      expect.objectContaining({
        message: expect.stringContaining('no figure'),
        next: `did you mean "${METRIC}"?`,
      }),
    );
  });

  it('is told as text, CSV and a page, each with the change', () => {
    const report = trendOf(slower, [METRIC]);
    expect(trendText(report)).toMatch(/worse from c+6? ?.*run run6.*0\.70x/s);
    const rows = trendCsv(report).trim().split('\r\n');
    expect(rows).toHaveLength(13);
    expect(rows.filter((row) => row.includes(',worse,'))).toHaveLength(1);
    const page = trendPage(report);
    expect(page).toContain('<svg');
    expect(page).toContain('run run6');
    expect(page).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);
  });

  it('says how many runs are missing where there are too few', () => {
    expect(trendText(trendOf(slower.slice(0, 3), [METRIC]))).toContain('3 of the 8 runs');
  });
});
