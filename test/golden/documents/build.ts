import { compareModes } from '../../../src/bench/compare-modes.js';
import type { Result } from '../../../src/result/contract.js';
import type { LoadSummary } from '../../../src/result/load-contract.js';
import type { ModeResult } from '../../../src/result/mode-contract.js';
import type { RepeatSummary } from '../../../src/result/repeat-contract.js';
import { geometricInterval } from '../../../src/statistics/geometric-interval.js';

/*
 * Result documents for reports, small and made by formula: every figure follows from the medians given, so that a
 * reader of a golden file can tell whether a report has it right. Repeats differ by a few percent of a fixed pattern.
 */

/** Deterministic, between -1 and 1, without a period that a reader would notice. */
export function wobble(seed: number): number {
  return Math.sin(seed * 12.9898) * 0.6 + Math.sin(seed * 4.1414 + 1) * 0.4;
}

/** Latencies of a distribution with this median whose tail grows `tail` times for each nine. */
export function latencies(p50: number, tail: number): LoadSummary['latencyUs'] {
  const at = (quantile: number): number => Math.round(p50 * tail ** (-Math.log10(1 - quantile) - 0.301));
  return {
    min: Math.round(p50 * 0.6),
    mean: Math.round(p50 * 1.1),
    p50: at(0.5),
    p90: at(0.9),
    p95: at(0.95),
    p99: at(0.99),
    p999: at(0.999),
    max: at(0.9999),
  };
}

function curve(p50: number, tail: number): [number, number][] {
  return Array.from({ length: 24 }, (_, index) => {
    const nines = (index / 23) * 3.2;
    return [Number((1 - 10 ** -nines).toFixed(7)), Math.round(p50 * tail ** (nines - 0.301))];
  });
}

export const NO_LATENCY: LoadSummary['latencyUs'] = {
  min: null,
  mean: null,
  p50: null,
  p90: null,
  p95: null,
  p99: null,
  p999: null,
  max: null,
};

export interface LoadSketch {
  readonly kind: 'closed' | 'open';
  readonly rps: number;
  readonly p50Us: number;
  readonly tail: number;
  readonly repeats: number;
  /** Share of the completed requests with a real prediction, and where the rest goes. */
  readonly answered?: number;
  readonly source?: 'model' | 'table' | 'default';
  readonly seed: number;
  readonly invalid?: readonly string[];
  readonly lost?: Partial<LoadSummary['requests']>;
  readonly noise?: number;
}

export function loadOf(sketch: LoadSketch): LoadSummary {
  const { kind, rps, p50Us, tail, answered = 1, source = 'model', seed, invalid = [], noise = 0.03 } = sketch;
  const share = source === 'default' ? 0 : answered;
  // Half of a request, without its model.
  const pingUs = latencies(p50Us / 2, tail);
  const repeats = Array.from({ length: sketch.repeats }, (_, block): RepeatSummary => {
    const factor = 1 + noise * wobble(seed * 17 + block);
    const latencyUs = latencies(p50Us / factor, tail);
    const throughputRps = Math.round(rps * (kind === 'closed' ? factor : 1));
    return {
      block,
      order: (seed + block) % 5,
      attempt: 1,
      latencyUs,
      serviceTimeUs: latencyUs,
      throughputRps,
      answered: {
        throughputRps: Math.round(throughputRps * share),
        latencyUs: share > 0 ? latencyUs : NO_LATENCY,
      },
      requests: countsOf(throughputRps, {}),
      pingUs,
      cpuUsPerRequest: 40,
      anonBytes: 40_000_000,
      rssBytes: 90_000_000,
      validity: { valid: invalid.length === 0, reasons: [...invalid] },
    };
  });
  const completed = rps * sketch.repeats;
  const real = Math.round(completed * share);
  const latencyUs = latencies(p50Us, tail);
  const over = (read: (repeat: RepeatSummary) => number | null): [number, number] | null => {
    const interval = geometricInterval(repeats.map((repeat) => read(repeat) ?? 0));
    return interval && [interval[0], interval[1]];
  };
  return {
    kind,
    latencyUs,
    serviceTimeUs: latencyUs,
    throughputRps: rps,
    requests: countsOf(completed, sketch.lost ?? {}),
    answered: { throughputRps: rps * share, latencyUs: share > 0 ? latencyUs : NO_LATENCY },
    sources: {
      model: source === 'model' ? real : 0,
      table: source === 'table' ? real : 0,
      'back-off': 0,
      cache: 0,
      default: source === 'default' ? completed : 0,
      miss: source === 'default' ? 0 : completed - real,
    },
    pingUs,
    pings: { sent: 50 * sketch.repeats, errors: 0, timeouts: 0 },
    repeats,
    validity: { valid: invalid.length === 0, reasons: invalid.map((reason) => `block 1: ${reason}`) },
    errorSamples: [],
    ci95: {
      throughputRps: over((repeat) => repeat.answered.throughputRps),
      p50Us: over((repeat) => repeat.answered.latencyUs.p50),
      p95Us: over((repeat) => repeat.answered.latencyUs.p95),
      p99Us: over((repeat) => repeat.answered.latencyUs.p99),
    },
    percentileCurve: curve(p50Us, tail),
  };
}

function countsOf(completed: number, lost: Partial<LoadSummary['requests']>): LoadSummary['requests'] {
  const { errors = 0, timeouts = 0, dropped = 0 } = lost;
  return { sent: completed + errors + timeouts, completed, errors, timeouts, dropped };
}

/** A capacity search around a capacity: doubling, then bisection. */
export function searchOf(
  capacityRps: number,
  repeats: number,
  seed: number,
  bound: 'found' | 'at-least' = 'found',
): LoadSummary {
  const load = loadOf({ kind: 'open', rps: capacityRps, p50Us: 400, tail: 3, repeats, seed });
  const rates = [0.25, 0.5, 0.75, 1, 1.12, 1.5].map((share) => Math.round(capacityRps * share));
  const met = (rate: number): boolean => rate <= capacityRps || bound === 'at-least';
  const { ci95: _, ...rest } = load;
  return {
    ...rest,
    repeats: load.repeats.map((repeat) => ({
      ...repeat,
      capacityRps: Math.round(capacityRps * (1 + 0.04 * wobble(seed + repeat.block))),
    })),
    search: {
      capacityRps,
      ci95: repeats < 3 ? null : [Math.round(capacityRps * 0.95), Math.round(capacityRps * 1.05)],
      bound,
      kneeRps: bound === 'found' ? (rates[2] ?? null) : null,
      slo: { latencyUs: { p99: 10_000 }, errors: 0.001 },
      curve: rates.map((rate) => ({
        block: 0,
        rate,
        durationMs: 2000,
        met: met(rate),
        missed: met(rate) ? [] : ['p99 31 ms is above 10 ms'],
        p50Us: Math.round(250 + 400 * (rate / capacityRps) ** 2),
        p99Us: Math.round(900 + 8000 * (rate / capacityRps) ** 4),
        cpuUsPerRequest: 45,
      })),
    },
  };
}

export interface ModeSketch {
  readonly kind?: string;
  readonly loads: Readonly<Record<string, LoadSummary>>;
  readonly anonBytes: number;
  readonly storage: {
    readonly model: number;
    readonly table?: number;
    readonly artifact?: number;
    readonly rows?: number;
  };
  readonly cpuUs: number;
  readonly serverCpuUs?: number;
  readonly coverage?: NonNullable<ModeResult['coverage']>;
  readonly objectives?: NonNullable<ModeResult['objectives']>;
}

const COVERED = { requests: 1, distinctKeys: 1, newCombinations: 0, unseenValues: 0, estimated: false };

export function modeOf(label: string, sketch: ModeSketch): ModeResult {
  const { kind = label, loads, anonBytes, storage, cpuUs, serverCpuUs = null, coverage = COVERED } = sketch;
  const { model, table = 0, artifact = 0, rows = 0 } = storage;
  const isFloor = kind === 'null';
  return {
    status: 'measured',
    mode: kind,
    loads: { ...loads },
    coverage: isFloor ? { ...COVERED, requests: 0, distinctKeys: 0 } : coverage,
    storage: {
      modelBytes: model,
      tableBytes: table,
      artifactBytes: artifact,
      totalBytes: model + table + artifact,
      rows,
      bytesPerRow: rows > 0 ? table / rows : null,
    },
    memory: { rssBytes: anonBytes * 2, anonBytes, processes: serverCpuUs === null ? 1 : 2 },
    cpuUsPerRequest: { application: cpuUs, modelServers: serverCpuUs ?? 0, stores: 0, load: 21.5 },
    footprint: {
      processes: serverCpuUs === null ? 1 : 2,
      ports: serverCpuUs === null ? 1 : 2,
      stores: table > 0 ? ['SQLite table'] : [],
      redeployForNewModel: isFloor ? [] : ['application'],
    },
    startupMs: { prepare: table > 0 ? 1626 : 0, ready: 210, firstPrediction: 240 },
    parity: { checked: isFloor ? 0 : 64, mismatches: 0, maxAbsDiff: 0 },
    ...(sketch.objectives ? { objectives: sketch.objectives } : {}),
  };
}

export function resultOf(
  modes: Readonly<Record<string, ModeResult>>,
  run: Partial<Result['run']> = {},
  warnings: readonly string[] = [],
): Result {
  return {
    schemaVersion: 1,
    run: {
      id: '5e1a9ccf',
      startedAt: '2026-03-02T09:30:00.000Z',
      finishedAt: '2026-03-02T09:34:10.000Z',
      status: 'finished',
      scenario: 'quickstart',
      question: 'Which pattern serves the click model best, at full load and at 1,000 requests a second?',
      scenarioText: SCENARIO,
      seed: 1,
      repeats: 8,
      environment: {
        servebench: '0.1.0',
        node: 'v20.20.2',
        platform: 'linux x64',
        kernel: '6.1.0',
        cpuModel: 'AMD EPYC',
        cores: 2,
        memoryBytes: 8_000_000_000,
        loadAverage: 0.21,
        governor: null,
        libraries: { 'onnxruntime-node': '1.30.0', 'better-sqlite3': '12.11.1' },
        gitCommit: '4f5d0c6a1b',
      },
      model: { name: 'clicks', sha256: 'c0ffee'.padEnd(64, '0') },
      ...run,
    },
    modes: { ...modes },
    comparisons: compareModes(modes),
    warnings: [...warnings],
  };
}

const SCENARIO = `question: Which pattern serves the click model best?
model: ../models/clicks
traffic: { generator: zipf, skew: 0.99, requests: 100000, unseen: 0.05, history: 500000 }
modes:
  null: {}
  embedded: {}
loads:
  saturation: { kind: closed, connections: 32, duration: 1s }
  steady: { kind: open, rate: 1000, arrivals: poisson, duration: 6s }
  capacity: { kind: search, slo: { p99: 10ms, errors: 0.1% } }
objectives: { p99: 20ms }
repeats: 8
`;
