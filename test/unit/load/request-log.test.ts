import { describe, expect, it } from 'vitest';

import { RequestLog } from '../../../src/load/open-loop/request-log.js';

const START_US = 7_000_000;

function begunLog(): RequestLog {
  const log = new RequestLog(() => undefined);
  log.begin(START_US, '2026-01-01T00:00:00.000Z');
  return log;
}

/** What the log made of one request. */
function kindOf(tell: (log: RequestLog) => void): unknown {
  const log = begunLog();
  tell(log);
  return log.rows().kinds[0];
}

describe('the log of a load', () => {
  it('says when the load began', () => {
    const told: string[] = [];
    new RequestLog((startedAt) => told.push(startedAt)).begin(1, '2026-01-01T00:00:00.000Z');
    expect(told).toEqual(['2026-01-01T00:00:00.000Z']);
  });

  it('keeps times from the start, and the model that an answer names', () => {
    const log = begunLog();
    const body = (model: string): string =>
      Buffer.from(JSON.stringify({ prediction: 0.5, source: 'model', model })).toString('latin1');
    const answer = { status: 200, retryAfter: false };
    log.answered('model', { ...answer, body: body('mödel@1') }, START_US + 1000, START_US + 1500);
    log.answered('model', { ...answer, body: body('mödel@2') }, START_US + 2000, START_US + 2700);
    log.answered('table', { ...answer, body: 'no JSON' }, START_US + 3000, START_US + 3100);
    const { dueUs, latencyUs, model, models, kind, kinds } = log.rows();
    expect([...dueUs]).toEqual([1000, 2000, 3000]);
    expect([...latencyUs]).toEqual([500, 700, 100]);
    expect([...model].map((index) => models[index])).toEqual(['mödel@1', 'mödel@2', '']);
    expect([...kind].map((index) => kinds[index]?.what)).toEqual(['200 model', '200 model', '200 table']);
  });

  it.each([
    [
      'a failure with a code',
      502,
      '{"error":{"code":"BACKEND_FAILED"}}',
      false,
      'error',
      '502 BACKEND_FAILED',
    ],
    ['a failure without JSON', 500, 'oops', false, 'error', '500'],
    ['a refusal for now', 503, '{"error":{"code":"OVERLOADED"}}', true, 'shed', '503 OVERLOADED'],
    ['a refusal for good', 503, '{"error":{"code":"SHUTTING_DOWN"}}', false, 'error', '503 SHUTTING_DOWN'],
    ['a text where an object was expected', 500, '{"error":"broken"}', false, 'error', '500'],
  ])('names %s', (_what, status, body, retryAfter, outcome, what) => {
    expect(kindOf((log) => log.answered('error', { status, body, retryAfter }, 0, 1))).toEqual({
      outcome,
      what,
    });
  });

  it.each([
    ['connect ECONNREFUSED 127.0.0.1:41234', 'ECONNREFUSED'],
    ['the server closed the connection', 'the server closed the connection'],
  ])('names a connection that failed: %s', (why, what) => {
    expect(kindOf((log) => log.failed(why, 0, 1))).toEqual({ outcome: 'error', what });
  });

  it('holds any number of requests', () => {
    const log = begunLog();
    for (let index = 0; index < 10_000; index++) {
      if (index % 2 === 0) log.timedOut(START_US + index, START_US + index + 5);
      else log.dropped(START_US + index);
    }
    const { dueUs, latencyUs, kind, kinds } = log.rows();
    expect(dueUs).toHaveLength(10_000);
    expect(dueUs[9999]).toBe(9999);
    expect([...latencyUs.slice(0, 2)]).toEqual([5, 0]);
    expect([...kind.slice(0, 2)].map((index) => kinds[index]?.outcome)).toEqual(['timeout', 'dropped']);
  });
});
