import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { openHistory } from '../../../dist/history/history.js';
import { median } from '../../../dist/statistics/describe.js';

const TRIALS = 10_000;
const TIMES = 5;
const MOST_LIST_MS = 500;
const MOST_REPORT_MS = 1000;
const MOST_REPORT_BYTES = 2e6;

/** The golden run, as often as it takes, each under an id and a date of its own. */
function fillHistory(folder) {
  const stored = JSON.parse(readFileSync('test/golden/stored-run.json', 'utf8'));
  const history = openHistory(folder);
  const runs = Math.ceil(TRIALS / stored.trials.length);
  for (let index = 0; index < runs; index++) {
    const id = index.toString(16).padStart(8, '0');
    const startedAt = new Date(Date.UTC(2026, 0, 1, 0, index)).toISOString();
    history.add({ ...stored, run: { ...stored.run, id, startedAt } });
  }
  history.close();
  return runs;
}

async function withHistory(use) {
  const folder = mkdtempSync(join(tmpdir(), 'servebench-bench-'));
  try {
    return await use(folder, fillHistory(folder));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns the median of whole commands, in milliseconds */
function commandMs(folder, ...args) {
  const taken = Array.from({ length: TIMES }, () => {
    const startedMs = performance.now();
    const { status } = spawnSync(process.execPath, ['dist/cli.js', ...args], {
      env: { ...process.env, SERVEBENCH_HOME: folder },
      stdio: 'ignore',
    });
    if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}`);
    return performance.now() - startedMs;
  });
  return median(taken);
}

const listRow = {
  name: 'history',
  title: 'runs list over a history of 10,000 trials, whole command',
  target: `at most ${MOST_LIST_MS} ms`,
  holds: ({ ms }) => ms <= MOST_LIST_MS,
  run: () =>
    withHistory((folder, runs) => {
      const ms = commandMs(folder, 'runs', 'list', '--limit', '100000');
      return { ms, figure: `${ms.toFixed(0)} ms`, ci95: null, detail: `${runs} runs` };
    }),
};

const reportRow = {
  name: 'html',
  title: 'report of a stored run as HTML, whole command',
  target: `at most ${MOST_REPORT_MS} ms and ${MOST_REPORT_BYTES / 1e6} MB`,
  holds: ({ ms, bytes }) => ms <= MOST_REPORT_MS && bytes <= MOST_REPORT_BYTES,
  run: () =>
    withHistory((folder) => {
      const file = join(folder, 'report.html');
      const ms = commandMs(folder, 'report', 'latest', '--output', file);
      const bytes = statSync(file).size;
      return {
        ms,
        bytes,
        figure: `${ms.toFixed(0)} ms`,
        ci95: null,
        detail: `${(bytes / 1e3).toFixed(0)} kB`,
      };
    }),
};

export const rows = [listRow, reportRow];
