import type { GateResult } from '../../result/gate-contract.js';
import { csvText } from '../csv-text.js';
import { limitWords } from './words.js';

/** One row a rule. `base`, `head` in `unit`, unrounded; ratios are head / base, with one-sided 95% bounds. */
const COLUMNS = [
  'gate',
  'scenario',
  'base_run',
  'head_run',
  'baseline',
  'path',
  'mode',
  'load',
  'metric',
  'unit',
  'limit',
  'base',
  'head',
  'ratio',
  'bound95_low',
  'bound95_high',
  'n',
  'fresh_ratio',
  'fresh_low',
  'fresh_high',
  'fresh_n',
  'verdict',
  'reason',
  'rounds_to_settle',
  'noise_floor',
] as const;

export function gateCsv({ gate, rules }: GateResult): string {
  return csvText(
    COLUMNS,
    rules.map(({ change, confirmation, limit, ...rule }) => ({
      ...rule,
      gate: gate.id,
      scenario: gate.scenario,
      base_run: gate.base.run,
      head_run: gate.head.run,
      baseline: gate.baseline?.name,
      limit: limitWords({ limit, unit: rule.unit }),
      ratio: change?.ratio,
      bound95_low: change?.bounds95?.[0],
      bound95_high: change?.bounds95?.[1],
      n: change?.pairs,
      fresh_ratio: confirmation?.ratio,
      fresh_low: confirmation?.bounds95?.[0],
      fresh_high: confirmation?.bounds95?.[1],
      fresh_n: confirmation?.pairs,
      rounds_to_settle: rule.roundsToSettle,
      noise_floor: rule.noiseFloor,
    })),
  );
}
