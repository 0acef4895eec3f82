import type { DrillResult } from '../../result/drill-contract.js';
import type { Direction } from '../../result/metrics.js';
import { benchmarkText, type Benchmark } from '../benchmark-text.js';
import { DRILL_FIGURES, drilledModes } from './figures.js';

/** What callers suffered: less is better of all of it. A figure that did not come about is left out. */
const SUFFERED = ['failed', 'slow', 'outageMs', 'backMs', 'recoveryMs'];

export function drillBenchmarks({ drill, drills }: DrillResult, better: Direction): string {
  if (better === 'higher') return benchmarkText([]);
  const figures = DRILL_FIGURES.filter(({ id }) => SUFFERED.includes(id));
  return benchmarkText(
    drills.flatMap(({ drill: id, modes }) =>
      drilledModes(modes).flatMap(([label, outcome]) =>
        figures.flatMap((figure): Benchmark[] => {
          const value = figure.of(outcome);
          if (value === undefined || value === null) return [];
          const name = `${label} / ${id} / ${figure.label}`;
          return [{ name, unit: figure.unit, value, extra: `drill ${drill.id}` }];
        }),
      ),
    ),
  );
}
