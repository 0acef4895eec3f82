import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createValueCodec } from '../../../dist/inference/prediction-format.js';
import { createKeyCodec } from '../../../dist/inference/row-key.js';
import { sliceKeys } from '../../../dist/inference/packed-keys.js';
import { DEFAULT_MAX_BYTES } from '../../../dist/precompute/budget.js';
import { inOrder } from '../../../dist/precompute/in-order.js';
import { fullDomain } from '../../../dist/precompute/key-set.js';
import { planJob } from '../../../dist/precompute/plan-job.js';
import { rowBatch } from '../../../dist/precompute/row-batch.js';
import { runJob } from '../../../dist/precompute/run-job.js';
import { openScorePool } from '../../../dist/precompute/score-pool.js';
import { scoringThreads } from '../../../dist/precompute/workers.js';
import { loadModelCard } from '../../../dist/scenario/load-model-card.js';
import { openStore } from '../../../dist/wiring.js';
import { interleave } from '../pairs.mjs';

const SHARD_ROWS = 8192;
const MOST_RATIO = 1.5;
const LEAST_ROWS_PER_SECOND = 300_000;

/** The click model with its first 12 campaigns: 1,036,800 keys. */
async function millionKeys() {
  const card = await loadModelCard('models/clicks');
  const features = card.features.map((feature) =>
    feature.name === 'campaign' ? { ...feature, vocabulary: feature.vocabulary.slice(0, 12) } : feature,
  );
  return { ...card, features };
}

/** The whole job, estimate and verification included, against the slower of its two parts. */
const precomputeRow = {
  name: 'precompute',
  title: 'time of a precompute job of 1 M rows against the slower of scoring alone and loading alone',
  target: `ratio <= ${MOST_RATIO}, >= ${LEAST_ROWS_PER_SECOND.toLocaleString('en')} rows/s`,
  holds: ({ ratio, rowsPerSecond }) => ratio <= MOST_RATIO && rowsPerSecond >= LEAST_ROWS_PER_SECOND,
  run: async ({ pairs }) => {
    const folder = mkdtempSync(join(tmpdir(), 'servebench-bench-'));
    try {
      const card = await millionKeys();
      const store = await openStore('sqlite');
      const set = fullDomain(card, createKeyCodec(card));
      const batches = await scoreAlone(card, set);
      const wholes = [];
      const result = await interleave(
        pairs,
        async () => {
          const score = await timed(() => scoreAlone(card, set));
          const load = await timed(() => loadAlone(card, store, batches, fresh(folder)));
          process.stderr.write(`  scoring ${score.toFixed(0)} ms, loading ${load.toFixed(0)} ms\n`);
          return Math.max(score, load);
        },
        async () => {
          const whole = await timed(() => wholeJob(card, fresh(folder)));
          wholes.push(whole);
          return whole;
        },
      );
      const median = wholes.sort((a, b) => a - b)[Math.floor(wholes.length / 2)];
      const rowsPerSecond = (set.rows / median) * 1000;
      const detail = `${Math.round(rowsPerSecond).toLocaleString('en')} rows/s`;
      process.stderr.write(`  whole job: ${detail}\n`);
      return { ...result, rowsPerSecond, detail };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function scoreAlone(card, set) {
  const pool = await openScorePool({ card, oov: false }, scoringThreads());
  // On all cores, from the start.
  for (let threads = 1; threads < pool.workers; threads *= 2) pool.grow();
  const shards = Math.ceil(set.rows / SHARD_ROWS);
  const batches = [];
  const score = async (shard) => {
    const keys = sliceKeys(set.keys, shard * SHARD_ROWS, Math.min(set.rows, (shard + 1) * SHARD_ROWS));
    return rowBatch(keys, await pool.score(keys));
  };
  for await (const batch of inOrder(shards, 3 * pool.workers, score)) batches.push(batch);
  await pool.close();
  return batches;
}

async function loadAlone(card, store, batches, target) {
  const tables = await store.connect(target);
  const schema = { key: 'integer', value: createValueCodec(card).kind };
  const { location } = await tables.build({ name: 'alone', schema, metadata: {} }, batches);
  await tables.publish('alone', location);
  await tables.close();
}

async function wholeJob(card, stateDir) {
  const request = {
    store: 'sqlite',
    target: join(stateDir, 'tables'),
    sampleTarget: join(stateDir, 'sample'),
    name: 'clicks-full',
    keys: { kind: 'full' },
    oov: false,
    workers: scoringThreads(),
    budget: { maxBytes: DEFAULT_MAX_BYTES },
    stateDir,
  };
  const context = {
    card,
    openStore,
    signal: new AbortController().signal,
    report: () => undefined,
    keep: () => undefined,
  };
  await runJob(await planJob(request, context), context);
}

function fresh(folder) {
  return mkdtempSync(join(folder, 'state-'));
}

async function timed(work) {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}

export const rows = [precomputeRow];
