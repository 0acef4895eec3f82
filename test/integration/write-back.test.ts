import { afterEach, describe, expect, it } from 'vitest';

import { serve, type Served } from '../contract/serving-modes.js';
import { realStores, startServer, type Server } from '../servers/start-server.mjs';
import { tablesIn } from './tables-in.js';

interface Reply {
  readonly source: string;
  readonly prediction: unknown;
}

/** Of so many combinations the table of one row has hardly any. */
const TRAFFIC = '{ generator: zipf, skew: 0.1, requests: 50, unseen: 0, history: 10 }';

describe('a hybrid that writes back', () => {
  let served: Served | undefined;
  let server: Server | undefined;
  afterEach(async () => {
    await served?.stop();
    await server?.stop();
    served = server = undefined;
  });

  const ask = async ({ deployment, example }: Served): Promise<Reply> => {
    const body = JSON.stringify(example);
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(deployment.target.url, { method: 'POST', headers, body });
    return (await response.json()) as Reply;
  };

  it.each(['sqlite', ...realStores()])(
    'answers from %s what a model has answered before, and leaves nothing behind',
    async (store) => {
      server = store === 'sqlite' ? undefined : await startServer(store as 'redis');
      const options = { keys: { top: 1 }, writeBack: true, store, ...(server ? { url: server.url } : {}) };
      served = await serve({ mode: 'hybrid', options }, { traffic: TRAFFIC, purpose: 'measure' });
      const first = await ask(served);
      expect(first.source).toBe('model');
      let again = first;
      await expect.poll(async () => (again = await ask(served as Served)).source).toBe('table');
      expect(again.prediction).toEqual(first.prediction);
      const [application] = served.deployment.processes;
      const notes = await application?.running?.call<string[]>('notes');
      expect(notes?.[0]).toMatch(
        /^write-back: [1-9]\d* live answers were written beside the table, 0 dropped/,
      );
      await served.stop();
      if (server) expect(await tablesIn(server)).toEqual([]);
    },
    60_000,
  );
});
