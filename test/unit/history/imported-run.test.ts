import { describe, expect, it } from 'vitest';

import { readStoredRun } from '../../../src/history/imported-run.js';
import { measurement, openResult } from '../bench/loads.js';

const RAW = {
  run: {
    id: '0a0b0c0d',
    startedAt: '2026-01-01T00:00:00.000Z',
    finishedAt: null,
    status: 'finished',
    scenario: {
      name: 'x',
      text: 'model: y',
      modes: [{ label: 'embedded', mode: 'embedded', options: {} }],
      loads: [{ id: 'steady', kind: 'open', rate: 5 }],
      objectives: { latencyUs: {} },
      repeats: 1,
    },
    seed: 1,
    environment: {
      node: 'v20.20.2',
      cpuModel: 'cpu',
      cores: 2,
      memoryBytes: 1e9,
      platform: 'linux x64',
      libraries: {},
      gitCommit: null,
    },
    model: { name: 'm', sha256: 'abc' },
    warnings: [],
  },
  modes: [{ mode: 'embedded', kind: 'embedded', prepareMs: 1, storage: null }],
  deployments: [{ block: 0, mode: 'embedded', readyMs: 10 }],
  trials: [
    {
      block: 0,
      order: 0,
      attempt: 1,
      mode: 'embedded',
      load: 'steady',
      outcome: { status: 'measured', measurement: measurement(openResult()) },
    },
  ],
};

const [TRIAL] = RAW.trials;
const { load } = TRIAL!.outcome.measurement;
const withMeasurement = (changes: object) => ({
  ...RAW,
  trials: [
    { ...TRIAL, outcome: { status: 'measured', measurement: { ...TRIAL!.outcome.measurement, ...changes } } },
  ],
});

describe('readStoredRun', () => {
  it('takes what was exported, with the keys it does not know', () => {
    expect(readStoredRun({ ...RAW, later: 1 }, 'run.json')).toEqual({ ...RAW, later: 1 });
  });

  it.each([
    ['no run', undefined, 'raw.: Invalid input'],
    [
      'an id that is none',
      { ...RAW, run: { ...RAW.run, id: '../x' } },
      'raw.run.id: expected eight hexadecimal digits',
    ],
    ['a date that is none', { ...RAW, run: { ...RAW.run, startedAt: 'today' } }, 'raw.run.startedAt'],
    [
      'a trial without an outcome',
      { ...RAW, trials: [{ ...RAW.trials[0], outcome: {} }] },
      'raw.trials.0.outcome',
    ],
    [
      'a latency that is no histogram',
      withMeasurement({ load: { ...load, latency: { model: 'garbage' } } }),
      'raw.trials.0.outcome.measurement.load.latency.model: expected an HdrHistogram',
    ],
    [
      'a service time that is no histogram',
      withMeasurement({ load: { ...load, serviceTime: { model: 'garbage' } } }),
      'raw.trials.0.outcome.measurement.load.serviceTime.model: expected an HdrHistogram',
    ],
    [
      'a lateness that is no histogram',
      withMeasurement({ load: { ...load, lateness: '' } }),
      'raw.trials.0.outcome.measurement.load.lateness: expected an HdrHistogram',
    ],
    [
      'pings that are no histogram',
      withMeasurement({ ping: { sent: 1, errors: 0, timeouts: 0, latency: 'garbage' } }),
      'raw.trials.0.outcome.measurement.ping.latency: expected an HdrHistogram',
    ],
    [
      'a trial twice',
      { ...RAW, trials: [TRIAL, { ...TRIAL, load: 'other' }] },
      'raw.trials.1: the same block and order as number 0',
    ],
    [
      'a mode twice',
      { ...RAW, modes: [RAW.modes[0], RAW.modes[0]] },
      'raw.modes.1: the same mode as number 0',
    ],
    [
      'a deployment twice',
      { ...RAW, deployments: [RAW.deployments[0], { ...RAW.deployments[0], readyMs: 5 }] },
      'raw.deployments.1: the same block and mode as number 0',
    ],
    [
      'gates that a trend cannot read',
      { ...RAW, run: { ...RAW.run, scenario: { ...RAW.run.scenario, gates: [7] } } },
      'raw.run.scenario.gates.0',
    ],
  ])('refuses %s, and names the field', (_, raw, words) => {
    expect(() => readStoredRun(raw, 'run.json')).toThrow(`run.json is not an exported run: ${words}`);
  });
});
