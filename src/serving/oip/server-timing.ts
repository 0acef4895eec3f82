import type { IncomingMessage, ServerResponse } from 'node:http';

import { TIME_PARTS, type Span } from '../../core/time-split.js';
import { RequestSpan } from '../request-span.js';

/*
 * How a traced request learns what the model server did with it: the application asks by a header of ours, and the
 * server answers with the standard one (W3C Server Timing): `server-timing: marshal;dur=0.021, modelRun;dur=0.034`,
 * durations in milliseconds. A server that knows neither answers as ever; then its part counts as transport.
 */

/** Sent with a traced request; the value says nothing. */
export const TRACE_HEADER = 'x-servebench-trace';
export const TIMING_HEADER = 'server-timing';

/**
 * @returns a running stopwatch for a request that asks for its timing. It is looked for in `rawHeaders`, because
 * `headers` is built when it is first read, which the other requests need not pay for.
 */
export function spanOf({ rawHeaders }: IncomingMessage): RequestSpan | undefined {
  return rawHeaders.includes(TRACE_HEADER) ? new RequestSpan() : undefined;
}

/** Puts the parts that took time in a header of the response, which is not sent yet. */
export function announceTiming(response: ServerResponse, span: RequestSpan | undefined): void {
  if (!span) return;
  const parts = TIME_PARTS.filter((part) => span.us[part] > 0);
  response.setHeader(
    TIMING_HEADER,
    parts.map((part) => `${part};dur=${(span.us[part] / 1000).toFixed(5)}`).join(', '),
  );
}

/** Adds every part that the header names to the span. @returns microseconds in all; 0 without a header. */
export function readTiming(header: string | readonly string[] | undefined, span: Span): number {
  let sumUs = 0;
  for (const [, name, ms] of String(header ?? '').matchAll(/([\w-]+);dur=([\d.]+)/g)) {
    const part = TIME_PARTS.find((known) => known === name);
    const us = Number(ms) * 1000;
    if (part === undefined || !Number.isFinite(us)) continue;
    span.add(part, us);
    sumUs += us;
  }
  return sumUs;
}
