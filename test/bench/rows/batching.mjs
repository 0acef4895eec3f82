import { pairedRatio } from '../../../dist/statistics/paired.js';
import { createBench, startOurs } from '../bench-setup.mjs';
import { summaryOf } from '../histograms.mjs';
import { startReference } from '../start-reference.mjs';

const WARM_UP_MS = 1500;
/** Least throughput at 64 connections, as a multiple of the hand-written server's. */
const AT_LEAST = { embedded: 1.8, microservice: 2.5 };
const MOST_CONNECTIONS = 64;
const SIDES = ['hand-written', 'on', 'off'];

/**
 * A mode with and without batching against the hand-written server that runs the model once for each request. One
 * measurement is a fresh deployment of each of the three, in turns.
 */
const batchingRow = (mode, connections) => ({
  name: 'batching',
  title: `batching: ${mode} against one run for each request, ${connections} ${connections === 1 ? 'connection' : 'connections'}`,
  target: targetOf(mode, connections),
  ...judgeOf(mode, connections),
  run: async ({ pairs, durationMs }) => {
    const bench = await createBench();
    try {
      const start = {
        'hand-written': () => startReference(mode, { card: bench.card }, bench.folder),
        on: () => startOurs(bench, mode),
        off: () => startOurs(bench, mode, { batching: false }),
      };
      const measured = [];
      for (let index = 0; index < pairs; index++) {
        const figures = {};
        for (let turn = 0; turn < SIDES.length; turn++) {
          const side = SIDES[(index + turn) % SIDES.length];
          figures[side] = await measure(bench, await start[side](), {
            connections,
            durationMs,
            from: index * 1000,
          });
        }
        measured.push(figures);
        process.stderr.write(`  ${index + 1} of ${pairs}: ${inWords(figures)}\n`);
      }
      const ratioOf = (side, key) =>
        pairedRatio(
          measured.map((figures) => ({ base: figures['hand-written'][key], other: figures[side][key] })),
        );
      const judged = ratioOf('on', connections === 1 ? 'p50' : 'rps');
      const p99 = ratioOf('on', 'p99').ratio;
      const detail = [
        `p50 ${ratioOf('on', 'p50').ratio.toFixed(2)}, p99 ${p99.toFixed(2)}`,
        `batching off: throughput ${ratioOf('off', 'rps').ratio.toFixed(2)}, p50 ${ratioOf('off', 'p50').ratio.toFixed(2)}`,
      ];
      return { ...judged, p99, detail: detail.join('; ') };
    } finally {
      await bench.close();
    }
  },
});

function targetOf(mode, connections) {
  if (connections === 1) return 'latency ratio <= 1.05';
  return connections === MOST_CONNECTIONS ? `throughput ratio >= ${AT_LEAST[mode]}, lower p99` : '-';
}

function judgeOf(mode, connections) {
  if (connections === 1) return { holds: ({ ratio }) => ratio <= 1.05 };
  if (connections !== MOST_CONNECTIONS) return {};
  return { holds: ({ ratio, p99 }) => ratio >= AT_LEAST[mode] && p99 < 1 };
}

async function measure(bench, { url, stop }, { connections, durationMs, from }) {
  try {
    await bench.saturate(url, WARM_UP_MS, 0, connections);
    const { requests, durationMs: ms, latency } = await bench.saturate(url, durationMs, from, connections);
    const { p50, p99 } = summaryOf(latency);
    return { rps: requests.completed / (ms / 1000), p50, p99 };
  } finally {
    await stop();
  }
}

function inWords(figures) {
  return SIDES.map(
    (side) => `${side} ${Math.round(figures[side].rps)}/s, p50 ${Math.round(figures[side].p50)} us`,
  ).join('; ');
}

export const rows = ['embedded', 'microservice'].flatMap((mode) =>
  [1, 8, MOST_CONNECTIONS].map((connections) => batchingRow(mode, connections)),
);
