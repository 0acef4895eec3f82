import { afterEach, describe, expect, it } from 'vitest';

import {
  makeNextVersion,
  makeTruncatedVersion,
  makeWrongVersion,
} from '../../src/bench/drill/versions/make-version.js';
import type { ModelCard } from '../../src/core/model-card.js';
import type { GoldenRow } from '../../src/core/predictor-spec.js';
import { modelVersion } from '../../src/serving/predictor.js';
import type { RollOut } from '../../src/serving/roll-out.js';
import { serve, type ModeUnderTest, type Served } from '../contract/serving-modes.js';
import { realStores, startServer } from '../servers/start-server.mjs';
import { tablesIn } from './tables-in.js';
import { startCallers, type Callers } from './callers.js';

/** Nearly all requests are the same few, which a table of the first part of the traffic has. */
const TRAFFIC = '{ generator: zipf, skew: 3, requests: 50, unseen: 0, history: 2000 }';
const TABLE = { mode: 'precomputed', options: { keys: { top: 500 } } } as const;

type Subject = Pick<ModeUnderTest, 'mode' | 'options'>;

const MODES: readonly (readonly [string, Subject])[] = [
  ['one application', { mode: 'embedded', options: {} }],
  ['two applications', { mode: 'embedded', options: { applications: 2 } }],
  ['one model server', { mode: 'microservice', options: {} }],
  ['two model servers, over JSON', { mode: 'microservice', options: { replicas: 2, encoding: 'json' } }],
  ['a table', TABLE],
  ['an artifact store', { mode: 'model-as-data', options: { applications: 2 } }],
  ['a table before a model', { mode: 'hybrid', options: { keys: { top: 5 } } }],
  [
    'a table before a model server',
    { mode: 'hybrid', options: { keys: { top: 5 }, onMiss: 'microservice', writeBack: true } },
  ],
  ['a cache before a model', { mode: 'cached', options: {} }],
  ['a cache before a model server', { mode: 'cached', options: { inner: 'microservice' } }],
];

function versionOf({ name, sha256 }: ModelCard): string {
  return modelVersion(name, sha256);
}

/** The same request with words that no table has. */
function unseenLike(request: GoldenRow['request']): unknown {
  return Object.fromEntries(
    Object.entries(request).map(([name, value]) => [name, typeof value === 'string' ? 'nowhere' : value]),
  );
}

async function answerOf(url: string, request: unknown): Promise<{ source: string; model: string }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  });
  return (await response.json()) as { source: string; model: string };
}

interface Stage {
  readonly served: Served;
  readonly callers: Callers;
  readonly rollOut: RollOut;
  readonly golden: readonly GoldenRow[];
}

describe('a rollout under load', () => {
  let served: Served | undefined;
  let callers: Callers | undefined;
  afterEach(async () => {
    await callers?.stop();
    await served?.stop();
    served = callers = undefined;
  });

  const start = async (subject: Subject): Promise<Stage> => {
    served = await serve(subject, { traffic: TRAFFIC, purpose: 'roll-out' });
    const request = served.example as GoldenRow['request'];
    callers = startCallers(served.deployment.target.url, request, 8);
    await callers.more(50);
    const { rollOut } = served.deployment.operations ?? {};
    if (!rollOut) throw new Error(`${subject.mode} cannot be rolled out`);
    const prediction = JSON.stringify(callers.answers[0]?.prediction);
    return { served, callers, rollOut, golden: [{ request, prediction }] };
  };
  /** Whose answers came last, once what was under way has ended. */
  const answering = async ({ answers, more }: Callers): Promise<Set<string>> => {
    const since = answers.length + 8;
    await more(50);
    return new Set(answers.slice(since).map(({ model }) => model));
  };

  it.each(MODES)(
    'moves %s to the next version without a failed request, and never to half a file',
    async (_, subject) => {
      const { served: up, callers: calls, rollOut, golden } = await start(subject);
      const { card, workDir } = up;
      const { request } = golden[0] as GoldenRow;
      const half = await makeTruncatedVersion(card, workDir);
      await expect(rollOut.to(half, golden)).rejects.toThrow('not a usable ONNX model');
      expect(await answering(calls)).toEqual(new Set([versionOf(card)]));
      const next = await makeNextVersion(card, workDir);
      const { bytesWritten, cpuUs } = await rollOut.to(next, golden);
      expect(await answering(calls)).toEqual(new Set([versionOf(next)]));
      const fromModel = await answerOf(up.deployment.target.url, unseenLike(request));
      if (fromModel.source === 'model') expect(fromModel.model).toBe(versionOf(next));
      expect(calls.failures).toEqual([]);
      expect(new Set(calls.answers.map(({ model }) => model)).size).toBe(2);
      expect(new Set(calls.answers.map(({ prediction }) => prediction)).size).toBe(1);
      expect(bytesWritten).toBeGreaterThan(0);
      // Less than a start takes would be time of somebody else.
      if (cpuUs !== null) expect(cpuUs).toBeGreaterThan(10_000);
    },
    120_000,
  );

  it.each([1, 2, 4, 5, 7].map((index) => MODES[index] as (typeof MODES)[number]))(
    'keeps wrong weights of %s from answering, by known answers',
    async (_, subject) => {
      const { served: up, callers: calls, rollOut, golden } = await start(subject);
      const wrong = await makeWrongVersion(up.card, up.workDir);
      await expect(rollOut.to(wrong as ModelCard, golden)).rejects.toThrow('a known request was answered');
      expect(await answering(calls)).toEqual(new Set([versionOf(up.card)]));
      expect(calls.failures).toEqual([]);
    },
    120_000,
  );

  it('names the wrong weights in each answer of a model server that was given no known answers', async () => {
    const { served: up, callers: calls, rollOut, golden } = await start(MODES[2]?.[1] as Subject);
    const wrong = await makeWrongVersion(up.card, up.workDir);
    await rollOut.to(wrong as ModelCard, []);
    expect(await answering(calls)).toEqual(new Set([versionOf(wrong as ModelCard)]));
    expect(JSON.stringify(calls.answers.at(-1)?.prediction)).not.toBe(golden[0]?.prediction);
  }, 120_000);

  it.each(realStores())(
    'moves a table in %s, and leaves nothing behind there',
    async (store) => {
      const server = await startServer(store);
      try {
        const { options } = TABLE;
        const stage = await start({ ...TABLE, options: { ...options, store, url: server.url } });
        const next = await makeNextVersion(stage.served.card, stage.served.workDir);
        await stage.rollOut.to(next, stage.golden);
        expect(await answering(stage.callers)).toEqual(new Set([versionOf(next)]));
        expect(stage.callers.failures).toEqual([]);
        expect(await tablesIn(server)).toHaveLength(2);
        await stage.callers.stop();
        await stage.served.stop();
        expect(await tablesIn(server)).toEqual([]);
      } finally {
        await server.stop();
      }
    },
    120_000,
  );
});
