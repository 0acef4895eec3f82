import { createHistogram } from '../../../dist/statistics/histogram.js';
import { randomStream } from '../../../dist/statistics/random.js';

const MOST_NS = 50;
const VALUES = 1 << 16;
const ROUNDS = 50;

/** What one sample costs on the request path. */
const histogramRow = {
  name: 'histogram',
  title: 'histogram: cost of one sample',
  target: `at most ${MOST_NS} ns`,
  holds: ({ bestNs }) => bestNs <= MOST_NS,
  run: async () => {
    const random = randomStream(1, 'latencies');
    // Log-normal around 1 ms: four magnitudes, as a trial with a tail has.
    const values = Float64Array.from({ length: VALUES }, () => 1000 * Math.exp(1.5 * random.normal()));
    const histogram = createHistogram();
    const roundsNs = Array.from({ length: ROUNDS }, () => {
      const startMs = performance.now();
      for (let index = 0; index < VALUES; index++) histogram.record(values[index]);
      return ((performance.now() - startMs) * 1e6) / VALUES;
    }).sort((a, b) => a - b);
    const [bestNs = Number.NaN] = roundsNs;
    if (histogram.count !== VALUES * ROUNDS) throw new Error('samples were lost');
    return {
      bestNs,
      figure: `${bestNs.toFixed(1)} ns`,
      detail: `best of ${ROUNDS} rounds of ${VALUES}, median ${roundsNs[ROUNDS / 2].toFixed(1)} ns`,
    };
  },
};

export const rows = [histogramRow];
