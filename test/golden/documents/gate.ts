import type { GateResult } from '../../../src/result/gate-contract.js';

type Rule = GateResult['rules'][number];

function rule(path: string, changes: Partial<Rule> & Pick<Rule, 'unit' | 'limit' | 'verdict' | 'reason'>): Rule {
  const words = path.split('.');
  const [mode = '', second = '', third] = words;
  return {
    path,
    mode,
    load: third === undefined ? null : second,
    metric: third ?? second,
    base: null,
    head: null,
    change: null,
    confirmation: null,
    roundsToSettle: null,
    noiseFloor: null,
    ...changes,
  };
}

const DECREASE = { kind: 'change', direction: 'decrease', share: 0.1 } as const;
const INCREASE = { kind: 'change', direction: 'increase', share: 0.1 } as const;

/** A gate with a rule of each verdict and limit, and a mode that failed. */
export function gate(): GateResult {
  return {
    schemaVersion: 1,
    gate: {
      id: '6a7e0001',
      startedAt: '2026-03-02T09:30:00.000Z',
      scenario: 'quickstart',
      verdict: 'fail',
      base: {
        title: 'scenarios/quickstart.yaml at main (4f5d0c6a)',
        run: 'aaaa0001',
        model: { name: 'clicks', sha256: 'c0ffee'.padEnd(64, '0') },
      },
      head: {
        title: 'scenarios/quickstart.yaml with modes.embedded.workers=1',
        run: 'bbbb0002',
        model: { name: 'clicks', sha256: 'c0ffee'.padEnd(64, '0') },
      },
      rounds: 5,
      elapsedMs: 98_400,
      timeLimitMs: 180_000,
      failed: [{ mode: 'microservice', side: 'head', message: 'model server 1 exited with code 1' }],
    },
    rules: [
      rule('precomputed.saturation.throughputRps', {
        unit: 'requests/s',
        limit: DECREASE,
        base: 28_100,
        head: 28_420,
        change: { ratio: 1.011, bounds95: [0.984, 1.039], pairs: 5 },
        verdict: 'pass',
        reason: 'the interval excludes the limit',
      }),
      rule('embedded.saturation.throughputRps', {
        unit: 'requests/s',
        limit: DECREASE,
        base: 15_200,
        head: 12_180,
        change: { ratio: 0.801, bounds95: [0.774, 0.829], pairs: 3 },
        confirmation: { ratio: 0.806, bounds95: [0.785, 0.828], pairs: 4 },
        verdict: 'fail',
        reason: 'significant, beyond the limit, and confirmed by fresh trials',
        noiseFloor: 0.034,
      }),
      rule('embedded.steady.p50Us', {
        unit: 'us',
        limit: INCREASE,
        base: 210.4,
        head: 226.1,
        change: { ratio: 1.074, bounds95: [0.981, 1.176], pairs: 5 },
        verdict: 'inconclusive',
        reason: 'not settled by 5 rounds',
        roundsToSettle: 14,
        noiseFloor: 0.081,
      }),
      rule('embedded.steady.p99Us', {
        unit: 'us',
        limit: { kind: 'absolute', bound: 'most', value: 20_000 },
        base: 1240,
        head: 1310,
        change: { ratio: 0.0655, bounds95: [0.0612, 0.0701], pairs: 5 },
        verdict: 'pass',
        reason: 'the interval excludes the limit',
      }),
      rule('microservice.saturation.throughputRps', {
        unit: 'requests/s',
        limit: DECREASE,
        base: 8100,
        verdict: 'inconclusive',
        reason: 'microservice failed in the head: model server 1 exited with code 1',
      }),
      rule('precomputed.coverage', {
        unit: 'share',
        limit: { kind: 'exact' },
        base: 0.562,
        head: 0.548,
        verdict: 'fail',
        reason: 'not equal',
      }),
    ],
    warnings: ['loads.steady differs between the sides: what is compared is not the same load'],
  };
}

/** A gate against a stored baseline, on a machine that is a little slower today. */
export function baselineGate(): GateResult {
  const { gate: whole, rules, ...rest } = gate();
  return {
    ...rest,
    gate: {
      ...whole,
      id: '6a7e0002',
      verdict: 'pass',
      base: { ...whole.base, title: 'baseline main, set 2026-03-01 09:30 UTC' },
      baseline: {
        name: 'main',
        setAt: '2026-03-01T09:30:00.000Z',
        rounds: 8,
        canary: {
          throughput: { ratio: 0.93, bounds95: [0.91, 0.95] },
          latency: { ratio: 1.06, bounds95: [1.01, 1.11] },
          mostChange: 0.25,
        },
      },
      failed: [],
    },
    rules: rules.filter(({ verdict }) => verdict === 'pass'),
    warnings: [],
  };
}
