import { pairedRatio } from '../../../dist/statistics/paired.js';
import { randomStream, shuffle } from '../../../dist/statistics/random.js';
import { createBench, SEED } from '../bench-setup.mjs';
import { startReference } from '../start-reference.mjs';

const COMPARISONS = 200;
const POOL_PAIRS = 20;
const PAIRS = 10;
const WARM_UP_MS = 1500;

/**
 * A/A: the same mode against itself must be called different in about 5 of 100 comparisons. One pool of fresh-process
 * trials in neighbouring pairs; each comparison draws some pairs, and which of the two comes first.
 */
const aaRow = {
  name: 'aa',
  title: `A/A: ${COMPARISONS} comparisons of embedded with itself that are called different`,
  target: '3 to 18 of 200',
  holds: ({ different }) => different >= 3 && different <= 18,
  run: async ({ durationMs }) => {
    const pool = await measurePool(durationMs);
    const stream = randomStream(SEED, 'aa');
    let different = 0;
    for (let comparison = 0; comparison < COMPARISONS; comparison++) {
      const pairs = shuffle(pool, stream)
        .slice(0, PAIRS)
        .map(([a, b]) => (stream.uniform() < 0.5 ? { base: a, other: b } : { base: b, other: a }));
      const { ci95 } = pairedRatio(pairs);
      if (ci95[0] > 1 || ci95[1] < 1) different++;
    }
    return { different, figure: `${different} of ${COMPARISONS}`, ci95: null, pairs: PAIRS };
  },
};

async function measurePool(durationMs) {
  const bench = await createBench();
  const measure = async (index) => {
    const server = await startReference('slowed', { card: bench.card, waitUs: 0 }, bench.folder);
    try {
      await bench.throughput(server.url, WARM_UP_MS);
      return await bench.throughput(server.url, durationMs, index * 1000);
    } finally {
      await server.stop();
    }
  };
  try {
    const pool = [];
    for (let index = 0; index < POOL_PAIRS; index++) {
      const pair = [await measure(index), await measure(index)];
      pool.push(pair);
      process.stderr.write(`  pair ${index + 1} of ${POOL_PAIRS}: ${(pair[1] / pair[0]).toFixed(3)}\n`);
    }
    return pool;
  } finally {
    await bench.close();
  }
}

export const rows = [aaRow];
