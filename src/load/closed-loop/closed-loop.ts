import autocannon from 'autocannon';

import type { ClosedLoad } from '../../core/load-plan.js';
import type { GeneratorHealth, LoadResult } from '../../core/load-result.js';
import { sourceReader } from '../../exchange/answer-source.js';
import { abortedError } from '../aborted.js';
import { nowUs } from '../clock.js';
import { watchHealth } from '../generator-health.js';
import type { LoadGenerator, LoadTarget } from '../load-generator.js';
import { requestFrame } from '../request-frame.js';
import type { RequestWindow } from '../request-window.js';
import { settleMemory } from '../settle-memory.js';
import { TrialTally } from '../trial-tally.js';
import type { AutocannonClient } from './autocannon-client.js';
import { Connection } from './connection.js';

/** More than Node.js servers on the machines we know answer; beyond it the window is refilled as it goes. */
const REQUESTS_AHEAD_PER_MS = 50;

/** Autocannon ends at a tick of this interval once its connections are gone. */
const TICK_MS = 20;

/**
 * Saturation: `connections` senders, each with its next request as soon as the last one is answered. Autocannon does
 * the sending and parsing; what is sent, when it ends and every figure are ours (`src/load/README.md` says why).
 */
export const closedLoop: LoadGenerator<ClosedLoad> = {
  id: 'closed',
  run: async (target, plan, window, signal) => {
    await window.prepare({
      ahead: Math.ceil(plan.durationMs * REQUESTS_AHEAD_PER_MS),
      atMost: Number.POSITIVE_INFINITY,
      frame: requestFrame(target),
      signal,
    });
    settleMemory();
    return saturate(target, plan, window, signal);
  },
};

async function saturate(
  target: LoadTarget,
  plan: ClosedLoad,
  window: RequestWindow,
  signal: AbortSignal,
): Promise<LoadResult> {
  if (signal.aborted) throw abortedError();
  const connections: Connection[] = [];
  const startedAt = new Date().toISOString();
  const startUs = nowUs();
  const tally = new TrialTally(plan, startUs);
  const settings = { timeoutMs: plan.timeoutMs, readSource: sourceReader(target.response?.source) };
  const watch = watchHealth();

  // It does not verify certificates: the check before the first trial does, and the open loop.
  const running = autocannon({
    url: target.url,
    connections: plan.connections,
    // Ends itself only where our own timer could not.
    duration: Math.ceil(plan.durationMs / 1000) + 1,
    sampleInt: TICK_MS,
    setupClient: (client) => {
      connections.push(new Connection(asOurs(client), tally, window, settings));
    },
  });
  const end = (): void => connections.forEach((connection) => connection.end());
  const timer = setTimeout(end, plan.durationMs);
  signal.addEventListener('abort', end, { once: true });
  let generator: GeneratorHealth;
  try {
    await running;
  } finally {
    generator = watch.stop();
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
  }
  if (signal.aborted) throw abortedError();
  return {
    kind: 'closed',
    startedAt,
    elapsedMs: (nowUs() - startUs) / 1000,
    generator,
    wrapped: window.wrapped,
    ...tally.result(),
  };
}

/** The published types leave out what `AutocannonClient` describes. */
function asOurs(client: autocannon.Client): AutocannonClient {
  return client as unknown as AutocannonClient;
}
