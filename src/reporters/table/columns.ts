import type { Result } from '../../result/contract.js';
import type { LoadSummary } from '../../result/load-contract.js';
import { isFloor } from '../../result/metrics.js';
import type { ModeResult } from '../../result/mode-contract.js';

/** One mode of a run, with its part in a comparison. */
export interface Column {
  readonly label: string;
  readonly mode: ModeResult;
  /**
   * `contender`: may be the best. `floor`: is compared, but never the best, because it gives no real answers.
   * `out`: failed; what it measured before is shown and not compared.
   */
  readonly standing: 'contender' | 'floor' | 'out';
}

export function columnsOf(result: Result): Column[] {
  return Object.entries(result.modes).map(([label, mode]) => ({ label, mode, standing: standingOf(mode) }));
}

function standingOf(mode: ModeResult): Column['standing'] {
  if (mode.status === 'failed') return 'out';
  return isFloor(mode) ? 'floor' : 'contender';
}

/** Ids of all loads, in the order of the scenario. */
export function loadIds(columns: readonly Column[]): string[] {
  return [...new Set(columns.flatMap(({ mode }) => Object.keys(mode.loads)))];
}

/** Share of the completed requests that got a real prediction; null where none was completed. */
export function answeredShare({ sources, requests }: LoadSummary): number | null {
  const answered = sources.model + sources.table + sources.cache;
  return requests.completed === 0 ? null : Math.min(1, answered / requests.completed);
}
