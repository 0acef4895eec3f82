import { z } from 'zod';

import type { LoadSummary } from '../result/load-contract.js';
import type { RepeatSummary } from '../result/repeat-contract.js';

/*
 * Parts of a result that a run may not have: runs of earlier versions, applications that are not ours, trials too
 * short for them. Read leniently, because a report shows what is there and leaves out the rest.
 */

/** Microseconds of a median request; null where a part cannot be told. The keys are the parts, in any number. */
const timeSplit = z.object({ endToEnd: z.number().positive() }).catchall(z.unknown());

/** Where the time of a median request goes. */
export interface TimeSplit {
  readonly endToEndUs: number;
  /** Parts above zero, in the order in which a request passes them. */
  readonly parts: readonly { readonly name: string; readonly us: number }[];
  readonly note?: string;
}

/** Of a load's `timeSplitUs`, the keys that are no parts. */
const NOT_PARTS = ['endToEnd', 'sampled', 'note'];

export function timeSplitOf(load: LoadSummary): TimeSplit | undefined {
  const read = timeSplit.safeParse(keyOf(load, 'timeSplitUs'));
  if (!read.success) return undefined;
  const { endToEnd, note } = read.data;
  const parts = Object.entries(read.data).flatMap(([name, us]) =>
    typeof us === 'number' && us > 0 && !NOT_PARTS.includes(name) ? [{ name, us }] : [],
  );
  if (parts.length === 0) return undefined;
  return { endToEndUs: endToEnd, parts, ...(typeof note === 'string' ? { note } : {}) };
}

const counts = z.array(z.number());
const figures = z.array(z.number().nullable());
const series = z.object({
  completed: counts,
  errors: counts.default([]),
  timeouts: counts.default([]),
  dropped: counts.default([]),
  p50Us: figures.default([]),
  p99Us: figures.default([]),
});

/** A trial second by second, in columns: element s is of second s. Latencies in microseconds. */
export type Series = z.infer<typeof series>;

export function seriesOf(repeat: RepeatSummary): Series | undefined {
  const read = series.safeParse(keyOf(repeat, 'series'));
  return read.success ? read.data : undefined;
}

const note = z.object({ percentile: z.string(), code: z.string(), reason: z.string() });

/** Why a percentile is missing, or is not the server's. */
export type PercentileNote = z.infer<typeof note>;

export function percentileNotes(load: LoadSummary): PercentileNote[] {
  const read = z.array(note).safeParse(keyOf(load, 'notes'));
  return read.success ? read.data : [];
}

/** What limits a figure of a valid load, such as throughput that is only a lower bound. */
export function limitsOf(load: LoadSummary): string[] {
  const read = z.array(z.string()).safeParse(keyOf(load.validity, 'warnings'));
  return read.success ? read.data : [];
}

function keyOf(holder: object, key: string): unknown {
  return new Map<string, unknown>(Object.entries(holder)).get(key);
}
