import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { AnswerReader } from '../../../src/load/open-loop/answer-reader.js';

/** @returns how often an answer was complete, read in pieces of these lengths. */
function readIn(reader: AnswerReader, text: string, pieces: readonly number[] = []): number {
  const bytes = Buffer.from(text);
  let completed = 0;
  let at = 0;
  for (const length of [...pieces, bytes.length]) {
    if (at >= bytes.length) break;
    if (reader.read(bytes.subarray(at, at + length))) completed++;
    at += length;
  }
  return completed;
}

const CASES: readonly (readonly [string, string, Partial<AnswerReader>])[] = [
  [
    'a sized body',
    'HTTP/1.1 200 OK\r\nX-Servebench-Source: table\r\nContent-Length: 5\r\n\r\nabcde',
    { status: 200, source: 'table', isReusable: true },
  ],
  [
    'no body, and white space around values',
    'HTTP/1.1 200\r\ncontent-length:0 \r\nx-servebench-source:\tcache \r\n\r\n',
    { status: 200, source: 'cache', isReusable: true },
  ],
  [
    'chunks, with extensions and trailers',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nWiki\r\nA;x=1\r\n0123456789\r\n0\r\nx-checksum: 1\r\n\r\n',
    { status: 200, source: undefined, isReusable: true },
  ],
  [
    'chunks that claim a length as well',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\ncontent-length: 3\r\n\r\n4\r\nWiki\r\n0\r\n\r\n',
    { status: 200, isReusable: true },
  ],
  [
    'a status that has no body',
    'HTTP/1.1 204 No Content\r\ndate: today\r\n\r\n',
    { status: 204, isReusable: true },
  ],
  [
    'informational answers before the real one',
    'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok',
    { status: 200, isReusable: true },
  ],
  [
    'an announced end',
    'HTTP/1.1 200 OK\r\nConnection: Close\r\ncontent-length: 2\r\n\r\nok',
    { status: 200, isReusable: false },
  ],
  ['HTTP/1.0', 'HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\nok', { status: 200, isReusable: false }],
  [
    'HTTP/1.0 that keeps the connection',
    'HTTP/1.0 200 OK\r\nconnection: keep-alive\r\ncontent-length: 2\r\n\r\nok',
    { status: 200, isReusable: true },
  ],
  [
    'an error, with the beginning of its body',
    'HTTP/1.1 500 Oops\r\ncontent-length: 4\r\n\r\nboom',
    { status: 500, sample: 'boom', retryAfter: false },
  ],
  [
    'a refusal for now',
    'HTTP/1.1 503 Busy\r\nRetry-After: 1\r\ncontent-length: 4\r\n\r\nbusy',
    { status: 503, sample: 'busy', retryAfter: true },
  ],
];

describe('an answer reader', () => {
  test.each(CASES)('reads %s, however it is cut into pieces', (_name, text, expected) => {
    const reader = new AnswerReader();
    expect(readIn(reader, text)).toBe(1);
    expect(reader).toMatchObject(expected);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 200 }), (pieces) => {
        reader.reset();
        expect(readIn(reader, text, pieces)).toBe(1);
        expect(reader).toMatchObject(expected);
      }),
      { numRuns: 100 },
    );
  });

  test('is not complete before the last byte', () => {
    for (const [, text] of CASES) {
      const reader = new AnswerReader();
      expect(readIn(reader, text.slice(0, -1))).toBe(0);
      expect(reader.end()).toBe(false);
    }
  });

  test('forgets the answer before', () => {
    const reader = new AnswerReader();
    readIn(
      reader,
      'HTTP/1.1 500 Oops\r\nx-servebench-source: miss\r\nconnection: close\r\ncontent-length: 1\r\n\r\nx',
    );
    reader.reset();
    expect(readIn(reader, 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nx')).toBe(1);
    expect(reader).toMatchObject({ status: 200, source: undefined, sample: '', isReusable: true });
  });

  test('takes the end of the connection for the end of a body without a length', () => {
    const reader = new AnswerReader();
    expect(readIn(reader, 'HTTP/1.1 200 OK\r\nx-servebench-source: model\r\n\r\nsome')).toBe(0);
    expect(readIn(reader, ' more')).toBe(0);
    expect(reader.end()).toBe(true);
    expect(reader).toMatchObject({ status: 200, source: 'model', isReusable: false });
  });

  test('takes it for no end of anything else', () => {
    const reader = new AnswerReader();
    expect(reader.end()).toBe(false);
    readIn(reader, 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nsome');
    expect(reader.end()).toBe(false);
  });

  test('keeps no more than the beginning of a long error', () => {
    const reader = new AnswerReader();
    readIn(reader, `HTTP/1.1 500 Oops\r\ncontent-length: 100000\r\n\r\n${'x'.repeat(50_000)}`);
    readIn(reader, 'y'.repeat(50_000));
    expect(reader.sample).toBe('x'.repeat(200));
  });

  test.each([
    ['a sized body', 'content-length: 13\r\n\r\n{"a":"b\\r\\n"}'],
    ['chunks', 'transfer-encoding: chunked\r\n\r\n4\r\n{"a"\r\n8\r\n:"b\\r\\n"\r\n1\r\n}\r\n0\r\n\r\n'],
  ])('hands over the whole body on request, in whatever pieces it comes: %s', (_name, rest) => {
    const text = `HTTP/1.1 200 OK\r\n${rest}`;
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 })), (pieces) => {
        const reader = new AnswerReader(undefined, true);
        expect(readIn(reader, text, pieces)).toBe(1);
        expect(JSON.parse(reader.body)).toEqual({ a: 'b\r\n' });
        reader.reset();
        expect(reader.body).toBe('');
      }),
    );
    const careless = new AnswerReader();
    readIn(careless, text);
    expect(careless.body).toBe('');
  });

  test.each([
    ['another protocol', 'SSH-2.0-OpenSSH_9\r\n\r\n', 'not HTTP/1.1'],
    ['a length that is no number', 'HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\n', 'content-length'],
    ['a chunk without a size', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n', 'no size'],
    ['more bytes than announced', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nxy', 'more bytes'],
    ['a head without end', `HTTP/1.1 200 OK\r\n${'a'.repeat(70_000)}`, 'too long'],
  ])('rejects %s', (_name, text, message) => {
    expect(() => readIn(new AnswerReader(), text)).toThrow(message);
  });
});
