import { startTrace, stopTrace } from '../../../dist/bench/trace-application.js';
import { pairedRatio } from '../../../dist/statistics/paired.js';
import { createBench, startOurs } from '../bench-setup.mjs';

const WARM_UP_MS = 1500;
const CONNECTIONS = 32;
/** Turns of each side in a pair: off on on off, ... so that a disturbance of a second meets both. */
const SLICES = 8;

/**
 * What it costs to trace a share of the requests, as a run does. A pair is two fresh deployments that take turns under
 * full load; on one of them tracing is on, in the warm-up and from the first turn to the last.
 */
const traceRow = {
  name: 'trace',
  title: 'where the time goes: time per request of embedded, traced against untraced, 32 connections',
  target: 'upper end < 1.05',
  pairs: 20,
  holds: ({ ci95 }) => ci95 !== null && ci95[1] < 1.05,
  run: async ({ pairs, durationMs }) => {
    const bench = await createBench();
    try {
      const measured = [];
      for (let index = 0; index < pairs; index++) {
        const pair = await measurePair(bench, index, durationMs / SLICES);
        measured.push(pair);
        const ratio = pair.traced.clockUs / pair.untraced.clockUs;
        process.stderr.write(`  pair ${index + 1} of ${pairs}: ${ratio.toFixed(3)}\n`);
      }
      const ratioOf = (key) =>
        pairedRatio(measured.map(({ untraced, traced }) => ({ base: untraced[key], other: traced[key] })));
      const cpu = ratioOf('cpuUs');
      process.stderr.write(
        `  CPU of the application: ${cpu.ratio.toFixed(3)} [${cpu.ci95?.map((end) => end.toFixed(3))}]\n`,
      );
      return ratioOf('clockUs');
    } finally {
      await bench.close();
    }
  },
};

/** @returns microseconds per request of both sides, by the clock and of the application's CPU. */
async function measurePair(bench, pair, sliceMs) {
  const sides = [await startSide(bench, false), await startSide(bench, true)];
  if (pair % 2 === 1) sides.reverse();
  try {
    for (const side of sides) await side.begin();
    for (let slice = 0; slice < SLICES; slice++) {
      const from = (pair * SLICES + slice) * 1000;
      for (const side of slice % 2 === 0 ? sides : sides.toReversed()) await side.turn(sliceMs, from);
    }
    const ends = await Promise.all(sides.map((side) => side.end()));
    return Object.fromEntries(ends.map((end) => [end.isTraced ? 'traced' : 'untraced', end]));
  } finally {
    for (const side of sides) await side.stop();
  }
}

async function startSide(bench, isTraced) {
  const { url, deployment, stop } = await startOurs(bench, 'embedded');
  const [{ running: application }] = deployment.processes;
  const sum = { requests: 0, wallMs: 0, cpuUs: 0 };
  const warmUp = async () => {
    if (isTraced) await startTrace(deployment);
    await bench.throughput(url, WARM_UP_MS, 0, CONNECTIONS);
    if (isTraced) await stopTrace(deployment);
  };
  return {
    begin: async () => {
      await warmUp();
      if (isTraced) await startTrace(deployment);
    },
    turn: async (ms, from) => {
      await application.call('monitor.start');
      sum.requests += ((await bench.throughput(url, ms, from, CONNECTIONS)) * ms) / 1000;
      sum.cpuUs += (await application.call('monitor.stop')).cpuUs;
      sum.wallMs += ms;
    },
    end: async () => {
      const traced = isTraced ? await stopTrace(deployment) : undefined;
      if (isTraced && !(traced.bySource.model?.requests > 0)) throw new Error('nothing was traced');
      return { isTraced, clockUs: (sum.wallMs * 1000) / sum.requests, cpuUs: sum.cpuUs / sum.requests };
    },
    stop,
  };
}

export const rows = [traceRow];
