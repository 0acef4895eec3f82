import type { GateResult } from '../../result/gate-contract.js';
import { LOAD_METRICS, type Direction } from '../../result/metrics.js';
import { EXACT_METRICS } from '../../result/mode-metrics.js';
import { benchmarkText } from '../benchmark-text.js';

/** The figures of the head, under the names that a report of its run gives them: the action compares by name. */
export function gateBenchmarks({ gate, rules }: GateResult, better: Direction): string {
  const { id, base } = gate;
  return benchmarkText(
    rules.flatMap(({ mode, load, metric: wanted, unit, head, verdict }) => {
      const metric = [...LOAD_METRICS, ...EXACT_METRICS].find((known) => known.id === wanted);
      if (metric?.better !== better || head === null) return [];
      const name = [mode, ...(load === null ? [] : [load]), metric.title].join(' / ');
      return [{ name, unit, value: head, extra: `gate ${id}: ${verdict}, against ${base.title}` }];
    }),
  );
}
