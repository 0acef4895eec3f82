import type { Source } from '../../src/core/answer.js';
import type { DeploymentRecord } from '../../src/core/deployment-record.js';
import type { LoadPlan } from '../../src/core/load-plan.js';
import type { LoadResult } from '../../src/core/load-result.js';
import type { Measurement } from '../../src/core/measurement.js';
import type { Coverage, ModeRecord } from '../../src/core/mode-record.js';
import type { Scenario } from '../../src/core/scenario.js';
import type { StoredRun } from '../../src/core/stored-run.js';
import type { TrialRecord } from '../../src/core/trial-record.js';
import { createHistogram, encodeHistogram } from '../../src/statistics/histogram.js';
import { randomStream, type RandomStream } from '../../src/statistics/random.js';

/*
 * The golden run: as a real one would have been stored, but from a seed, so that it is the same everywhere. It has one
 * of everything that a report can meet: misses, an unseen share, a variant that fails, a trial that was repeated, a load
 * without a valid trial, labels, a version change, objectives that are met and missed.
 */

const BLOCKS = 3;
const STARTED_MS = Date.UTC(2025, 0, 15, 12, 0, 0);

interface ModeFigures {
  readonly label: string;
  readonly kind: string;
  /** Median latency in microseconds, of the closed and of the open load. */
  readonly latencyUs: readonly [number, number];
  readonly closedRps: number;
  readonly sources: Readonly<Partial<Record<Source, number>>>;
  readonly applicationUs: number;
  readonly modelServersUs: number;
  readonly anonMb: number;
  readonly processes: number;
  readonly prepareMs: number;
  readonly readyMs: number;
  readonly storage: NonNullable<ModeRecord['storage']>;
  readonly stores: readonly string[];
  readonly redeploy: readonly string[];
  readonly accuracy?: number;
  readonly failsInBlock?: number;
}

const NO_STORAGE = { modelBytes: 0, tableBytes: 0, artifactBytes: 0, rows: 0 };
const MODEL_BYTES = 33_262;

const MODES: readonly ModeFigures[] = [
  {
    label: 'null',
    kind: 'null',
    latencyUs: [2100, 290],
    closedRps: 9000,
    sources: { default: 1 },
    applicationUs: 42,
    modelServersUs: 0,
    anonMb: 31,
    processes: 1,
    prepareMs: 0.4,
    readyMs: 190,
    storage: NO_STORAGE,
    stores: [],
    redeploy: [],
  },
  {
    label: 'embedded',
    kind: 'embedded',
    latencyUs: [2900, 340],
    closedRps: 7000,
    sources: { model: 1 },
    applicationUs: 61,
    modelServersUs: 0,
    anonMb: 48,
    processes: 1,
    prepareMs: 0.3,
    readyMs: 260,
    storage: { ...NO_STORAGE, modelBytes: MODEL_BYTES },
    stores: [],
    redeploy: ['application'],
    accuracy: 0.9312,
  },
  {
    label: 'microservice',
    kind: 'microservice',
    latencyUs: [6100, 620],
    closedRps: 3300,
    sources: { model: 1 },
    applicationUs: 88,
    modelServersUs: 96,
    anonMb: 84,
    processes: 2,
    prepareMs: 0.3,
    readyMs: 480,
    storage: { ...NO_STORAGE, modelBytes: MODEL_BYTES },
    stores: [],
    redeploy: ['model server'],
    accuracy: 0.9312,
  },
  {
    label: 'micro-4',
    kind: 'microservice',
    latencyUs: [6400, 700],
    closedRps: 3100,
    sources: { model: 1 },
    applicationUs: 90,
    modelServersUs: 101,
    anonMb: 192,
    processes: 5,
    prepareMs: 0.3,
    readyMs: 910,
    storage: { ...NO_STORAGE, modelBytes: MODEL_BYTES },
    stores: [],
    redeploy: ['model server'],
    accuracy: 0.9312,
    failsInBlock: 2,
  },
  {
    label: 'precomputed',
    kind: 'precomputed',
    latencyUs: [2400, 300],
    closedRps: 8200,
    sources: { table: 0.58, miss: 0.42 },
    applicationUs: 49,
    modelServersUs: 0,
    anonMb: 38,
    processes: 1,
    prepareMs: 1840,
    readyMs: 230,
    storage: { ...NO_STORAGE, tableBytes: 1_810_432, rows: 100_000 },
    stores: ['prediction table (sqlite)'],
    redeploy: ['precompute job'],
    accuracy: 0.9407,
  },
  {
    label: 'model-as-data',
    kind: 'model-as-data',
    latencyUs: [2920, 345],
    closedRps: 6950,
    sources: { model: 1 },
    applicationUs: 62,
    modelServersUs: 0,
    anonMb: 49,
    processes: 1,
    prepareMs: 21,
    readyMs: 270,
    storage: { ...NO_STORAGE, artifactBytes: 81_920 },
    stores: ['artifact store (sqlite)'],
    redeploy: [],
    accuracy: 0.9312,
  },
];

const LOADS: readonly LoadPlan[] = [
  { id: 'saturation', kind: 'closed', connections: 32, durationMs: 1000, timeoutMs: 10_000 },
  {
    id: 'steady',
    kind: 'open',
    rate: 1000,
    arrivals: 'poisson',
    durationMs: 1500,
    timeoutMs: 10_000,
    maxInFlight: 10_000,
  },
];

const SCENARIO: Scenario = {
  name: 'golden',
  question: 'Which pattern serves the click model best, at full load and at 1,000 requests a second?',
  file: '/project/scenarios/golden.yaml',
  text: [
    'question: Which pattern serves the click model best, at full load and at 1,000 requests a second?',
    'model: ../models/clicks',
    'traffic: { generator: zipf, skew: 0.99, requests: 100000, unseen: 0.05, history: 500000 }',
    'modes:',
    ...MODES.map(
      ({ label, kind }) => `  ${label}: ${label === kind ? '{}' : '{ mode: microservice, replicas: 4 }'}`,
    ),
    'loads:',
    '  saturation: { kind: closed, connections: 32, duration: 1s }',
    '  steady: { kind: open, rate: 1000, arrivals: poisson, duration: 1500ms }',
    'objectives: { p99: 6ms, coverage: 0.9 }',
    'repeats: 3',
    'seed: 1',
    '',
  ].join('\n'),
  model: '/project/models/clicks',
  traffic: { kind: 'zipf', skew: 0.99, requests: 100_000, unseen: 0.05, history: 500_000 },
  modes: MODES.map(({ label, kind }) => ({ label, mode: kind, options: {} })),
  loads: LOADS,
  objectives: { latencyUs: { p99: 6000 }, coverage: 0.9 },
  repeats: BLOCKS,
  seed: 1,
};

/** @returns the same run every time. */
export function buildGoldenRun(): StoredRun {
  return {
    run: {
      id: '60de0001',
      startedAt: new Date(STARTED_MS).toISOString(),
      finishedAt: new Date(STARTED_MS + 92_000).toISOString(),
      status: 'finished',
      scenario: SCENARIO,
      seed: SCENARIO.seed,
      environment: {
        servebench: '0.1.0',
        node: 'v20.20.2',
        platform: 'linux x64',
        kernel: '6.1.0',
        cpuModel: 'Example(R) CPU @ 3.00GHz',
        cores: 4,
        memoryBytes: 16_000_000_000,
        loadAverage: 0.2,
        governor: 'powersave',
        libraries: {
          'onnxruntime-node': '1.30.0',
          'better-sqlite3': '12.11.1',
          autocannon: '9.0.0',
          undici: '7.30.2',
        },
        gitCommit: '0123456789abcdef0123456789abcdef01234567',
      },
      model: { name: 'clicks', sha256: 'aba680bb384cb71d7fd4e10f4559d28da9a4d1610c3cdec5ac11c11139e87e21' },
      warnings: ['the CPU governor is "powersave"; "performance" gives steadier figures'],
    },
    modes: MODES.map(modeRecord),
    deployments: MODES.flatMap((mode) => blocks((block) => deploymentRecord(mode, block))),
    trials: blocks((block) => trialsOf(block)).flat(),
  };
}

function blocks<T>(of: (block: number) => T): T[] {
  return Array.from({ length: BLOCKS }, (_, block) => of(block));
}

function modeRecord({
  label,
  kind,
  prepareMs,
  storage,
  processes,
  stores,
  redeploy,
}: ModeFigures): ModeRecord {
  const footprint = { processes, ports: processes, stores, redeployForNewModel: redeploy };
  return { mode: label, kind, prepareMs, storage, footprint, coverage: coverageOf(kind) };
}

function coverageOf(kind: string): Coverage {
  if (kind === 'null')
    return { requests: 0, distinctKeys: 0, newCombinations: 0, unseenValues: 0, estimated: false };
  if (kind !== 'precomputed')
    return { requests: 1, distinctKeys: 1, newCombinations: 0, unseenValues: 0, estimated: false };
  return {
    requests: 0.58,
    distinctKeys: 0.137,
    newCombinations: 0.37,
    unseenValues: 0.05,
    keysFrom: 'the 100,000 most requested keys of the history',
    estimated: true,
  };
}

function deploymentRecord(mode: ModeFigures, block: number): DeploymentRecord {
  const { label, readyMs, accuracy, failsInBlock } = mode;
  if (failsInBlock === block) {
    const error = {
      kind: 'deployment' as const,
      code: 'PROCESS_DIED',
      message: `model server 3 of ${label} exited with code 134`,
      lastLines: [
        'terminate called after throwing an instance of std::bad_alloc',
        '  what():  std::bad_alloc',
      ],
    };
    return { block, mode: label, readyMs: null, firstPredictionMs: null, parity: null, error };
  }
  const isTable = label === 'precomputed';
  const figures = { labelled: isTable ? 2900 : 5000, accuracy: accuracy ?? 0, logLoss: 0.2225, auc: 0.7638 };
  const checked = label === 'null' ? 0 : isTable ? 201 : 256;
  return {
    block,
    mode: label,
    readyMs: readyMs + 7 * block,
    firstPredictionMs: readyMs + 12 + 7 * block,
    parity: label === 'null' ? null : { checked, mismatches: 0, maxAbsDiff: 0, tolerance: 0 },
    ...(accuracy === undefined || block > 0
      ? {}
      : { quality: { ...figures, bySource: { [isTable ? 'table' : 'model']: figures } } }),
    ...(label === 'model-as-data' && block === 0
      ? { update: { applications: 1, firstMs: 612, allMs: 612 } }
      : {}),
  };
}

function trialsOf(block: number): TrialRecord[] {
  const pairs = MODES.flatMap((mode) => LOADS.map((load) => ({ mode, load })));
  return pairs.map(({ mode, load }, order): TrialRecord => {
    const trial = { block, order, mode: mode.label, load: load.id };
    if (mode.failsInBlock === block) {
      const reason = `${mode.label} is not up in this block`;
      return { ...trial, attempt: 1, outcome: { status: 'skipped', reason } };
    }
    const measurement = measure(mode, load, randomStream(1, 'golden', block, mode.label, load.id));
    const isSlow = mode.label === 'micro-4' && load.kind === 'open';
    const isRepeated = mode.label === 'embedded' && load.kind === 'closed' && block === 1;
    const attempt = isSlow || isRepeated ? 2 : 1;
    const reasons = isSlow ? ['the hypervisor took 3.1% of the CPU; use a quieter machine'] : [];
    const validity = { valid: !isSlow, reasons };
    return { ...trial, attempt, outcome: { status: 'measured', measurement: { ...measurement, validity } } };
  });
}

/** Latencies are log-normal around the mode's median; each trial as a whole is a little faster or slower. */
function measure(mode: ModeFigures, load: LoadPlan, random: RandomStream): Omit<Measurement, 'validity'> {
  const isOpen = load.kind === 'open';
  const pace = 1 + 0.02 * random.normal();
  const medianUs = mode.latencyUs[isOpen ? 1 : 0] / pace;
  const rate = 'rate' in load ? load.rate : 0;
  const planned = isOpen ? rate * (load.durationMs / 1000) : mode.closedRps * pace;
  const sent = Math.round(planned);
  const inFlight = isOpen ? 0 : 32;
  const outcomes: Partial<Record<Source, number>> = {};
  const latency: Partial<Record<Source, string>> = {};
  const serviceTime: Partial<Record<Source, string>> = {};
  for (const [source, share] of Object.entries(mode.sources) as [Source, number][]) {
    const count = Math.round((sent - inFlight) * share);
    const [response, service] = [createHistogram(), createHistogram()];
    for (let request = 0; request < count; request++) {
      const us = medianUs * Math.exp(0.3 * random.normal());
      service.record(us);
      response.record(isOpen ? us + 40 * random.exponential() : us);
    }
    outcomes[source] = count;
    latency[source] = encodeHistogram(response);
    serviceTime[source] = encodeHistogram(service);
  }
  const completed = Object.values(outcomes).reduce((sum, count) => sum + count, 0);
  const result: LoadResult = {
    kind: load.kind,
    startedAt: new Date(STARTED_MS + 5000).toISOString(),
    elapsedMs: load.durationMs + 3,
    durationMs: load.durationMs,
    ...(isOpen ? { scheduled: sent } : {}),
    requests: { sent, completed, errors: 0, timeouts: 0, dropped: 0 },
    inFlight,
    outcomes,
    inTime: outcomes,
    latency,
    serviceTime,
    halves: [Math.ceil(completed / 2), Math.floor(completed / 2)],
    cpuUs: completed * 21,
    closedConnections: 0,
    wrapped: mode.label === 'null' && !isOpen,
    errorSamples: [],
  };
  const rssBytes = Math.round((mode.anonMb * 1e6 + 4.1e7 * mode.processes) * (1 + 0.01 * random.uniform()));
  return {
    load: result,
    cpuUs: {
      application: Math.round(completed * mode.applicationUs),
      modelServers: Math.round(completed * mode.modelServersUs),
      stores: 0,
      load: completed * 21,
    },
    memory: { rssBytes, anonBytes: Math.round(rssBytes - 4.1e7 * mode.processes), processes: mode.processes },
    eventLoopDelayUs: { p50: 60, p99: 900, max: 2100 },
  };
}
