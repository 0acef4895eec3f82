import { afterEach, describe, expect, it } from 'vitest';

import { serve, type Served } from '../contract/serving-modes.js';
import { realStores, startServer, type Server } from '../servers/start-server.mjs';
import { tablesIn } from './tables-in.js';

/** The first request is of the key that is asked for most. */
const TRAFFIC = '{ generator: zipf, skew: 3, requests: 50, unseen: 0, history: 2000 }';
const FEATURE = 'device';

interface Reply {
  readonly source: string;
  readonly prediction: number | null;
}

describe('what a table does not have', () => {
  let served: Served | undefined;
  let server: Server | undefined;
  afterEach(async () => {
    await served?.stop();
    await server?.stop();
    served = server = undefined;
  });

  /** The first request with each known value of one feature: the table has few of them. */
  const askVariants = async ({ deployment, example, card }: Served): Promise<Reply[]> => {
    const feature = card.features.find(({ name }) => name === FEATURE);
    const values: readonly unknown[] = feature && 'vocabulary' in feature ? feature.vocabulary : [];
    const body = JSON.stringify(values.map((value) => ({ ...(example as object), [FEATURE]: value })));
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${deployment.target.url}/batch`, { method: 'POST', headers, body });
    return ((await response.json()) as { predictions: Reply[] }).predictions;
  };

  it('is answered by the mean over the history with onMiss: default', async () => {
    const options = { keys: { top: 1 }, onMiss: 'default' };
    served = await serve({ mode: 'precomputed', options }, { traffic: TRAFFIC });
    const answers = await askVariants(served);
    const defaults = answers.filter(({ source }) => source === 'default');
    expect(new Set(answers.map(({ source }) => source))).toEqual(new Set(['table', 'default']));
    expect(new Set(defaults.map(({ prediction }) => prediction)).size).toBe(1);
  }, 60_000);

  it.each(realStores())(
    'is answered by a coarser key in %s, which leaves nothing behind',
    async (store) => {
      server = await startServer(store);
      const options = { store, url: server.url, keys: { top: 100 }, onMiss: { backOff: [FEATURE] } };
      served = await serve({ mode: 'precomputed', options }, { traffic: TRAFFIC, purpose: 'measure' });
      const answers = await askVariants(served);
      const coarse = answers.filter(({ source }) => source === 'back-off');
      expect(answers.map(({ source }) => source)).toContain('table');
      expect(coarse.length).toBeGreaterThan(0);
      // Of one coarser key.
      expect(new Set(coarse.map(({ prediction }) => prediction)).size).toBe(1);
      await served.stop();
      expect(await tablesIn(server)).toEqual([]);
    },
    60_000,
  );
});
