import { createBench } from '../bench-setup.mjs';
import { samplesOf } from '../histograms.mjs';
import { startKnown } from '../start-known.mjs';

const STALL_MS = 1000;
const RATE = 500;

/** A calm answer takes less than this; what is above has waited for the stalled server. */
const WAITED_US = 20_000;

const quantile = (sorted, q) => sorted[Math.floor(sorted.length * q)] ?? Number.NaN;

/** Nothing is omitted while the server stands still: waits fall evenly from the whole stall to nothing. */
const stallRow = {
  name: 'stall',
  title: `stall: a server that stands still for ${STALL_MS / 1000} s at ${RATE}/s`,
  target: 'about 500 have waited, evenly spread: p25, p50, p75 at 0.25, 0.5, 0.75 s within 0.1 s',
  holds: ({ waited }) =>
    Math.abs(waited.length - RATE) < 0.1 * RATE &&
    [0.25, 0.5, 0.75].every((q) => Math.abs(quantile(waited, q) / 1e6 - q) < 0.1),
  run: async () => {
    const bench = await createBench();
    const server = await startKnown('known-server.mjs', 'stall', STALL_MS);
    try {
      const plan = { id: 'stall', kind: 'open', arrivals: 'constant', rate: RATE, durationMs: 2500 };
      const result = await bench.drive(server.url, { ...plan, timeoutMs: 5000, maxInFlight: 4096 });
      const waited = samplesOf(result.latency).filter((us) => us > WAITED_US);
      const quartiles = [0.25, 0.5, 0.75].map((q) => `${(quantile(waited, q) / 1e6).toFixed(2)} s`);
      return {
        waited,
        figure: `${waited.length} have waited`,
        detail: `p25, p50, p75: ${quartiles.join(', ')}`,
      };
    } finally {
      await server.stop();
      await bench.close();
    }
  },
};

export const rows = [stallRow];
