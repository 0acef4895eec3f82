import { median } from '../../../dist/statistics/describe.js';
import { createBench } from '../bench-setup.mjs';
import { interleave } from '../pairs.mjs';
import { startReference } from '../start-reference.mjs';

const EXPERIMENTS = 10;
const REPEATS = 10;
const DURATION_MS = 2000;
const CALIBRATIONS = 5;
const WARM_UP_MS = 1500;
/** Of the closed-loop throughput. */
const CUT = 0.15;

/** Power: a busy wait that costs 15% of the throughput must be found by 10 repeats of 2 s. */
const slowdownRow = {
  name: 'slowdown',
  title: `a busy wait that cuts throughput by ${CUT * 100}%, found at ${REPEATS} repeats of 2 s`,
  target: 'at least 9 of 10',
  holds: ({ found, experiments }) => found >= 0.9 * experiments,
  run: async () => {
    const bench = await createBench();
    const measure = async (waitUs, index) => {
      const server = await startReference('slowed', { card: bench.card, waitUs }, bench.folder);
      try {
        await bench.throughput(server.url, WARM_UP_MS);
        return await bench.throughput(server.url, DURATION_MS, index * 1000);
      } finally {
        await server.stop();
      }
    };
    try {
      const waitUs = await calibrate(measure);
      let found = 0;
      const ratios = [];
      for (let experiment = 0; experiment < EXPERIMENTS; experiment++) {
        const at = (index) => experiment * REPEATS + index;
        const { ratio, ci95 } = await interleave(
          REPEATS,
          (index) => measure(0, at(index)),
          (index) => measure(waitUs, at(index)),
        );
        ratios.push(ratio);
        if (ci95[1] < 1) found++;
      }
      const detail = `${waitUs.toFixed(1)} us, median ratio ${median(ratios).toFixed(3)}`;
      return {
        found,
        experiments: EXPERIMENTS,
        figure: `${found} of ${EXPERIMENTS}`,
        ci95: null,
        detail,
        pairs: REPEATS,
      };
    } finally {
      await bench.close();
    }
  },
};

/** @returns microseconds: a first guess from the throughput without a wait, corrected by what it does. */
async function calibrate(measure) {
  const rates = { base: [], slowed: [] };
  for (let index = 0; index < CALIBRATIONS; index++) rates.base.push(await measure(0, index));
  const perRequestUs = 1e6 / median(rates.base);
  const guessUs = (perRequestUs * CUT) / (1 - CUT);
  for (let index = 0; index < CALIBRATIONS; index++) rates.slowed.push(await measure(guessUs, index));
  const addedUs = 1e6 / median(rates.slowed) - perRequestUs;
  const waitUs = addedUs > 0 ? guessUs * Math.min(2, Math.max(0.5, guessUs / addedUs)) : guessUs;
  process.stderr.write(`  calibrated: ${waitUs.toFixed(1)} us on top of ${perRequestUs.toFixed(1)} us\n`);
  return waitUs;
}

export const rows = [slowdownRow];
