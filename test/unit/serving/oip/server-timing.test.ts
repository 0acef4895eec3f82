import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';

import { announceTiming, readTiming, spanOf } from '../../../../src/serving/oip/server-timing.js';
import { RequestSpan } from '../../../../src/serving/request-span.js';

const asked = { rawHeaders: ['host', 'a', 'x-servebench-trace', '1'] } as IncomingMessage;
const plain = { rawHeaders: ['host', 'a'] } as IncomingMessage;

function announced(span: RequestSpan | undefined): string | undefined {
  let value: string | undefined;
  const response = {
    setHeader: (name: string, text: string) => {
      expect(name).toBe('server-timing');
      value = text;
    },
  };
  announceTiming(response as unknown as ServerResponse, span);
  return value;
}

describe('timing of a model server', () => {
  test('is taken for requests that ask for it', () => {
    expect(spanOf(asked)).toBeInstanceOf(RequestSpan);
    expect(spanOf(plain)).toBeUndefined();
    expect(announced(undefined)).toBeUndefined();
  });

  test('arrives as it was sent, to hundredths of a microsecond', () => {
    const span = new RequestSpan();
    span.add('marshal', 12.34);
    span.add('queue', 1234.5);
    span.add('modelRun', 0.25);
    const header = announced(span);
    expect(header).toBe('queue;dur=1.23450, marshal;dur=0.01234, modelRun;dur=0.00025');
    const read = new RequestSpan();
    expect(readTiming(header, read)).toBeCloseTo(1247.09, 6);
    expect(read.us.queue).toBeCloseTo(1234.5, 6);
    expect(read.us.marshal).toBeCloseTo(12.34, 6);
    expect(read.us.modelRun).toBeCloseTo(0.25, 6);
  });

  test.each([
    [undefined, 0],
    ['', 0],
    ['cache;desc="hit", db;dur=53', 0],
    ['modelRun;dur=1..2, modelRun', 0],
    [['modelRun;dur=0.001', 'total;dur=9'], 1],
  ])('of a server that speaks otherwise is what can be understood: %j', (header, us) => {
    const span = new RequestSpan();
    expect(readTiming(header, span)).toBeCloseTo(us, 9);
    expect(span.us.modelRun).toBeCloseTo(us, 9);
  });
});
