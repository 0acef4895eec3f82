import { median } from '../../../dist/statistics/describe.js';
import { createBench, startOurs } from '../bench-setup.mjs';
import { summaryOfOne } from '../histograms.mjs';

const RUNS = 5;
const DURATION_MS = 3000;

/** How far from the schedule requests really leave, against the floor. */
const latenessRow = (arrivals, rate) => ({
  name: 'lateness',
  title: `lateness: ${arrivals} arrivals at ${rate}/s`,
  target:
    arrivals === 'poisson'
      ? 'p99 below 0.5 ms, variation of gaps within 5% of 1'
      : 'p99 below 0.5 ms, variation of gaps below 0.1',
  holds: ({ p99Us, variation }) =>
    p99Us < 500 && (arrivals === 'poisson' ? Math.abs(variation - 1) <= 0.05 : variation < 0.1),
  run: async () => {
    const bench = await createBench();
    const app = await startOurs(bench, 'null');
    try {
      await bench.throughput(app.url, 1500);
      const plan = {
        kind: 'open',
        arrivals,
        rate,
        durationMs: DURATION_MS,
        timeoutMs: 5000,
        maxInFlight: 4096,
      };
      const runs = [];
      for (let run = 0; run < RUNS; run++) {
        const { lateness, generator } = await bench.drive(app.url, { ...plan, id: `run-${run}` });
        runs.push({ late: summaryOfOne(lateness), variation: generator.sendGapVariation });
      }
      const of = (read) => median(runs.map(read));
      const p99Us = of(({ late }) => late.p99);
      const variation = of((run) => run.variation);
      const p50Us = of(({ late }) => late.p50);
      const best = Math.min(...runs.map(({ late }) => late.p99));
      return {
        p99Us,
        variation,
        figure: `p99 ${(p99Us / 1000).toFixed(3)} ms, variation ${variation.toFixed(3)}`,
        detail: `p50 ${(p50Us / 1000).toFixed(3)} ms; median of ${RUNS} runs, best p99 ${(best / 1000).toFixed(3)} ms`,
      };
    } finally {
      await app.stop();
      await bench.close();
    }
  },
});

export const rows = [
  latenessRow('poisson', 5000),
  latenessRow('constant', 5000),
  latenessRow('constant', 1000),
];
