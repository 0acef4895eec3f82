import { afterEach, describe, expect, it } from 'vitest';

import {
  makeNextVersion,
  makeTruncatedVersion,
  makeWrongVersion,
} from '../../src/bench/drill/versions/make-version.js';
import type { GoldenRow } from '../../src/core/predictor-spec.js';
import { modelVersion } from '../../src/serving/predictor.js';
import type { RollOut } from '../../src/serving/serving-mode.js';
import { serve, type ModeUnderTest, type Served } from '../contract/serving-modes.js';
import { startCallers, type Callers } from './callers.js';

/** Nearly all requests are the same few, which a table of the first part of the traffic has. */
const TRAFFIC = '{ generator: zipf, skew: 3, requests: 50, unseen: 0, history: 2000 }';
const MODES: Readonly<Record<string, Pick<ModeUnderTest, 'mode' | 'options'>>> = {
  'one application': { mode: 'embedded', options: {} },
  'two applications': { mode: 'embedded', options: { applications: 2 } },
  'one model server': { mode: 'microservice', options: {} },
  'two model servers, with JSON': { mode: 'microservice', options: { replicas: 2, encoding: 'json' } },
  'a table': { mode: 'precomputed', options: { keys: { top: 500 } } },
  'an artifact store': { mode: 'model-as-data', options: { applications: 2 } },
};
/** Which of them hold a new version against known answers before it answers. */
const WITH_GOLDEN_CHECK = ['one application', 'two applications'];

describe.each(Object.entries(MODES))('a rollout under load: %s', (name, mode) => {
  let served: Served | undefined;
  let callers: Callers | undefined;
  afterEach(async () => {
    await callers?.stop();
    await served?.stop();
    served = callers = undefined;
  });

  const start = async (): Promise<[Served, Callers, RollOut, readonly GoldenRow[]]> => {
    served = await serve(mode, { traffic: TRAFFIC, purpose: 'roll-out' });
    const request = served.example as GoldenRow['request'];
    callers = startCallers(served.deployment.target.url, request, 8);
    await callers.more(50);
    const { rollOut } = served.deployment.operations ?? {};
    if (!rollOut) throw new Error(`${mode.mode} cannot be rolled out`);
    const prediction = JSON.stringify(callers.answers[0]?.prediction);
    return [served, callers, rollOut, [{ request, prediction }]];
  };
  const versionOf = ({ name: model, sha256 }: Served['card']): string => modelVersion(model, sha256);

  it('ends with every answer from the new version, the same predictions and no failed request', async () => {
    const [{ card, workDir }, calls, rollOut, golden] = await start();
    const next = await makeNextVersion(card, workDir);
    const cost = await rollOut.to(next, golden);
    const since = calls.answers.length + 8;
    await calls.more(100);
    expect(calls.failures).toEqual([]);
    expect(new Set(calls.answers.map(({ model }) => model))).toEqual(
      new Set([versionOf(card), versionOf(next)]),
    );
    expect(new Set(calls.answers.slice(since).map(({ model }) => model))).toEqual(new Set([versionOf(next)]));
    expect(new Set(calls.answers.map(({ prediction }) => prediction)).size).toBe(1);
    expect(cost.bytesWritten).toBeGreaterThan(0);
    if (cost.cpuUs !== null) expect(cost.cpuUs).toBeGreaterThan(10_000);
    expect(rollOut.how).not.toBe('');
  }, 120_000);

  it('leaves the old version serving where the new file is cut off, or known answers show that it is wrong', async () => {
    const [{ card, workDir }, calls, rollOut, golden] = await start();
    const truncated = await makeTruncatedVersion(card, workDir);
    await expect(rollOut.to(truncated, golden)).rejects.toThrow('not a usable ONNX model');
    const wrong = await makeWrongVersion(card, workDir);
    if (!wrong) throw new Error('the weights of clicks can be turned');
    const refused = await rollOut.to(wrong, golden).then(
      () => undefined,
      (error: Error & { code?: string }) => error.code,
    );
    await calls.more(100);
    expect(calls.failures).toEqual([]);
    const seen = new Set(calls.answers.map(({ model }) => model));
    if (WITH_GOLDEN_CHECK.includes(name)) {
      expect(refused).toBe('GOLDEN_MISMATCH');
      expect(seen).toEqual(new Set([versionOf(card)]));
    } else {
      expect(refused).toBeUndefined();
      expect(seen).toEqual(new Set([versionOf(card), versionOf(wrong)]));
      expect(JSON.stringify(calls.answers.at(-1)?.prediction)).not.toBe(golden[0]?.prediction);
    }
  }, 120_000);
});
