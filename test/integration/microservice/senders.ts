import { setTimeout as sleep } from 'node:timers/promises';

import type { Deployment } from '../../../src/serving/deployment.js';

/** Some senders that each send their next request when they have an answer, until they are told to stop. */
export interface Senders {
  /** How many answers came, by status; an exchange that failed is `0`. */
  readonly statuses: Readonly<Record<number, number>>;
  /** Of every answer, in milliseconds. */
  readonly tookMs: readonly number[];
  /** Resolves once this many more have been answered. */
  more(count: number): Promise<void>;
  stop(): Promise<void>;
}

export function startSenders({ target }: Deployment, request: unknown, count: number): Senders {
  const statuses: Record<number, number> = {};
  const tookMs: number[] = [];
  const body = JSON.stringify(request);
  let isOver = false;
  const send = async (): Promise<void> => {
    while (!isOver) {
      const startedMs = performance.now();
      const status = await ask(target.url, body);
      statuses[status] = (statuses[status] ?? 0) + 1;
      tookMs.push(performance.now() - startedMs);
    }
  };
  const senders = Array.from({ length: count }, send);
  return {
    statuses,
    tookMs,
    more: async (wanted) => {
      const goal = tookMs.length + wanted;
      while (tookMs.length < goal) await sleep(5);
    },
    stop: async () => {
      isOver = true;
      await Promise.all(senders);
    },
  };
}

async function ask(url: string, body: string): Promise<number> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    // The application itself is never touched: whoever looks at the counts sees that this must not happen.
    return 0;
  }
}

/** One line of the application's `/metrics`. */
export async function readMetric({ target }: Deployment, name: string, label = ''): Promise<number[]> {
  const text = await (await fetch(new URL('/metrics', target.url))).text();
  return text
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
    .filter((line) => line.includes(label))
    .map((line) => Number(line.split(' ').at(-1)));
}
