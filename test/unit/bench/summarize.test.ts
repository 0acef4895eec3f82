import { describe, expect, it } from 'vitest';

import { summarizeRun } from '../../../src/bench/summarize.js';
import type { Measurement } from '../../../src/core/measurement.js';
import type { StoredRun } from '../../../src/core/stored-run.js';
import type { TrialRecord } from '../../../src/core/trial-record.js';
import { documentSchema, type Result } from '../../../src/result/contract.js';
import { decodeHistogram, filledBuckets, mergeHistograms } from '../../../src/statistics/histogram.js';
import { goldenRun } from '../../golden/golden-run.js';

const stored: StoredRun = goldenRun();
const summary: Result = summarizeRun(stored);

function mode(label: string): Result['modes'][string] {
  const found = summary.modes[label];
  if (!found) throw new Error(`no mode ${label}`);
  return found;
}

function measurementsOf(label: string, load: string): Measurement[] {
  return stored.trials.flatMap((trial) =>
    trial.mode === label && trial.load === load && trial.outcome.status === 'measured'
      ? [trial.outcome.measurement]
      : [],
  );
}

/** A percentile of all latencies together, by sorting them. */
function percentileOf(encoded: readonly string[], q: number): number {
  const merged = mergeHistograms(encoded.map(decodeHistogram));
  const values = filledBuckets(merged).flatMap(({ us, samples }) => Array<number>(samples).fill(us));
  return values[Math.ceil(values.length * q) - 1] as number;
}

function withTrials(change: (trial: TrialRecord) => TrialRecord): Result {
  return summarizeRun({ ...stored, trials: stored.trials.map(change) });
}

describe('a stored run', () => {
  it('becomes a document of the result contract, modes in the order of the scenario', () => {
    expect(documentSchema.safeParse(summary).error).toBeUndefined();
    expect(Object.keys(summary.modes)).toEqual(stored.run.scenario.modes.map(({ label }) => label));
    expect(summary.run).toMatchObject({ id: '60de0001', scenario: 'golden', repeats: 3, seed: 1 });
  });

  it('is left as it was, and gives the same document again', () => {
    expect(stored).toEqual(goldenRun());
    expect(summarizeRun(structuredClone(stored))).toEqual(summary);
  });
});

describe('a load', () => {
  it('has the percentiles of all requests of its trials together, never an average of percentiles', () => {
    for (const [label, source] of [
      ['embedded', 'model'],
      ['precomputed', 'table'],
    ] as const) {
      for (const load of ['saturation', 'steady']) {
        const histograms = measurementsOf(label, load).map(({ load: { latency } }) => latency[source] ?? '');
        const { latencyUs } = mode(label).loads[load]?.answered ?? {};
        expect(latencyUs?.p50).toBe(percentileOf(histograms, 0.5));
        expect(latencyUs?.p99).toBe(percentileOf(histograms, 0.99));
      }
    }
  });

  it('counts every request of its trials, by source', () => {
    const trials = measurementsOf('precomputed', 'saturation').map(({ load }) => load);
    const { requests, sources, throughputRps, answered } = mode('precomputed').loads['saturation'] ?? {};
    const sum = (of: (load: Measurement['load']) => number): number =>
      trials.reduce((total, load) => total + of(load), 0);
    expect(requests?.sent).toBe(sum((load) => load.requests.sent));
    expect(sources?.table).toBe(sum((load) => load.outcomes.table ?? 0));
    expect(sources?.miss).toBe(sum((load) => load.outcomes.miss ?? 0));
    expect(throughputRps).toBeCloseTo(sum((load) => load.requests.completed) / 3, 6);
    expect(answered?.throughputRps).toBeCloseTo(sum((load) => load.outcomes.table ?? 0) / 3, 6);
    expect(answered?.throughputRps).toBeCloseTo((throughputRps ?? 0) * 0.58, 0);
  });

  it('has the throughput of its duration, without what the drain completed after it', () => {
    const drained = withTrials((trial) => {
      if (trial.outcome.status !== 'measured') return trial;
      const { measurement } = trial.outcome;
      const load = { ...measurement.load, inTime: { model: 100, miss: 50 } };
      return { ...trial, outcome: { status: 'measured', measurement: { ...measurement, load } } };
    });
    const { throughputRps, answered, repeats } = drained.modes['embedded']?.loads['saturation'] ?? {};
    expect(throughputRps).toBe(150);
    expect(answered?.throughputRps).toBe(100);
    expect(repeats?.map((repeat) => [repeat.throughputRps, repeat.answered.throughputRps])).toEqual(
      [0, 1, 2].map(() => [150, 100]),
    );
  });

  it('keeps each trial with its place and its number of attempts', () => {
    const repeats = mode('embedded').loads['saturation']?.repeats ?? [];
    expect(repeats.map(({ block, attempt }) => [block, attempt])).toEqual([
      [0, 1],
      [1, 2],
      [2, 1],
    ]);
    const trial = stored.trials.find(({ block, mode: label }) => block === 1 && label === 'embedded');
    expect(repeats[1]?.order).toBe(trial?.order);
  });

  it('says why the first attempt of a trial was repeated', () => {
    const discarded = ['the machine was busy'];
    const again = withTrials((trial) => (trial.block === 1 ? { ...trial, attempt: 2, discarded } : trial));
    const repeats = again.modes['embedded']?.loads['saturation']?.repeats ?? [];
    expect(repeats.map((repeat) => repeat.discarded)).toEqual([undefined, discarded, undefined]);
  });

  it('without a valid trial is shown, and says why', () => {
    const load = mode('micro-4').loads['steady'];
    expect(load?.validity).toEqual({
      valid: false,
      reasons: [0, 1].map(
        (block) => `block ${block + 1}: the hypervisor took 3.1% of the CPU; use a quieter machine`,
      ),
      warnings: [],
    });
    expect(load?.requests.completed).toBe(3000);
  });

  it('with a valid trial is made of valid ones alone, and so are memory and CPU', () => {
    const invalid = withTrials((trial) => {
      if (trial.outcome.status !== 'measured' || trial.block === 0) return trial;
      const { measurement } = trial.outcome;
      const validity = { valid: false, reasons: ['disturbed'] };
      const memory = { rssBytes: 1, anonBytes: 1, processes: 1 };
      const cpuUs = { application: 1, modelServers: 1, stores: 1, load: 1 };
      return {
        ...trial,
        outcome: { status: 'measured', measurement: { ...measurement, validity, memory, cpuUs } },
      };
    });
    const [first] = measurementsOf('embedded', 'saturation');
    const embedded = invalid.modes['embedded'];
    expect(embedded?.loads['saturation']?.validity.valid).toBe(true);
    const { requests, inFlight = 0 } = first?.load ?? {};
    expect(embedded?.loads['saturation']?.requests).toEqual({ ...requests, inFlight });
    expect(embedded?.loads['saturation']?.repeats).toHaveLength(3);
    expect(embedded?.memory.anonBytes).toBeGreaterThan(1e7);
    expect(embedded?.cpuUsPerRequest.application).toBeCloseTo(61, 1);
  });

  it('counts a timeout as slow and an error as lost', () => {
    const [embedded] = measurementsOf('embedded', 'saturation');
    const encoded = embedded?.load.latency.model ?? '';
    const lost = withTrials((trial) => {
      if (trial.outcome.status !== 'measured') return trial;
      const { measurement } = trial.outcome;
      const load = { ...measurement.load, latency: { error: encoded, timeout: encoded } };
      return { ...trial, outcome: { status: 'measured', measurement: { ...measurement, load } } };
    });
    const load = lost.modes['embedded']?.loads['saturation'];
    expect(load?.latencyUs.p50).toBe(percentileOf([encoded], 0.5));
    expect(load?.answered.latencyUs.p50).toBeNull();
  });
});

describe('a mode', () => {
  it('has the medians of its deployments', () => {
    expect(mode('embedded').startupMs).toEqual({ prepare: 0.3, ready: 267, firstPrediction: 279 });
  });

  it('has CPU per request of its closed loads, by part', () => {
    const { application, modelServers, stores, load } = mode('microservice').cpuUsPerRequest;
    expect([application, modelServers, stores, load]).toEqual([
      expect.closeTo(88, 2),
      expect.closeTo(96, 2),
      0,
      expect.closeTo(21, 2),
    ]);
  });

  it('has the storage of all its parts, and bytes a row where it has rows', () => {
    expect(mode('precomputed').storage).toEqual({
      modelBytes: 0,
      tableBytes: 1_810_432,
      artifactBytes: 0,
      totalBytes: 1_810_432,
      rows: 100_000,
      bytesPerRow: 18.10432,
    });
    expect(mode('embedded').storage?.bytesPerRow).toBeNull();
  });

  it('adds up what was checked against the model', () => {
    expect(mode('embedded').parity).toEqual({ checked: 768, mismatches: 0, maxAbsDiff: 0 });
    expect(mode('null').parity.checked).toBe(0);
  });

  it('that failed in one block is failed, with its error and what it measured before', () => {
    const failed = mode('micro-4');
    expect(failed.status).toBe('failed');
    expect(failed.error).toMatchObject({
      code: 'PROCESS_DIED',
      lastLines: [expect.any(String), expect.any(String)],
    });
    expect(failed.loads['saturation']?.repeats).toHaveLength(2);
  });

  it('carries its quality, its version change, and its objectives; the floor has none', () => {
    expect(mode('embedded').quality).toMatchObject({ labelled: 5000, accuracy: 0.9312 });
    expect(mode('model-as-data').update).toEqual({ applications: 1, firstMs: 612, allMs: 612 });
    expect(mode('embedded').objectives?.met).toBe(true);
    expect(mode('microservice').objectives?.met).toBe(false);
    expect(mode('null').objectives).toBeUndefined();
  });
});

describe('warnings', () => {
  it('are those of the run and those of its trials', () => {
    expect(summary.warnings).toEqual([
      ...stored.run.warnings,
      expect.stringMatching(/started over.*: null\.saturation$/),
    ]);
  });

  it('tell of an interruption, and of a mode that was never held against the model', () => {
    const unchecked = stored.deployments.map((deployment) =>
      deployment.mode === 'embedded' && deployment.parity
        ? { ...deployment, parity: { ...deployment.parity, checked: 0 } }
        : deployment,
    );
    const run = { ...stored.run, status: 'interrupted' as const };
    const { warnings } = summarizeRun({ ...stored, run, deployments: unchecked });
    expect(warnings.join('\n')).toContain('embedded: no answer could be compared');
    expect(warnings.join('\n')).toContain('the run was interrupted');
  });
});
