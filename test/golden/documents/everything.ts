import type { Result } from '../../../src/result/contract.js';
import type { LoadSummary } from '../../../src/result/load-contract.js';
import { loadOf, modeOf, resultOf, searchOf, wobble } from './build.js';

const REPEATS = 8;

const NO_PARTS = {
  parse: 0,
  encode: 0,
  queue: 0,
  marshal: 0,
  transport: 0,
  modelRun: 0,
  tableRead: 0,
  other: 0,
  serialise: 0,
};

/** A traced load: the parts of a median request, in microseconds. */
function traced(load: LoadSummary, parts: Readonly<Record<string, number>>): LoadSummary {
  const endToEnd = load.latencyUs.p50 ?? 1;
  const known = Object.values(parts).reduce((sum, us) => sum + us, 0);
  const split = { endToEnd, ...NO_PARTS, http: endToEnd - known, ...parts, sampled: 2000 };
  return Object.assign({ ...load }, { timeSplitUs: split });
}

/** An open load of six seconds, with its repeats second by second. @param lostAt the second that loses requests */
function overTime(load: LoadSummary, seed: number, lostAt?: number): LoadSummary {
  const seconds = [0, 1, 2, 3, 4, 5];
  const repeats = load.repeats.map((repeat) => {
    const at = (second: number): number => wobble(seed * 31 + repeat.block * 7 + second);
    const lost = seconds.map((second) => (second === lostAt && repeat.block < 2 ? 37 : 0));
    const series = {
      completed: seconds.map((second, index) => Math.round(1000 + 25 * at(second)) - (lost[index] ?? 0)),
      errors: lost,
      timeouts: seconds.map(() => 0),
      dropped: seconds.map(() => 0),
      p50Us: seconds.map((second) => Math.round((load.latencyUs.p50 ?? 1) * (1 + 0.05 * at(second)))),
      p99Us: seconds.map((second) => Math.round((load.latencyUs.p99 ?? 1) * (1 + 0.2 * at(second + 9)))),
      eventLoopDelayP99Us: seconds.map(() => 1200),
      eventLoopDelayMaxUs: seconds.map(() => 2400),
    };
    return Object.assign({ ...repeat }, { series });
  });
  return { ...load, repeats };
}

/**
 * Five modes under a closed, an open and a search load: winners, an equal pair, a mode that misses, a load that is not
 * valid, missed objectives, warnings, the parts of a request and trials second by second.
 */
export function everything(): Result {
  const closed = (rps: number, p50Us: number, seed: number) =>
    loadOf({ kind: 'closed', rps, p50Us, tail: 1.9, repeats: REPEATS, seed });
  const open = (p50Us: number, tail: number, seed: number) =>
    loadOf({ kind: 'open', rps: 1000, p50Us, tail, repeats: REPEATS, seed });
  const met = { met: true, missed: [] };
  const floor = { kind: 'null', anonBytes: 16_600_000, storage: { model: 0 }, cpuUs: 26.7 };
  const ofFloor = { source: 'default', repeats: REPEATS, seed: 1 } as const;
  return resultOf(
    {
      null: modeOf('null', {
        ...floor,
        loads: {
          saturation: loadOf({ kind: 'closed', rps: 31_000, p50Us: 980, tail: 1.6, ...ofFloor }),
          steady: overTime(loadOf({ kind: 'open', rps: 1000, p50Us: 90, tail: 2.2, ...ofFloor }), 1),
          capacity: { ...searchOf(21_000, REPEATS, 1), sources: defaultsOnly(21_000 * REPEATS) },
        },
      }),
      embedded: modeOf('embedded', {
        loads: {
          saturation: closed(15_200, 2050, 2),
          steady: traced(overTime(open(210, 2.6, 2), 2, 3), {
            parse: 9,
            encode: 12,
            queue: 18,
            modelRun: 64,
            serialise: 6,
          }),
          capacity: searchOf(9200, REPEATS, 2),
        },
        anonBytes: 33_300_000,
        storage: { model: 33_300 },
        cpuUs: 63.4,
        objectives: met,
      }),
      microservice: modeOf('microservice', {
        loads: {
          saturation: closed(6100, 5200, 3),
          steady: traced(
            overTime(
              loadOf({
                kind: 'open',
                rps: 1000,
                p50Us: 640,
                tail: 4.4,
                repeats: REPEATS,
                seed: 3,
                invalid: ['the hypervisor took 4.1% of the CPU; use a quieter machine'],
                lost: { errors: 12, timeouts: 3, dropped: 40 },
              }),
              3,
            ),
            { parse: 9, encode: 12, queue: 60, marshal: 85, transport: 190, modelRun: 66, serialise: 6 },
          ),
          capacity: searchOf(3400, REPEATS, 3),
        },
        anonBytes: 72_400_000,
        storage: { model: 33_300 },
        cpuUs: 122,
        serverCpuUs: 112,
        objectives: { met: false, missed: ['steady: p99 23.4 ms is above 20 ms'] },
      }),
      precomputed: modeOf('precomputed', {
        loads: {
          saturation: loadOf({
            kind: 'closed',
            rps: 28_000,
            p50Us: 1100,
            tail: 1.8,
            answered: 0.56,
            source: 'table',
            repeats: REPEATS,
            seed: 4,
          }),
          steady: traced(
            overTime(
              loadOf({
                kind: 'open',
                rps: 1000,
                p50Us: 120,
                tail: 2.4,
                answered: 0.56,
                source: 'table',
                repeats: REPEATS,
                seed: 4,
              }),
              4,
            ),
            { parse: 9, encode: 11, tableRead: 14, serialise: 5 },
          ),
          capacity: { ...searchOf(18_000, REPEATS, 4), ...missing(18_000 * REPEATS) },
        },
        anonBytes: 18_900_000,
        storage: { model: 0, table: 1_820_000, rows: 100_000 },
        cpuUs: 32.2,
        coverage: {
          requests: 0.56,
          distinctKeys: 0.004,
          newCombinations: 0.39,
          unseenValues: 0.05,
          keysFrom: 'the 100,000 most frequent keys of 500,000 requests before the traffic',
          estimated: true,
        },
        objectives: met,
      }),
      'model-as-data': modeOf('model-as-data', {
        loads: {
          saturation: closed(15_100, 2070, 6),
          steady: traced(overTime(open(216, 2.65, 9), 5), {
            parse: 9,
            encode: 12,
            queue: 20,
            modelRun: 66,
            serialise: 6,
            other: 4,
          }),
          capacity: searchOf(8800, REPEATS, 5, 'at-least'),
        },
        anonBytes: 41_900_000,
        storage: { model: 33_300, artifact: 82_000 },
        cpuUs: 61.5,
        objectives: met,
      }),
    },
    {},
    ['the CPU governor is "powersave"; "performance" gives steadier figures'],
  );
}

function defaultsOnly(requests: number): LoadSummary['sources'] {
  return { model: 0, table: 0, 'back-off': 0, cache: 0, default: requests, miss: 0 };
}

function missing(requests: number): Pick<LoadSummary, 'sources'> {
  const table = Math.round(requests * 0.56);
  return { sources: { model: 0, table, 'back-off': 0, cache: 0, default: 0, miss: requests - table } };
}
