import { setTimeout as sleep } from 'node:timers/promises';

import type { CanaryReading } from '../core/baseline.js';
import type { ActiveRole } from '../processes/run-role.js';
import { median } from '../statistics/describe.js';
import { connectCanary, type CanaryConnection } from './connection.js';

const CONNECTIONS = 8;
const CLOSED_MS = 600;
/** Between two requests that are sent one at a time: the machine goes idle meanwhile, as under a light load. */
const PAUSE_MS = 4;
const PACED = 75;
/** Until the code of both processes is compiled. */
const WARM_UP_MS = 1200;

/** The role `canary-client`: drives the canary's server, and sleeps in between. */
export async function startCanaryClient({ port }: { readonly port: number }): Promise<ActiveRole> {
  const connections = await Promise.all(Array.from({ length: CONNECTIONS }, () => connectCanary(port)));
  await saturate(connections, WARM_UP_MS);

  async function read(): Promise<CanaryReading> {
    const rps = await saturate(connections, CLOSED_MS);
    const [first] = connections;
    return { rps, latencyUs: first ? await pace(first) : Number.NaN };
  }
  return {
    ready: null,
    methods: { read },
    stop: () => {
      for (const connection of connections) connection.close();
    },
  };
}

/** @returns requests per second */
async function saturate(connections: readonly CanaryConnection[], durationMs: number): Promise<number> {
  const startMs = performance.now();
  const endMs = startMs + durationMs;
  let answered = 0;
  await Promise.all(
    connections.map(async (connection) => {
      while (performance.now() < endMs) {
        await connection.ask();
        answered++;
      }
    }),
  );
  return (answered * 1000) / (performance.now() - startMs);
}

/** @returns the median, in microseconds */
async function pace(connection: CanaryConnection): Promise<number> {
  const latencies: number[] = [];
  for (let sent = 0; sent < PACED; sent++) {
    await sleep(PAUSE_MS);
    const startMs = performance.now();
    await connection.ask();
    latencies.push((performance.now() - startMs) * 1000);
  }
  return median(latencies);
}
