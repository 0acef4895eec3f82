import { spawnSync } from 'node:child_process';

import { median } from '../../../dist/statistics/describe.js';

const ALLOWED_MS = 150;

/** Whole-process start of `servebench --help` against `node -e 0`. */
const helpRow = {
  name: 'help',
  title: 'start of servebench --help, ms beyond 1.5 times node -e 0',
  target: `at most ${ALLOWED_MS} ms`,
  holds: ({ extraMs }) => extraMs <= ALLOWED_MS,
  run: async ({ pairs }) => {
    const bare = [];
    const help = [];
    for (let index = 0; index < pairs; index++) {
      bare.push(startMs(['-e', '0']));
      help.push(startMs(['dist/cli.js', '--help']));
    }
    const extraMs = median(help) - 1.5 * median(bare);
    return {
      ratio: median(help) / median(bare),
      ci95: null,
      extraMs,
      detail: `${median(help).toFixed(0)} ms, node ${median(bare).toFixed(0)} ms`,
    };
  },
};

export const rows = [helpRow];

function startMs(args) {
  const startedMs = performance.now();
  spawnSync(process.execPath, args, { stdio: 'ignore' });
  return performance.now() - startedMs;
}
