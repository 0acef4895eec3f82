import type { Source } from '../core/answer.js';
import { TIME_PARTS, type TimePart, type TracedRequests } from '../core/time-split.js';

/** Below this the middle fifth is a handful of requests. */
const LEAST_TRACED = 20;
const BAND = [0.4, 0.6] as const;
/** Sixty-fourths of a microsecond are finer than the clock, and add up without any rounding in binary. */
const STEPS_PER_US = 64;

/** Microseconds. All parts and `http` add up to `endToEnd`, exactly. */
export type TimeSplit = Readonly<Record<TimePart, number>> & {
  readonly endToEnd: number;
  /** null where the application's own time exceeds the median, which `note` then says. */
  readonly http: number | null;
  /** Traced requests that it is made from. */
  readonly sampled: number;
  readonly note?: string;
};

/**
 * Where the time of a median request goes. Medians of parts do not add up to the median of their sum, so no part's
 * median is taken: traced requests are ordered by the time they spent inside the application and behind it, and the
 * parts of the middle fifth (40% to 60%) are averaged. Those add up to the time that a median request spends there;
 * what is left of the end-to-end median is the HTTP floor: client, kernel, node:http, waiting for the event loop.
 *
 * The median is one of all requests, and the floor a difference of two medians: exact where the floor is the same for
 * all requests, else as good as that assumption.
 *
 * @param traced of the trials that `endToEndUs` is the median of
 * @param sources answers that count in `endToEndUs`
 * @returns undefined where fewer than 20 such requests were traced
 */
export function splitTime(
  traced: readonly TracedRequests[],
  sources: readonly Source[],
  endToEndUs: number,
): TimeSplit | undefined {
  const requests = traced.flatMap((trial) => sources.flatMap((source) => rowsOf(trial, source)));
  if (requests.length < LEAST_TRACED) return undefined;
  const ordered = requests
    .map((us) => ({ us, sum: us.reduce((total, part) => total + part, 0) }))
    .sort((a, b) => a.sum - b.sum);
  const [from, to] = BAND.map((share) => Math.round(share * ordered.length));
  const middle = ordered.slice(from, to);
  const averages = TIME_PARTS.map((_, part) => {
    const sum = middle.reduce((total, { us }) => total + (us[part] ?? 0), 0);
    return Math.round((sum / middle.length) * STEPS_PER_US) / STEPS_PER_US;
  });
  const endToEnd = Math.round(endToEndUs * STEPS_PER_US) / STEPS_PER_US;
  const inside = averages.reduce((total, part) => total + part, 0);
  const http = endToEnd - inside;
  return {
    endToEnd,
    ...(Object.fromEntries(TIME_PARTS.map((part, index) => [part, averages[index]])) as Record<
      TimePart,
      number
    >),
    http: http < 0 ? null : http,
    sampled: requests.length,
    ...(http < 0
      ? {
          note: `traced requests spent ${inside.toFixed(1)} us in the application, more than the median of all: no HTTP floor can be told`,
        }
      : {}),
  };
}

/** One array of parts for each traced request. */
function rowsOf({ bySource }: TracedRequests, source: Source): number[][] {
  const { requests = 0, us = {} } = bySource[source] ?? {};
  return Array.from({ length: requests }, (_, row) => TIME_PARTS.map((part) => us[part]?.[row] ?? 0));
}
