import Database from 'better-sqlite3';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openArtifactStore } from '../../src/artifacts/artifact-store.js';
import { loadModel } from '../../src/bench/load-model.js';
import { modelVersion } from '../../src/serving/predictor.js';
import { fixtureModel, type FixtureModel } from '../fixture-models.js';
import { serve, type Served } from './serving-modes.js';

const TRAFFIC = '{ generator: random, requests: 50, history: 0 }';
/** The answers of the fixtures to [1, 1, 1]. */
const SCORES = { score: 7, 'score-next': 56 } as const;
const FOLLOW_MS = 20_000;

interface Health {
  readonly model: string;
  readonly version: number;
  readonly problem?: string;
}

async function health(url: string): Promise<Health> {
  const { body } = await request(`${url}/healthz`);
  return (await body.json()) as Health;
}

async function predict(url: string): Promise<{ status: number; prediction: unknown; model: unknown }> {
  const { statusCode, body } = await request(`${url}/predict`, { method: 'POST', body: '{"x":[1,1,1]}' });
  const { prediction, model } = (await body.json()) as { prediction: unknown; model: unknown };
  return { status: statusCode, prediction, model };
}

/** Publishes a graph under the name `score`, as `servebench models publish --name score` does. */
async function publish(storeFile: string, graph: FixtureModel): Promise<number> {
  const { publishModel } = await import('../../src/artifacts/publish-model.js');
  const store = openArtifactStore(storeFile);
  try {
    const card = await loadModel(fixtureModel(graph));
    return (await publishModel(store, { ...card, name: 'score' }, { at: new Date().toISOString() })).version;
  } finally {
    store.close();
  }
}

/** A version whose content is not what its hash says, as a broken disk would leave it. */
function publishDamaged(storeFile: string): number {
  const bytes = readFileSync(fixtureModel('score-next'));
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  return insertVersion(storeFile, bytes, 'f'.repeat(64));
}

function publishBytes(storeFile: string, bytes: Uint8Array): number {
  return insertVersion(storeFile, bytes, createHash('sha256').update(bytes).digest('hex'));
}

function insertVersion(storeFile: string, bytes: Uint8Array, sha256: string): number {
  const db = new Database(storeFile);
  try {
    const version = 1 + (db.prepare('SELECT max(version) FROM artifact').pluck().get() as number);
    db.transaction(() => {
      db.prepare('INSERT INTO content VALUES (?, ?)').run(sha256, bytes);
      db.prepare('INSERT INTO artifact VALUES (?, ?, ?, ?, ?, ?)').run(
        'score',
        version,
        sha256,
        bytes.length,
        'null',
        new Date().toISOString(),
      );
    })();
    return version;
  } finally {
    db.close();
  }
}

describe('two applications on one artifact store', () => {
  let served: Served;
  let urls: readonly string[];

  beforeAll(async () => {
    const options = { mode: 'model-as-data', options: { applications: 2 } };
    served = await serve(options, { model: fixtureModel('score'), traffic: TRAFFIC });
    urls = served.deployment.urls.map(({ url }) => url);
  }, 60_000);
  afterAll(() => served?.stop());

  const until = async (holds: (state: Health) => boolean): Promise<readonly Health[]> => {
    const deadline = performance.now() + FOLLOW_MS;
    for (;;) {
      const states = await Promise.all(urls.map(health));
      if (states.every(holds)) return states;
      if (performance.now() > deadline) throw new Error(`not in ${FOLLOW_MS} ms: ${JSON.stringify(states)}`);
      await sleep(20);
    }
  };

  it('load the same version', async () => {
    expect(urls).toHaveLength(2);
    for (const url of urls) {
      expect(await health(url)).toEqual({
        status: 'ready',
        model: modelVersion('score', served.card.sha256),
        version: 1,
      });
      expect(await predict(url)).toMatchObject({ status: 200, prediction: SCORES.score });
    }
  });

  it('take up a new version without a restart and without a failed request', async () => {
    const pids = served.deployment.processes.map(({ pid }) => pid);
    let isDone = false;
    const watch = async (url: string): Promise<number[]> => {
      const seen: number[] = [];
      while (!isDone) {
        const { status, prediction } = await predict(url);
        expect(status).toBe(200);
        seen.push(prediction as number);
      }
      return seen;
    };
    const watching = Promise.all(urls.flatMap((url) => [watch(url), watch(url)]));
    const version = await publish(served.artifactStoreFile, 'score-next');
    await until((state) => state.version === version);
    await Promise.all(urls.map(predict));
    isDone = true;
    for (const seen of await watching) {
      // Each client sees the old version, then the new one, and nothing else.
      const first = seen.indexOf(SCORES['score-next']);
      expect(new Set(seen.slice(0, first))).toEqual(new Set([SCORES.score]));
      expect(new Set(seen.slice(first))).toEqual(new Set([SCORES['score-next']]));
    }
    const next = await loadModel(fixtureModel('score-next'));
    for (const url of urls) expect((await predict(url)).model).toBe(modelVersion('score', next.sha256));
    expect(served.deployment.processes.map(({ pid }) => pid)).toEqual(pids);
  }, 60_000);

  it.each<[string, (file: string) => Promise<number> | number, string]>([
    ['whose bytes are not what was published', publishDamaged, 'damaged'],
    ['that is no graph', (file) => publishBytes(file, Buffer.from('no graph')), 'not a usable ONNX model'],
    ['that takes other inputs', (file) => publish(file, 'score-of-two'), ''],
  ])(
    'report a version %s, and answer from the one before',
    async (_, break_, words) => {
      const before = await health(urls[0] as string);
      await break_(served.artifactStoreFile);
      const known = before.problem;
      for (const { problem, version, model } of await until((state) => state.problem !== known)) {
        expect(problem).toContain('a new version does not load');
        expect(problem).toContain(words);
        expect([version, model]).toEqual([before.version, before.model]);
      }
      for (const url of urls)
        expect(await predict(url)).toMatchObject({ status: 200, prediction: SCORES['score-next'] });
    },
    60_000,
  );

  it('take up the next good version after a broken one, and forget the report', async () => {
    const version = await publish(served.artifactStoreFile, 'score');
    const states = await until((state) => state.version === version);
    expect(states.map(({ problem }) => problem)).toEqual([undefined, undefined]);
    for (const url of urls) expect(await predict(url)).toMatchObject({ prediction: SCORES.score });
  }, 60_000);

  it('tell how long all of them take to move', async () => {
    const times = await served.deployment.update?.();
    expect(times?.applications).toBe(2);
    expect(times?.firstMs).toBeGreaterThan(0);
    expect(times?.allMs).toBeGreaterThanOrEqual(times?.firstMs ?? Infinity);
    expect(times?.allMs).toBeLessThan(FOLLOW_MS);
  }, 60_000);
});

describe('an application that finds a damaged model at its start', () => {
  it('does not start, and says why', async () => {
    const damage = async (file: string): Promise<void> => {
      await publish(file, 'score');
      publishDamaged(file);
    };
    const starting = serve(
      { mode: 'model-as-data', options: {} },
      { model: fixtureModel('score'), traffic: TRAFFIC, before: damage },
    );
    await expect(starting).rejects.toMatchObject({ code: 'ARTIFACT_CORRUPT' });
  }, 60_000);
});
