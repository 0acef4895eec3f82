import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { median } from '../../../dist/statistics/describe.js';
import { counterRandom } from '../../../dist/traffic/counter-random.js';
import { createRankBijection } from '../../../dist/traffic/rank-bijection.js';
import { createZipf } from '../../../dist/traffic/zipf.js';
import { openStore } from '../../../dist/wiring.js';
import { interleave } from '../pairs.mjs';

const SMALL_ROWS = 100_000;
/** READ_ROWS=25920000 is the full domain of `clicks`, and takes half a minute to build. */
const LARGE_ROWS = Number(process.env.READ_ROWS ?? 2_000_000);
const LOOK_UPS = 200_000;
const BATCH_ROWS = 8192;
const MOST_RATIO = { zipf: 1.5, uniform: 2 };

/** A table of keys 0 .. rows - 1, as the `clicks` model's full domain makes one. */
async function buildRows(store, folder, rows) {
  const random = counterRandom(1, 'values');
  function* batches() {
    for (let start = 0; start < rows; start += BATCH_ROWS) {
      const keys = Array.from({ length: Math.min(BATCH_ROWS, rows - start) }, (_, row) => start + row);
      yield { keys, values: keys.map((key) => Math.fround(random.at(key).uniform())) };
    }
  }
  const tables = await store.connect(folder);
  const schema = { key: 'integer', value: 'real' };
  return tables.build({ name: `rows-${rows}`, schema, metadata: {} }, batches());
}

function lookUps(rows, kind) {
  const random = counterRandom(1, 'look-ups', kind);
  const draw = createZipf(rows, 0.99);
  const spread = createRankBijection(rows, counterRandom(1, 'ranks'));
  return Array.from({ length: LOOK_UPS }, (_, index) =>
    kind === 'zipf' ? spread(draw(random.at(index)) - 1) : random.at(index).int(rows),
  );
}

/** Nanoseconds of one look-up, warm, measured at the store. */
function timeReads(reader, keys) {
  const startedMs = performance.now();
  for (const key of keys) reader.get(key);
  return ((performance.now() - startedMs) * 1e6) / keys.length;
}

/** Look-ups in a large table against those in a small one. */
const readsRow = (kind) => ({
  name: `reads-${kind}`,
  title: `time of a look-up in a large table against one of ${SMALL_ROWS.toLocaleString('en')} rows, ${kind} keys`,
  target: `ratio <= ${MOST_RATIO[kind]}`,
  holds: ({ ratio }) => ratio <= MOST_RATIO[kind],
  run: async ({ pairs }) => {
    const folder = mkdtempSync(join(tmpdir(), 'servebench-bench-'));
    try {
      const store = await openStore('sqlite');
      const sizes = [SMALL_ROWS, LARGE_ROWS];
      const readers = [];
      for (const size of sizes)
        readers.push(await store.open((await buildRows(store, folder, size)).location));
      const keys = sizes.map((size) => lookUps(size, kind));
      // Every page that is looked up is in memory before the clock starts.
      for (const [index, reader] of readers.entries()) timeReads(reader, keys[index]);
      const times = [[], []];
      const timed = (index) => () => {
        const ns = timeReads(readers[index], keys[index]);
        times[index].push(ns);
        return ns;
      };
      const result = await interleave(pairs, timed(0), timed(1));
      const [small, large] = times.map((list) => median(list).toFixed(0));
      for (const reader of readers) await reader.close();
      const detail = `${small} ns, with ${LARGE_ROWS.toLocaleString('en')} rows ${large} ns`;
      process.stderr.write(`  ${detail}\n`);
      return { ...result, detail };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
});

const MOST_BYTES = 24;
const KEY_AND_VALUE_BYTES = 16;

/** Bytes of a row, indexes included, against 8 bytes of key and 8 of value. */
const bytesRow = {
  name: 'bytes',
  title: `bytes of a row (integer key, one float) against ${KEY_AND_VALUE_BYTES} of key and value`,
  target: `at most ${MOST_BYTES} bytes`,
  holds: ({ bytesPerRow }) => bytesPerRow <= MOST_BYTES,
  run: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'servebench-bench-'));
    try {
      const { bytes, rows } = await buildRows(await openStore('sqlite'), folder, 1_000_000);
      const bytesPerRow = bytes / rows;
      return {
        ratio: bytesPerRow / KEY_AND_VALUE_BYTES,
        ci95: null,
        bytesPerRow,
        detail: `${bytesPerRow.toFixed(2)} bytes`,
      };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

export const rows = [readsRow('zipf'), readsRow('uniform'), bytesRow];
