import { once } from 'node:events';
import { createServer } from 'node:net';

import type { OpenLoad } from '../core/load-plan.js';
import { randomStream } from '../statistics/random.js';
import { planArrivals } from './open-loop/arrival-schedule.js';
import { createOpenLoop } from './open-loop/open-loop.js';
import type { RequestStream } from './request-reader.js';
import { createRequestWindow } from './request-window.js';

const BODY = '{"prediction":[0.5]}';
const ANSWER = Buffer.from(
  `HTTP/1.1 200 OK\r\nx-servebench-source: default\r\ncontent-length: ${BODY.length}\r\n\r\n${BODY}`,
);

/** One small request, whatever those of the trials are. */
const STREAM: RequestStream = {
  replayLength: 1,
  replay: async function* () {
    yield [{ request: { warm: 'up' } }];
  },
};

/** Some thousands of requests: what the engine wants to see before it compiles for good. */
const PLAN: OpenLoad = {
  id: 'warm-up',
  kind: 'open',
  arrivals: 'poisson',
  rate: 10_000,
  durationMs: 400,
  timeoutMs: 1000,
  maxInFlight: 1000,
};

/**
 * Drives the open loop at a server within this process until its code is compiled: the first trial of a fresh process
 * would be late by up to ten times as much as the others. (The closed loop is warm after the warm-up of a deployment.)
 */
export async function warmUpOpenLoop(signal: AbortSignal): Promise<void> {
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('data', () => socket.write(ANSWER));
    socket.on('error', () => socket.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const window = createRequestWindow(STREAM, 0);
  try {
    if (address === null || typeof address === 'string') throw new Error('the warm-up has no TCP address');
    const schedule = await planArrivals(PLAN, STREAM, 0, () => randomStream(1, 'warm-up'), signal);
    await createOpenLoop(schedule).run({ url: `http://127.0.0.1:${address.port}` }, PLAN, window, signal);
  } finally {
    await window.close();
    server.close();
  }
}
