// npm run bench:self [-- --only NAME] [--pairs N] [--duration MS]: our own figures, as ratios taken side by side.
import { parseArgs } from 'node:util';

import Table from 'cli-table3';

import { helpRow } from './rows/help.mjs';
import { rows as precomputeRows } from './rows/precompute.mjs';
import { rows as readRows } from './rows/reads.mjs';
import { servingRow } from './rows/serving.mjs';

const ROWS = [
  helpRow,
  ...['null', 'embedded', 'precomputed', 'microservice'].map(servingRow),
  ...precomputeRows,
  ...readRows,
];

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    pairs: { type: 'string', default: '12' },
    duration: { type: 'string', default: '1500' },
  },
});
const rows = ROWS.filter(({ name }) => values.only === undefined || values.only === name);
if (rows.length === 0) {
  console.error(`unknown row "${values.only}"; known: ${ROWS.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}

const table = new Table({
  head: ['row', 'ratio', '95% interval', 'pairs', 'target', ''],
  style: { head: [], border: [] },
});
let missed = 0;
for (const row of rows) {
  process.stderr.write(`${row.title}\n`);
  const result = await row.run({ pairs: Number(values.pairs), durationMs: Number(values.duration) });
  const held = row.holds(result);
  if (!held) missed++;
  const interval = result.ci95
    ? `[${result.ci95[0].toFixed(3)}, ${result.ci95[1].toFixed(3)}]`
    : (result.detail ?? '-');
  table.push([
    row.title,
    result.ratio.toFixed(3),
    interval,
    result.pairs ?? '-',
    row.target,
    held ? 'holds' : 'MISSED',
  ]);
}
console.log(table.toString());
process.exitCode = missed === 0 ? 0 : 1;
