import type { NoiseRecord } from '../core/noise-floor.js';
import { shortTitle } from '../result/metrics.js';
import { pairsToDetect } from '../statistics/detectable-effect.js';
import { alignColumns } from './align-columns.js';

/** Changes that people ask about. */
const ASKED = [0.05, 0.1, 0.2];

/** The noise floor of a machine in words and figures, for a terminal. */
export function noiseReport({ mode, scenario, hardware, floors, missing, runId }: NoiseRecord): string[][] {
  const head = [
    'load',
    'metric',
    'pairs',
    'again / first',
    'noise floor',
    ...ASKED.map((effect) => `pairs for ${percent(effect)}`),
  ];
  const rows = floors.map(({ load, metric, pairs, ratio, sd, floor }) => [
    load,
    shortTitle(metric),
    String(pairs),
    `${ratio.toFixed(3)}x`,
    percent(floor),
    ...ASKED.map((effect) => String(pairsToDetect(sd, effect))),
  ]);
  return [
    [`${mode} of ${scenario} against itself, in pairs of fresh deployments (run ${runId})`, hardware],
    [
      ...alignColumns([head, ...rows], (column) => column < 2).map((line) => `  ${line}`),
      ...missing.map((load) => `  ${load}: fewer than 3 valid pairs (servebench report ${runId} says why)`),
    ],
    [
      'noise floor: the smallest change that this many pairs would probably (80%) prove on this machine, or the',
      'difference found where there is none, if that is larger. A gate with a threshold below it cannot decide;',
      'the last columns say how many repeats would see a change of that size.',
    ],
  ];
}

function percent(share: number): string {
  return `${(share * 100).toFixed(share < 0.1 ? 1 : 0)}%`;
}
