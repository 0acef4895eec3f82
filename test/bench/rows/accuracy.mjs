import { median } from '../../../dist/statistics/describe.js';
import { createBench } from '../bench-setup.mjs';
import { summaryOf } from '../histograms.mjs';
import { startKnown } from '../start-known.mjs';

const RUNS = 5;
const DELAYS_MS = [0.2, 2, 20];
const RATES = [200, 1000, 5000];

/** Enough for a 99th percentile at 200 requests a second. */
const DURATION_MS = 2000;

/** Service time as the generator sees it against what the server says it took. */
const accuracyRow = (delayMs, rate) => ({
  name: 'accuracy',
  title: `accuracy: a server of ${delayMs} ms at ${rate}/s, service time against its own truth`,
  target: 'p50 within max(5%, 0.25 ms), p99 within max(10%, 1 ms)',
  holds: ({ p50, p99 }) =>
    p50.error <= Math.max(0.05 * p50.truth, 250) && p99.error <= Math.max(0.1 * p99.truth, 1000),
  run: async () => {
    const bench = await createBench();
    const server = await startKnown('known-server.mjs', delayMs < 1 ? 'poll' : 'timer', delayMs);
    try {
      const plan = { kind: 'open', arrivals: 'poisson', rate, timeoutMs: 5000, maxInFlight: 4096 };
      await bench.drive(server.url, { ...plan, id: 'warm-up', durationMs: 1000 });
      await server.measured();
      const runs = [];
      for (let run = 0; run < RUNS; run++) {
        const result = await bench.drive(server.url, { ...plan, id: `run-${run}`, durationMs: DURATION_MS });
        runs.push({ seen: summaryOf(result.serviceTime), truth: await server.measured() });
      }
      const [p50, p99] = [compare(runs, 'p50'), compare(runs, 'p99')];
      return {
        p50,
        p99,
        figure: `p50 off ${inMs(p50.error)}, p99 ${inMs(p99.error)}`,
        detail: `truth p50 ${inMs(p50.truth)}, p99 ${inMs(p99.truth)}; median of ${RUNS} runs`,
      };
    } finally {
      await server.stop();
      await bench.close();
    }
  },
});

/** Medians over the runs, in microseconds. */
function compare(runs, percentile) {
  const truths = runs.map(({ truth }) => truth[`${percentile}Us`]);
  const errors = runs.map(({ seen }, index) => seen[percentile] - truths[index]);
  return { truth: median(truths), error: Math.abs(median(errors)) };
}

function inMs(us) {
  return `${(us / 1000).toFixed(2)} ms`;
}

export const rows = DELAYS_MS.flatMap((delayMs) => RATES.map((rate) => accuracyRow(delayMs, rate)));
