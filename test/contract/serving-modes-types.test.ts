import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { fixtureModel } from '../fixture-models.js';
import { referenceCases, type Case } from './reference-cases.js';
import { MODES, serve, type Served } from './serving-modes.js';

/*
 * A bare graph of every element type, served in every mode: what crosses JSON, the Open Inference Protocol, a worker or
 * a table comes out as the model says it, bit by bit.
 */

const TRAFFIC = '{ generator: random, requests: 30, history: 30 }';
/** One for each way that a value takes: a worker's messages, HTTP, a table, the application's own thread. */
const WAYS = ['embedded in a worker', 'microservice', 'precomputed', 'model-as-data'];
const answering = Object.entries(MODES).filter(([label]) => WAYS.includes(label));

describe.each(answering)('every element type in %s', (_label, subject) => {
  let served: Served;
  let cases: readonly Case[];

  beforeAll(async () => {
    served = await serve(subject, { model: fixtureModel('identity'), traffic: TRAFFIC });
    // A table knows the history, any other mode whatever encodes.
    const parts = subject.source === 'table' ? (['history'] as const) : (['history', 'replay'] as const);
    cases = (await Promise.all(parts.map((part) => referenceCases(served, part)))).flat();
  }, 60_000);
  afterAll(() => served?.stop());

  it('is answered as the model answers, alone and in a batch', async () => {
    const ask = async (path: string, body: unknown): Promise<string> => {
      const url = new URL(path, served.deployment.target.url);
      const reply = await request(url, { method: 'POST', body: JSON.stringify(body) });
      expect(reply.statusCode).toBe(200);
      return reply.body.text();
    };
    for (const { features, expected } of cases)
      expect(await ask('/predict', features)).toContain(`"prediction":${expected},`);
    const batch = await ask(
      '/predict/batch',
      cases.map(({ features }) => features),
    );
    const { predictions } = JSON.parse(batch) as { predictions: { prediction: unknown }[] };
    expect(predictions.map(({ prediction }) => prediction)).toEqual(
      cases.map(({ expected }) => JSON.parse(expected) as unknown),
    );
  });
});
