import { createBench, startOurs } from '../bench-setup.mjs';
import { summaryOfOne } from '../histograms.mjs';

const NEEDED_RPS = 30_000;
const RATES = [10_000, 20_000, 25_000, NEEDED_RPS, 35_000, 40_000, 45_000, 50_000];
const ATTEMPTS = 3;
const DURATION_MS = 2000;

/** The highest open-loop rate that one generator process keeps up against the floor. */
const capacityRow = {
  name: 'capacity',
  title: 'capacity: highest open-loop rate against null',
  target: `>= ${NEEDED_RPS}/s: 99% of the arrivals sent, lateness p99 below 5 ms`,
  holds: ({ rate }) => rate >= NEEDED_RPS,
  run: async () => {
    const bench = await createBench();
    const app = await startOurs(bench, 'null');
    try {
      for (let round = 0; round < 3; round++) await bench.throughput(app.url, 1500);
      let held = { rate: 0, detail: 'no rate held' };
      for (const rate of RATES) {
        const kept = await keep(bench, app.url, rate);
        if (!kept) break;
        held = { rate, detail: kept };
      }
      return { ...held, figure: `${held.rate}/s` };
    } finally {
      await app.stop();
      await bench.close();
    }
  },
};

/** @returns how a rate was kept, in words; undefined where no attempt did */
async function keep(bench, url, rate) {
  const plan = { kind: 'open', arrivals: 'poisson', rate, durationMs: DURATION_MS, timeoutMs: 5000 };
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const { requests, scheduled, lateness, generator, cpuUs } = await bench.drive(url, {
      ...plan,
      id: `attempt-${attempt}`,
      maxInFlight: 4096,
    });
    const sent = requests.sent / scheduled;
    const p99Ms = summaryOfOne(lateness).p99 / 1000;
    const words =
      `${(sent * 100).toFixed(1)}% sent, lateness p99 ${p99Ms.toFixed(2)} ms, ` +
      `${(cpuUs / requests.sent).toFixed(1)} us of CPU a request, ${generator.cpuShare.toFixed(2)} cores`;
    process.stderr.write(`  ${rate}/s: ${words}\n`);
    if (sent >= 0.99 && p99Ms < 5) return words;
  }
  return undefined;
}

export const rows = [capacityRow];
