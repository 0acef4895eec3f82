// npm run bench:self [-- --only NAME] [--pairs N] [--duration MS]: our own figures, taken side by side where they are
// ratios. Each file of rows/ exports `rows`: { name, title, target, run(settings), holds?(result) }. A result is a
// ratio with its interval, or a `figure` in words; a row without `holds` only informs.
import { readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';

import Table from 'cli-table3';

import { watchOthers } from './cpu-of-others.mjs';

/** Beyond this share of the machine a figure says more about the neighbours. */
const MOST_OTHERS = 0.05;

const files = readdirSync(new URL('rows/', import.meta.url)).filter((file) => file.endsWith('.mjs'));
const modules = await Promise.all(files.sort().map((file) => import(`./rows/${file}`)));
const ROWS = modules.flatMap(({ rows }) => rows);
const PAIRS = 12;

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    pairs: { type: 'string' },
    duration: { type: 'string', default: '1500' },
  },
});
const rows = ROWS.filter(({ name }) => values.only === undefined || values.only === name);
if (rows.length === 0) {
  const known = [...new Set(ROWS.map(({ name }) => name))].join(', ');
  console.error(`unknown row "${values.only}"; known: ${known}`);
  process.exit(2);
}

const table = new Table({
  head: ['row', 'figure', '95% interval, details', 'pairs', 'target', ''],
  style: { head: [], border: [] },
  wordWrap: true,
  colWidths: [40, 22, 44, 7, 30, 8],
});
let missed = 0;
for (const row of rows) {
  process.stderr.write(`${row.title}\n`);
  const othersSince = watchOthers();
  const result = await row.run({
    pairs: Number(values.pairs ?? row.pairs ?? PAIRS),
    durationMs: Number(values.duration),
  });
  const verdict = row.holds === undefined ? '' : row.holds(result) ? 'holds' : 'MISSED';
  if (verdict === 'MISSED') missed++;
  const others = othersSince() ?? 0;
  const noise = others > MOST_OTHERS ? `others took ${(others * 100).toFixed(0)}% of the CPU` : '';
  const interval = result.ci95 ? `[${result.ci95.map((end) => end.toFixed(3)).join(', ')}]` : '';
  table.push([
    row.title,
    result.figure ?? result.ratio.toFixed(3),
    [interval, result.detail, noise].filter(Boolean).join('; ') || '-',
    result.pairs ?? '-',
    row.target,
    verdict,
  ]);
}
console.log(table.toString());
process.exitCode = missed === 0 ? 0 : 1;
