import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { Answer } from '../../../src/core/answer.js';
import type { Span, TracedRequests } from '../../../src/core/time-split.js';
import { loadModelCard } from '../../../src/scenario/load-model-card.js';
import { createApplication, type Application } from '../../../src/serving/application/application.js';
import { listen, type RunningServer } from '../../../src/serving/http/listen.js';
import type { Predictor } from '../../../src/serving/predictor.js';

const GOOD = '{"country":"US","device":"phone","hour":1,"campaign":"c001","placement":"p"}';
/** With one in four traced, gaps are at most 7. */
const ENOUGH = 16;
const ANSWER: Answer = { prediction: [[0.25]], source: 'model', model: 'clicks@1' };

/** A predictor that does as the test says and keeps the spans it was handed. */
class ScriptedPredictor implements Predictor {
  readonly spans: (Span | undefined)[] = [];
  answer: (span: Span | undefined) => ReturnType<Predictor['predict']> = () => ANSWER;
  predict(_encoded: unknown, span?: Span): ReturnType<Predictor['predict']> {
    this.spans.push(span);
    return this.answer(span);
  }
  predictMany(rows: readonly unknown[]): Answer[] {
    return rows.map(() => ANSWER);
  }
  current(): { model: string } {
    return { model: this.model() };
  }
  model(): string {
    return 'clicks@1';
  }
  async close(): Promise<void> {}
}

/** What comes over the wire, without the clock. */
function post(url: string, path: string, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request(`${url}${path}`, { method: 'POST' }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('end', () => {
        const headers = response.rawHeaders.filter((_, at, all) => all[at - (at % 2)] !== 'Date');
        resolve(`${response.statusCode} ${headers.join(' ')} ${text}`);
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

function recordedBy({ bySource }: TracedRequests): number {
  return Object.values(bySource).reduce((sum, { requests }) => sum + requests, 0);
}

describe('a traced request', () => {
  let predictor: ScriptedPredictor;
  let application: Application;
  let server: RunningServer;

  beforeEach(async () => {
    predictor = new ScriptedPredictor();
    application = createApplication(await loadModelCard('models/clicks'), predictor);
    server = await listen(application.handle, 0);
    application.open();
  });
  afterEach(() => server.close());

  const outcomes: [string, ScriptedPredictor['answer'], string, string][] = [
    ['an answer', () => ANSWER, GOOD, '200'],
    ['a late answer', () => Promise.resolve(ANSWER), GOOD, '200'],
    ['a miss', () => ({ ...ANSWER, prediction: undefined, source: 'miss' }), GOOD, '404'],
    ['broken JSON', () => ANSWER, '{"country":', '400'],
    ['a missing feature', () => ANSWER, '{"country":"US"}', '400'],
    [
      'a predictor that throws',
      () => {
        throw new Error('no model');
      },
      GOOD,
      '500',
    ],
    ['a predictor that rejects', () => Promise.reject(new Error('no model')), GOOD, '500'],
    [
      'a backend that is gone',
      () => Promise.reject(Object.assign(new Error('gone'), { code: 'ECONNREFUSED' })),
      GOOD,
      '502',
    ],
  ];

  test.each(outcomes)('gets what any other gets, byte for byte: %s', async (_, answer, body, status) => {
    predictor.answer = answer;
    const plain = await post(server.url, '/predict', body);
    expect(plain.slice(0, 3)).toBe(status);
    application.tracer.start(4);
    for (let sent = 0; sent < ENOUGH; sent++) expect(await post(server.url, '/predict', body)).toBe(plain);
    const recorded = recordedBy(application.tracer.stop());
    expect(recorded > 0).toBe(status === '200' || status === '404');
    const counted = await application.metrics.render();
    expect(counted).toMatch(/(requests_total\{source="\w+"|request_errors_total\{status="\d+")\} 17\n/);
  });

  test('hands the predictor a span, and only while tracing is on', async () => {
    const spansOf = async (): Promise<number> => {
      predictor.spans.length = 0;
      for (let sent = 0; sent < ENOUGH; sent++) await post(server.url, '/predict', GOOD);
      return predictor.spans.filter((span) => span !== undefined).length;
    };
    expect(await spansOf()).toBe(0);
    application.tracer.start(4);
    const handed = await spansOf();
    expect(handed).toBeGreaterThan(0);
    expect(handed).toBeLessThan(ENOUGH);
    expect(recordedBy(application.tracer.stop())).toBe(handed);
    expect(await spansOf()).toBe(0);
  });

  test('is split into what the application and what the predictor measured', async () => {
    predictor.answer = async (span) => {
      const started = performance.now();
      await new Promise((done) => setTimeout(done, 20));
      span?.add('modelRun', (performance.now() - started) * 1000);
      return ANSWER;
    };
    application.tracer.start(4);
    for (let sent = 0; sent < ENOUGH; sent++) await post(server.url, '/predict', GOOD);
    const us = application.tracer.stop().bySource.model?.us ?? {};
    expect(us.modelRun?.[0]).toBeGreaterThan(19_000);
    expect(us.parse?.[0]).toBeGreaterThan(0);
    expect(us.encode?.[0]).toBeGreaterThan(0);
    expect(us.serialise?.[0]).toBeGreaterThan(0);
    expect(us.other?.[0]).toBeLessThan(15_000);
  });

  test('is never a batch', async () => {
    application.tracer.start(4);
    for (let sent = 0; sent < ENOUGH; sent++) {
      expect(await post(server.url, '/predict/batch', `[${GOOD}]`)).toContain('200');
    }
    expect(recordedBy(application.tracer.stop())).toBe(0);
  });
});
