import type { LoadSummary } from './load-contract.js';
import { isFloor } from './metrics.js';
import type { ModeResult } from './mode-contract.js';

/** The load as its figures are read: of answered requests, but of the floor, which answers none, of all completed. */
export function readLoad(mode: ModeResult, load: string): LoadSummary | undefined {
  const summary = mode.loads[load];
  if (!summary || !isFloor(mode)) return summary;
  const { throughputRps, latencyUs } = summary;
  return { ...summary, answered: { throughputRps, latencyUs } };
}
