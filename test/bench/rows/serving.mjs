import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { createBench, requestBodies, startOurs } from '../bench-setup.mjs';
import { interleave } from '../pairs.mjs';
import { compareAnswers } from '../same-answers.mjs';
import { startReference } from '../start-reference.mjs';

const SAME_REQUESTS = 10_000;
const WARM_UP_MS = 1500;

/** Throughput of one mode against a hand-written server that gives the same bytes, 32 connections. */
const servingRow = (mode) => ({
  name: mode,
  title: `${mode}: throughput against the hand-written server, 32 connections`,
  target: 'ratio >= 0.95, lower end >= 0.93',
  holds: ({ ratio, ci95 }) => ratio >= 0.95 && ci95 !== null && ci95[0] >= 0.93,
  run: async ({ pairs, durationMs }) => {
    const bench = await createBench();
    try {
      // The table is built once; both sides read the same file.
      const options = mode === 'precomputed' ? { keys: { top: 50_000 } } : {};
      const first = await startOurs(bench, mode, options);
      const setup = { card: bench.card, table: mode === 'precomputed' ? tableIn(first.workDir) : undefined };
      const reference = await startReference(mode, setup, bench.folder);
      const compared = await compareAnswers(
        first.url,
        reference.url,
        await requestBodies(bench, SAME_REQUESTS),
      );
      await Promise.all([first.stop(), reference.stop()]);
      process.stderr.write(`  ${compared} answers are the same, byte for byte\n`);

      const measure = async (started, index) => {
        try {
          await bench.throughput(started.url, WARM_UP_MS);
          return await bench.throughput(started.url, durationMs, index * 1000);
        } finally {
          await started.stop();
        }
      };
      return await interleave(
        pairs,
        async (index) => measure(await startReference(mode, setup, bench.folder), index),
        async (index) => measure(await startOurs(bench, mode, options), index),
      );
    } finally {
      await bench.close();
    }
  },
});

export const rows = ['null', 'embedded', 'precomputed', 'microservice'].map(servingRow);

function tableIn(workDir) {
  const folder = join(workDir, 'tables');
  const file = readdirSync(folder).find((name) => name.endsWith('.db'));
  return join(folder, file);
}
