import fc from 'fast-check';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { ModelCard } from '../../src/core/model-card.js';
import { modelVersion } from '../../src/serving/predictor.js';
import { isAlive } from '../integration/servebench.js';
import { malformedRequests } from './malformed-requests.js';
import { parsePrometheus } from './prometheus.js';
import { exchange, GONE, post, statusesOf } from './raw-http.js';
import { referenceCases, type Case } from './reference-cases.js';
import { MODES, serve, type Served } from './serving-modes.js';

const MIB = 1024 * 1024;

interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

async function ask(url: string, path: string, body?: string | Uint8Array, method = 'POST'): Promise<Reply> {
  const {
    statusCode,
    headers,
    body: answer,
  } = await request(new URL(path, url), {
    method: method as 'POST',
    ...(body === undefined ? {} : { body, headers: { 'content-type': 'application/json' } }),
  });
  return { status: statusCode, headers, text: await answer.text() };
}

describe.each(Object.entries(MODES))('%s', (_label, subject) => {
  const sources = [subject.source, ...(subject.orFrom ? [subject.orFrom] : [])];
  /** Leaves some requests without an answer. */
  const isPartial = subject.source === 'table' && subject.orFrom === undefined;
  /** What was asked for before comes from the cache. */
  const withoutCache = (answers: unknown): unknown =>
    subject.orFrom === 'cache'
      ? JSON.parse(JSON.stringify(answers).replaceAll('"source":"cache"', '"source":"model"'))
      : answers;
  let served: Served;
  let url: string;
  let card: ModelCard;
  let cases: readonly Case[];
  let good: Case;
  let model: string;

  beforeAll(async () => {
    served = await serve(subject);
    ({ card } = served);
    url = new URL(served.deployment.target.url).origin;
    model = modelVersion(card.name, card.sha256);
    cases = await referenceCases(served);
    good = cases.find(({ unseen }) => !unseen) as Case;
  }, 60_000);
  afterAll(() => served?.stop());

  const predict = (features: unknown): Promise<Reply> => ask(url, '/predict', JSON.stringify(features));

  /** The exact answer, or a miss where the mode may have one. */
  const expectAnswer = ({ status, headers, text }: Reply, { expected, unseen }: Case): void => {
    const source = headers['x-servebench-source'];
    expect(headers['content-type']).toBe('application/json');
    if (isPartial && (unseen || source === 'miss')) {
      expect([status, source]).toEqual([404, 'miss']);
      expect(JSON.parse(text)).toMatchObject({ error: { code: 'UNSEEN_KEY' } });
      return;
    }
    expect(status).toBe(200);
    expect(sources).toContain(source);
    const prediction = subject.source === 'default' ? '0' : expected;
    expect(text).toBe(`{"prediction":${prediction},"source":"${source}","model":"${model}"}`);
  };

  it('answers every request with the prediction of the model, bit by bit, its source and its version', async () => {
    for (const one of cases.slice(0, 100)) expectAnswer(await predict(one.features), one);
  });

  it('mixes no answers up when many are outstanding', async () => {
    const some = cases.slice(0, 200);
    const replies = await Promise.all(some.map(({ features }) => predict(features)));
    for (const [index, reply] of replies.entries()) expectAnswer(reply, some[index] as Case);
    const hits = replies.filter(({ status }) => status === 200).length;
    if (isPartial) {
      expect(hits).toBeGreaterThan(some.length * 0.1);
      expect(hits).toBeLessThan(some.length);
    } else expect(hits).toBe(some.length);
  });

  it('answers a batch in its order, as it answers each alone', async () => {
    const some = cases.slice(0, 50);
    const { status, text } = await ask(
      url,
      '/predict/batch',
      JSON.stringify(some.map(({ features }) => features)),
    );
    expect(status).toBe(200);
    const alone = await Promise.all(some.map(({ features }) => predict(features)));
    const expected = alone.map(({ status: single, text: body }) =>
      single === 200 ? (JSON.parse(body) as unknown) : { prediction: null, source: 'miss', model },
    );
    expect(withoutCache(JSON.parse(text))).toEqual(withoutCache({ predictions: expected }));
    expect((await ask(url, '/predict/batch', '[]')).text).toBe('{"predictions":[]}');
  });

  it('does not care for a query, for further fields, or for their order', async () => {
    const { features } = good;
    const { text } = await predict(features);
    const turned = Object.fromEntries([...Object.entries(features), ['more', { a: 1 }]].toReversed());
    expect((await predict(turned)).text).toBe(text);
    expect((await ask(url, '/predict?a=1&b', JSON.stringify(features))).text).toBe(text);
  });

  it('says that it is ready and alive', async () => {
    const health = await ask(url, '/healthz', undefined, 'GET');
    expect(health.status).toBe(200);
    expect(JSON.parse(health.text)).toMatchObject({ status: 'ready', model });
    const ping = await ask(url, '/app/ping', undefined, 'GET');
    expect([ping.status, ping.text]).toEqual([200, '{"ok":true}']);
    const head = await ask(url, '/healthz', undefined, 'HEAD');
    expect([head.status, head.text]).toEqual([200, '']);
  });

  it('counts what it answers and what it refuses, as Prometheus reads it', async () => {
    const read = async (): Promise<ReadonlyMap<string, number>> => {
      const { status, headers, text } = await ask(url, '/metrics', undefined, 'GET');
      expect(status).toBe(200);
      expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
      return parsePrometheus(text);
    };
    const before = await read();
    const some = cases.slice(0, 20);
    const replies = await Promise.all(some.map(({ features }) => predict(features)));
    await ask(url, '/predict/batch', JSON.stringify(some.map(({ features }) => features)));
    for (let refused = 0; refused < 3; refused++) await ask(url, '/predict', 'no JSON');
    await ask(url, '/nowhere', undefined, 'GET');
    const after = await read();
    const grown = (name: string): number => (after.get(name) ?? 0) - (before.get(name) ?? 0);
    const hits = replies.filter(({ status }) => status === 200).length;
    const answered = sources.map((source) => grown(`servebench_requests_total{source="${source}"}`));
    expect(answered.reduce((sum, count) => sum + count, 0)).toBe(2 * hits);
    expect(grown('servebench_requests_total{source="miss"}')).toBe(2 * (some.length - hits));
    expect(grown('servebench_request_errors_total{status="400"}')).toBe(3);
    expect(grown('servebench_request_errors_total{status="404"}')).toBe(1);
    expect(after.get('process_resident_memory_bytes')).toBeGreaterThan(10 * MIB);
    expect(after.get('nodejs_eventloop_lag_seconds')).toBeLessThan(10);
  });

  it.each<[string, unknown, string, string | undefined]>([
    ['no JSON', '{"country":', 'INVALID_JSON', undefined],
    ['nothing', '', 'INVALID_JSON', undefined],
    ['an array', '[]', 'INVALID_FEATURE', undefined],
    ['a text', '"US"', 'INVALID_FEATURE', undefined],
    ['null', 'null', 'INVALID_FEATURE', undefined],
    ['a feature too few', { placement: undefined }, 'INVALID_FEATURE', 'placement'],
    ['an object for a value', { hour: {} }, 'INVALID_FEATURE', 'hour'],
    ['an array for a value', { device: ['phone'] }, 'INVALID_FEATURE', 'device'],
    ['null for a value', { country: null }, 'INVALID_FEATURE', 'country'],
  ])('refuses %s with 400 and names the field', async (_, body, code, field) => {
    const text = typeof body === 'string' ? body : JSON.stringify({ ...good.features, ...(body as object) });
    const reply = await ask(url, '/predict', text);
    expect(reply.status).toBe(400);
    const { error } = JSON.parse(reply.text) as { error: { code: string; field?: string; message: string } };
    expect(error).toMatchObject({ code, ...(field === undefined ? {} : { field }) });
    if (field !== undefined) expect(error.message).toContain(`"${field}"`);
  });

  it('refuses a batch that is none, and says which request of it is wrong', async () => {
    expect((await ask(url, '/predict/batch', JSON.stringify(good.features))).status).toBe(400);
    const wrong = JSON.stringify([good.features, { ...good.features, hour: [] }]);
    const { status, text } = await ask(url, '/predict/batch', wrong);
    expect(status).toBe(400);
    expect(JSON.parse(text)).toMatchObject({ error: { field: 'hour' } });
    expect(text).toContain('request 1 of the batch');
  });

  it('refuses a body of more than 8 MiB with 413, and takes one of exactly that', async () => {
    const bodyOf = (bytes: number): string => {
      const shell = JSON.stringify({ ...good.features, more: '' });
      return shell.replace('"more":""', `"more":"${'x'.repeat(bytes - shell.length)}"`);
    };
    expectAnswer(await ask(url, '/predict', bodyOf(8 * MIB)), good);
    const { status, text } = await ask(url, '/predict', bodyOf(8 * MIB + 1));
    expect(status).toBe(413);
    expect(JSON.parse(text)).toMatchObject({ error: { code: 'BODY_TOO_LARGE' } });
    // Without a stated length, too.
    const chunk = Buffer.alloc(MIB, 'x');
    const chunks = Array.from({ length: 9 }, () => [
      `${chunk.length.toString(16)}\r\n`,
      chunk,
      '\r\n',
    ]).flat();
    const head = 'POST /predict HTTP/1.1\r\nhost: test\r\ntransfer-encoding: chunked\r\n\r\n';
    expect(statusesOf(await exchange(url, [head, ...chunks, '0\r\n\r\n']))).toEqual([413]);
  });

  it.each([
    ['GET', '/predict', 405, 'POST'],
    ['PUT', '/predict', 405, 'POST'],
    ['GET', '/predict/batch', 405, 'POST'],
    ['POST', '/healthz', 405, 'GET, HEAD'],
    ['DELETE', '/metrics', 405, 'GET, HEAD'],
    ['GET', '/', 404, undefined],
    ['POST', '/predict/', 404, undefined],
    ['GET', '/constructor', 404, undefined],
  ])('answers %s %s with %i', async (method, path, status, allow) => {
    const reply = await ask(url, path, undefined, method);
    expect(reply.status).toBe(status);
    expect(reply.headers['allow']).toBe(allow);
    expect(JSON.parse(reply.text)).toHaveProperty('error.code');
    expect(reply.text).not.toContain('UNSEEN_KEY');
  });

  it('reads characters that arrive in pieces', async () => {
    const whole = post('/predict', JSON.stringify({ ...good.features, more: 'ä€🙂'.repeat(50) }));
    const pieces = Array.from({ length: Math.ceil(whole.length / 7) }, (_, index) =>
      whole.subarray(index * 7, index * 7 + 7),
    );
    const received = await exchange(url, pieces);
    expect(statusesOf(received)).toHaveLength(1);
    expect(received.split('\r\n\r\n')[1]).toBe((await predict(good.features)).text);
  });

  it('answers pipelined requests in their order', async () => {
    const some = cases.slice(0, 5);
    const requests = some.map(({ features }) => post('/predict', JSON.stringify(features)));
    const received = await exchange(url, [Buffer.concat(requests)], { responses: some.length });
    const alone = await Promise.all(some.map(({ features }) => predict(features)));
    expect(statusesOf(received)).toEqual(alone.map(({ status }) => status));
  });

  it('property: never dies from a request, and answers the next good one', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(malformedRequests, { minLength: 40, maxLength: 40 }), async (requests) => {
        const received = await Promise.all(requests.map((parts) => exchange(url, parts, { patienceMs: 20 })));
        for (const status of received.flatMap(statusesOf))
          expect([100, 200, 400, 404, 405, 413, 417, 431]).toContain(status);
      }),
      { numRuns: 10 },
    );
    for (const { pid } of served.deployment.processes) expect(isAlive(pid ?? 0)).toBe(true);
    expectAnswer(await predict(good.features), good);
  }, 60_000);

  it('stands on the processes that it says, and leaves none and no port', async () => {
    const { processes, urls } = served.deployment;
    expect(processes).toHaveLength(subject.processes);
    expect(urls).toHaveLength(subject.processes);
    expect(new Set(processes.map(({ pid }) => pid)).size).toBe(subject.processes);
    await served.stop();
    expect(processes.filter(({ pid }) => isAlive(pid ?? 0))).toEqual([]);
    for (const { url: opened } of urls)
      await expect(ask(opened, '/', undefined, 'GET')).rejects.toMatchObject(GONE);
  });
});
