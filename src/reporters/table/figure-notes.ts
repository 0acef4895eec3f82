import type { LoadSummary, PercentileNote } from '../../result/load-contract.js';
import type { Column } from './columns.js';

/** Percentiles that the table has a row for. */
const SHOWN: readonly PercentileNote['percentile'][] = ['p50', 'p95', 'p99'];

interface Said {
  readonly where: string;
  readonly text: string;
}

/**
 * Why a figure of the table is `-`, or is not to be taken at face value. What is said alike of several loads or modes
 * is said once, with the numbers of the first.
 */
export function figureNotes(columns: readonly Column[]): string[] {
  const all = columns.flatMap(({ label, mode, standing }) =>
    Object.entries(mode.loads).flatMap(([load, summary]) =>
      textsOf(summary, standing === 'floor').map((text): Said => ({ where: `${label}.${load}`, text })),
    ),
  );
  const kinds = new Map<string, Said[]>();
  for (const said of all) {
    const kind = said.text.replace(/(?<![A-Za-z\d])\d+([.,]\d+)*/g, '#');
    kinds.set(kind, [...(kinds.get(kind) ?? []), said]);
  }
  return [...kinds.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const also = [...new Set(others.map(({ where }) => where))].filter((where) => where !== first.where);
    return [`${first.where}: ${first.text}${also.length > 0 ? ` (also ${also.join(', ')})` : ''}`];
  });
}

/** Figures are of answered requests, but of the floor, which answers none, of all completed ones. */
function textsOf({ notes = [], validity, answered }: LoadSummary, isFloor: boolean): string[] {
  const figure = isFloor ? 'latencyUs' : 'answered.latencyUs';
  const shown = notes.filter(
    ({ percentile, code, ...note }) =>
      SHOWN.includes(percentile) && (code === 'generator-limited' || note.figure === figure),
  );
  const isEmpty = !isFloor && answered.latencyUs.max === null;
  return [
    ...new Set([
      ...(isEmpty ? [] : shown.map(({ reason }) => reason)),
      ...(validity.warnings ?? []).map((text) => text.replace(/^block \d+: /, '')),
    ]),
  ];
}
