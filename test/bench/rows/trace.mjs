import { existsSync, readFileSync } from 'node:fs';

import { startTrace, stopTrace } from '../../../dist/bench/trace-application.js';
import { pairedRatio } from '../../../dist/statistics/paired.js';
import { createBench, startOurs } from '../bench-setup.mjs';

const WARM_UP_MS = 1500;
const CONNECTIONS = 32;
/** Turns of a side are short, and go off on on off ...: so a disturbance of a second meets both sides alike. */
const TURN_MS = 250;
/** All the turns of a side together. */
const LEAST_MS = 4000;
/** What a request costs. The clock is what a user reads, so it is judged; CPU time tells where a miss came from. */
const FIGURES = {
  clockUs: 'time by the clock',
  threadUs: 'CPU time of the main thread',
  processUs: 'CPU time of the process, compiler threads included',
};

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
        const pair = await measurePair(bench, index, Math.max(durationMs, LEAST_MS));
        measured.push(pair);
        const ratio = pair.traced.clockUs / pair.untraced.clockUs;
        process.stderr.write(`  pair ${index + 1} of ${pairs}: ${ratio.toFixed(3)}\n`);
      }
      const [clock, ...cpu] = Object.entries(FIGURES).map(([figure, title]) => {
        const result = pairedRatio(
          measured.map(({ untraced, traced }) => ({ base: untraced[figure], other: traced[figure] })),
        );
        const interval = result.ci95?.map((end) => end.toFixed(3)).join(', ');
        return { ...result, inWords: `${title}: ${result.ratio.toFixed(3)} [${interval}]` };
      });
      return { ...clock, detail: cpu.map(({ inWords }) => inWords).join('; ') };
    } finally {
      await bench.close();
    }
  },
};

/** @returns microseconds per request of both sides. */
async function measurePair(bench, pair, durationMs) {
  const turns = 2 * Math.max(1, Math.round(durationMs / TURN_MS / 2));
  const sides = [await startSide(bench, false), await startSide(bench, true)];
  if (pair % 2 === 1) sides.reverse();
  try {
    for (const side of sides) await side.begin(durationMs);
    for (let turn = 0; turn < turns; turn++) {
      const from = (pair * turns + turn) * 1000;
      const order = turn % 2 === 0 ? sides : sides.toReversed();
      for (const side of order) await side.turn(durationMs / turns, from);
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
  const sum = { requests: 0, clockUs: 0, threadUs: 0, processUs: 0 };
  return {
    begin: async (durationMs) => {
      if (isTraced) await startTrace(deployment, 0);
      const perSecond = await bench.throughput(url, WARM_UP_MS, 0, CONNECTIONS);
      if (!isTraced) return;
      await stopTrace(deployment);
      await startTrace(deployment, (perSecond * durationMs) / 1000);
    },
    turn: async (ms, from) => {
      await application.call('monitor.start');
      const beforeUs = threadUsOf(application.pid);
      sum.requests += ((await bench.throughput(url, ms, from, CONNECTIONS)) * ms) / 1000;
      sum.clockUs += ms * 1000;
      const afterUs = threadUsOf(application.pid);
      const { cpuUs } = await application.call('monitor.stop');
      sum.processUs += cpuUs;
      sum.threadUs += afterUs === undefined ? cpuUs : afterUs - beforeUs;
    },
    end: async () => {
      const traced = isTraced ? await stopTrace(deployment) : undefined;
      if (isTraced && !(traced.bySource.model?.requests > 0)) throw new Error('nothing was traced');
      const { requests, ...used } = sum;
      const perRequest = Object.entries(used).map(([figure, us]) => [figure, us / requests]);
      return { isTraced, ...Object.fromEntries(perRequest) };
    },
    stop,
  };
}

/** CPU time of the main thread so far; undefined where the kernel does not tell it to the nanosecond. */
function threadUsOf(pid) {
  const file = `/proc/${pid}/schedstat`;
  return existsSync(file) ? Number(readFileSync(file, 'utf8').split(' ')[0]) / 1000 : undefined;
}

export const rows = [traceRow];
