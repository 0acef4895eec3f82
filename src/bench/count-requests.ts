import { ANSWERED_SOURCES, SOURCES } from '../core/answer.js';
import type { LoadResult, RequestCounts } from '../core/load-result.js';
import type { LoadSummary } from '../result/load-contract.js';

/** A drain goes on after the planned duration: its answers are no throughput of that duration. */
export function completedInTime({ inTime }: LoadResult): number {
  return sumOf(SOURCES, (source) => inTime[source] ?? 0);
}

export function answeredInTime({ inTime }: LoadResult): number {
  return sumOf(ANSWERED_SOURCES, (source) => inTime[source] ?? 0);
}

export function sumOf<T>(items: readonly T[], amount: (item: T) => number): number {
  return items.reduce((sum, item) => sum + amount(item), 0);
}

type Counts = RequestCounts & Pick<LoadResult, 'inFlight'>;

export function requestsOf({ requests, inFlight }: LoadResult): Counts {
  return { ...requests, inFlight };
}

export function sumRequests(counts: readonly Counts[]): LoadSummary['requests'] {
  const sum = (key: keyof Counts): number => counts.reduce((total, count) => total + count[key], 0);
  return {
    sent: sum('sent'),
    completed: sum('completed'),
    errors: sum('errors'),
    timeouts: sum('timeouts'),
    dropped: sum('dropped'),
    inFlight: sum('inFlight'),
  };
}

export function sourcesOf(loads: readonly LoadResult[]): LoadSummary['sources'] {
  const counts = SOURCES.map((source) => [source, sumOf(loads, ({ outcomes }) => outcomes[source] ?? 0)]);
  return Object.fromEntries(counts) as LoadSummary['sources'];
}
