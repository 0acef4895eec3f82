import { createServer } from 'node:net';
import { once } from 'node:events';

import type { ClosedLoad, OpenArrivals, OpenLoad } from '../../../src/core/load-plan.js';
import type { HistogramsByOutcome, LoadResult } from '../../../src/core/load-result.js';
import { closedLoop } from '../../../src/load/closed-loop/closed-loop.js';
import { planArrivals } from '../../../src/load/open-loop/arrival-schedule.js';
import { createOpenLoop } from '../../../src/load/open-loop/open-loop.js';
import { createRequestWindow } from '../../../src/load/request-window.js';
import {
  decodeHistogram,
  filledBuckets,
  mergeHistograms,
  type Histogram,
} from '../../../src/statistics/histogram.js';
import { randomStream } from '../../../src/statistics/random.js';
import { numberedStream } from '../../unit/load/numbered-stream.js';

export interface TrialOptions {
  readonly url: string;
  readonly requests?: number;
  readonly signal?: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds of request i, for a replay. */
  readonly timestampOf?: (index: number) => number;
}

/** Never aborted. */
const GO_ON = new AbortController().signal;

export async function runClosed(
  options: TrialOptions,
  changes: Partial<ClosedLoad> = {},
): Promise<LoadResult> {
  const plan: ClosedLoad = {
    id: 'test',
    kind: 'closed',
    connections: 4,
    durationMs: 600,
    timeoutMs: 5000,
    ...changes,
  };
  const { url, requests = 100_000, signal = GO_ON, headers = {} } = options;
  const window = createRequestWindow(numberedStream(requests), 0);
  try {
    return await closedLoop.run({ url, headers }, plan, window, signal);
  } finally {
    await window.close();
  }
}

type Changes = Partial<Pick<OpenLoad, 'durationMs' | 'timeoutMs' | 'maxInFlight'>> &
  (OpenArrivals | { readonly rate?: number });

export async function runOpen(options: TrialOptions, changes: Changes = {}): Promise<LoadResult> {
  const arrivals: OpenArrivals =
    'arrivals' in changes ? changes : { arrivals: 'constant', rate: changes.rate ?? 200 };
  const plan: OpenLoad = {
    id: 'test',
    kind: 'open',
    durationMs: 600,
    timeoutMs: 5000,
    maxInFlight: 10_000,
    ...changes,
    ...arrivals,
  };
  const { url, requests = 100_000, signal = GO_ON, headers = {}, timestampOf } = options;
  const stream = numberedStream(requests, timestampOf ? { timestampOf } : {});
  const window = createRequestWindow(stream, 0);
  try {
    const schedule = await planArrivals(plan, stream, 0, () => randomStream(1, 'test'), signal);
    return await createOpenLoop(schedule).run({ url, headers }, plan, window, signal);
  } finally {
    await window.close();
  }
}

/** All samples, whatever the outcome, ascending, in milliseconds. */
export function samplesMs(histograms: HistogramsByOutcome): number[] {
  return spread(mergeHistograms(Object.values(histograms).map((text) => decodeHistogram(text))));
}

export function latenessMs({ lateness = '' }: LoadResult): number[] {
  return spread(decodeHistogram(lateness));
}

function spread(histogram: Histogram): number[] {
  return filledBuckets(histogram).flatMap(({ us, samples }) =>
    Array.from({ length: samples }, () => us / 1000),
  );
}

export function sum(counts: readonly number[] = []): number {
  return counts.reduce((total, count) => total + count, 0);
}

/** @param sorted ascending. */
export function quantile(sorted: readonly number[], q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN;
}

/** @returns the address of a port that nothing listens on. */
export async function refusedUrl(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no TCP address');
  return `http://127.0.0.1:${address.port}/predict`;
}
