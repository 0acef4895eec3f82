import { startTrace, stopTrace } from '../../../dist/bench/trace-application.js';
import { pairedRatio } from '../../../dist/statistics/paired.js';
import { createBench, startOurs } from '../bench-setup.mjs';
import { interleave } from '../pairs.mjs';

const WARM_UP_MS = 1500;
const CONNECTIONS = 32;

/**
 * What it costs to trace a share of the requests, as a run does. Judged by the application's CPU time per request: it is
 * one thread at full load, so this is what bounds its throughput, and a neighbour on the machine sways it less. The
 * time per request by the clock is printed beside it.
 */
export const traceRow = {
  name: 'trace',
  title: 'where the time goes: CPU per request of embedded, traced against untraced, 32 connections',
  target: 'upper end < 1.05',
  pairs: 20,
  holds: ({ ci95 }) => ci95 !== null && ci95[1] < 1.05,
  run: async ({ pairs, durationMs }) => {
    const bench = await createBench();
    const byClock = Array.from({ length: pairs }, () => ({ base: 0, other: 0 }));
    try {
      const result = await interleave(
        pairs,
        async (index) => {
          const use = await measure(bench, false, durationMs, index);
          byClock[index].base = use.clockUs;
          return use.cpuUs;
        },
        async (index) => {
          const use = await measure(bench, true, durationMs, index);
          byClock[index].other = use.clockUs;
          return use.cpuUs;
        },
      );
      const { ratio, ci95 } = pairedRatio(byClock);
      process.stderr.write(`  by the clock: ${ratio.toFixed(3)} [${ci95?.map((end) => end.toFixed(3))}]\n`);
      return result;
    } finally {
      await bench.close();
    }
  },
};

/** One trial in fresh processes. @returns microseconds per request */
async function measure(bench, isTraced, durationMs, index) {
  const { url, deployment, stop } = await startOurs(bench, 'embedded');
  const [{ running: application }] = deployment.processes;
  const drive = async (ms, from) => {
    if (isTraced) await startTrace(deployment);
    await application.call('monitor.start');
    const perSecond = await bench.throughput(url, ms, from, CONNECTIONS);
    const { cpuUs } = await application.call('monitor.stop');
    const traced = isTraced ? await stopTrace(deployment) : undefined;
    if (isTraced && !(traced.bySource.model?.requests > 0)) throw new Error('nothing was traced');
    return { clockUs: 1e6 / perSecond, cpuUs: cpuUs / ((perSecond * ms) / 1000) };
  };
  try {
    await drive(WARM_UP_MS, 0);
    return await drive(durationMs, index * 1000);
  } finally {
    await stop();
  }
}
