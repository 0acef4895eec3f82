import { connect } from 'node:net';
import { request } from 'undici';
import { afterEach, describe, expect, it } from 'vitest';

import type { Answer } from '../../src/core/answer.js';
import type { ModelCard } from '../../src/core/model-card.js';
import { createDeferred } from '../../src/processes/deferred.js';
import { createApplication, type Application } from '../../src/serving/application/application.js';
import { listen, type RunningServer } from '../../src/serving/http/listen.js';
import type { Predictor } from '../../src/serving/predictor.js';
import { GONE } from './raw-http.js';

/** A model of one whole number, whose answer a test decides. */
const CARD: ModelCard = {
  name: 'test',
  file: 'test.onnx',
  sha256: 'abc',
  bytes: 0,
  inputs: [{ name: 'x', type: 'int64', shape: ['batch', 1] }],
  outputs: [{ name: 'y', type: 'float32', shape: ['batch', 1] }],
  features: [{ name: 'n', type: 'integer', input: 'x', column: 0 }],
};
const ANSWER: Answer = { prediction: [[0.5]], source: 'model', model: 'test@abc' };
const BODY = '{"n":1}';

/** What stands between "no answer yet" and "no answer any more": real HTTP, a predictor that a test holds in its hand. */
describe('the application', () => {
  let server: RunningServer | undefined;
  afterEach(async () => {
    await server?.close();
    server = undefined;
  });

  const start = async (predict: Predictor['predict'] = () => ANSWER): Promise<Application> => {
    const predictor: Predictor = {
      predict,
      predictMany: (rows) => Promise.all(rows.map((row) => predict(row))),
      current: () => ({ model: 'test@abc' }),
      model: () => 'test@abc',
      close: async () => undefined,
    };
    const application = createApplication(CARD, predictor);
    server = await listen(application.handle, 0);
    return application;
  };
  const ask = async (
    method: string,
    path: string,
    body?: string,
  ): Promise<{ status: number; text: string }> => {
    const reply = await request(new URL(path, server?.url), {
      method: method as 'POST',
      ...(body === undefined ? {} : { body }),
    });
    return { status: reply.statusCode, text: await reply.body.text() };
  };

  it('is not ready before it is opened, ready after, and neither when it drains', async () => {
    const application = await start();
    expect(await ask('GET', '/healthz')).toMatchObject({
      status: 503,
      text: expect.stringContaining('starting'),
    });
    expect((await ask('GET', '/app/ping')).status).toBe(200);
    application.open();
    expect(await ask('GET', '/healthz')).toMatchObject({
      status: 200,
      text: expect.stringContaining('ready'),
    });
    application.drain();
    for (const [method, path] of [
      ['POST', '/predict'],
      ['POST', '/predict/batch'],
      ['GET', '/healthz'],
      ['GET', '/app/ping'],
    ] as const) {
      const { status, text } = await ask(method, path, method === 'POST' ? BODY : undefined);
      expect(status).toBe(503);
      expect(JSON.parse(text)).toMatchObject({ error: { code: 'SHUTTING_DOWN' } });
    }
  });

  it('finishes what it has begun when it closes, and takes nothing new', async () => {
    const answer = createDeferred<Answer>();
    const predicting = createDeferred<void>();
    const application = await start(() => {
      predicting.resolve();
      return answer.promise;
    });
    application.open();
    const begun = ask('POST', '/predict', BODY);
    await predicting.promise;
    application.drain();
    const closed = server?.close();
    answer.resolve(ANSWER);
    expect(await begun).toMatchObject({ status: 200 });
    await closed;
    await expect(ask('GET', '/healthz')).rejects.toMatchObject(GONE);
  });

  it('closes although a client holds a connection with half a request', async () => {
    const application = await start();
    const socket = connect(Number(new URL(server?.url ?? '').port), '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    socket
      .on('error', () => undefined)
      .write('POST /predict HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\n{');
    application.drain();
    const startedMs = performance.now();
    await server?.close();
    expect(performance.now() - startedMs).toBeLessThan(5000);
    socket.destroy();
  });

  it.each<[string, Predictor['predict'], number, string]>([
    ['rejects', () => Promise.reject(new Error('no model today')), 500, 'PREDICTION_FAILED'],
    [
      'throws',
      () => {
        throw new Error('no model today');
      },
      500,
      'PREDICTION_FAILED',
    ],
    [
      'cannot reach its backend',
      () => Promise.reject(Object.assign(new Error('no model today'), { code: 'ECONNREFUSED' })),
      502,
      'BACKEND_FAILED',
    ],
    [
      'answers what cannot be written',
      () => Promise.resolve({ ...ANSWER, prediction: [[1n]] as never }),
      500,
      'PREDICTION_FAILED',
    ],
  ])('refuses a request, alone and in a batch, whose predictor %s', async (_, predict, status, code) => {
    const application = await start(predict);
    application.open();
    for (const [path, body] of [
      ['/predict', BODY],
      ['/predict/batch', `[${BODY}]`],
    ] as const) {
      const reply = await ask('POST', path, body);
      expect(reply.status).toBe(status);
      expect(JSON.parse(reply.text)).toMatchObject({ error: { code } });
    }
    expect((await ask('GET', '/healthz')).status).toBe(200);
    const metrics = await ask('GET', '/metrics');
    expect(metrics.text).toContain(`servebench_request_errors_total{status="${status}"} 2`);
    expect(metrics.text).toContain('servebench_requests_total{source="model"} 0');
  });

  it('names its own model where an answer names none', async () => {
    const application = await start(() => ({ ...ANSWER, model: undefined }));
    application.open();
    expect((await ask('POST', '/predict', BODY)).text).toBe(
      '{"prediction":0.5,"source":"model","model":"test@abc"}',
    );
  });
});
