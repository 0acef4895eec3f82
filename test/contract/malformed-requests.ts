import fc from 'fast-check';

import { post } from './raw-http.js';

/** Parts that are written one after the other; together they are no request that anybody should send. */
export type Malformed = readonly (string | Uint8Array)[];

const paths = fc.constantFrom('/predict', '/predict/batch');

const bodies = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.json(),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc.jsonValue().map((value) => JSON.stringify([value, value])),
  // Nested deeper than a stack is.
  fc.integer({ min: 1, max: 200_000 }).map((depth) => '['.repeat(depth)),
  fc.integer({ min: 1, max: 100_000 }).map((depth) => `${'['.repeat(depth)}${']'.repeat(depth)}`),
  fc.integer({ min: 1, max: 50_000 }).map((depth) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`),
  fc.constantFrom(
    '1e999',
    '-1e999',
    '9'.repeat(5000),
    '{"country":1e999}',
    '{"__proto__":{"country":1}}',
    '',
  ),
  // Known features with values of any kind.
  fc
    .record({
      country: fc.jsonValue(),
      device: fc.jsonValue(),
      hour: fc.jsonValue(),
      campaign: fc.jsonValue(),
      placement: fc.jsonValue(),
    })
    .map((request) => JSON.stringify(request)),
);

const contentLengths = fc.oneof(
  fc.integer({ min: 0, max: 10_000 }).map(String),
  fc.constantFrom('-1', '1e3', '0x10', '99999999999999999999', 'many', '', '1, 2', '+5'),
);

const headerGarbage = fc
  .uint8Array({ minLength: 1, maxLength: 300 })
  .map((bytes): Malformed => [Buffer.from(bytes)]);

const brokenHeads = fc.constantFrom(
  'GET / HTTP/9.9\r\n\r\n',
  'GET /predict\r\n\r\n',
  'POST /predict HTTP/1.1\r\n\r\n',
  'POST /predict HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n',
  'POST /predict HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\nhello',
  'POST /predict HTTP/1.1\r\nhost: a\r\ntransfer-encoding: gzip\r\n\r\n',
  'POST /predict HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n',
  'POST /predict HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nffffffffffffffff\r\n',
  'POST /predict HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 2\r\n\r\n{}',
  'POST /predict HTTP/1.1\r\nhost: a\r\nexpect: miracles\r\ncontent-length: 2\r\n\r\n{}',
  'CONNECT predict:80 HTTP/1.1\r\nhost: a\r\n\r\n',
  'GET /predict HTTP/1.1\r\nhost: a\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n',
  'POST http://elsewhere/predict HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\n{}',
  'POST /%70redict HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\n{}',
  'POST //predict HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\n{}',
  `GET / HTTP/1.1\r\nhost: a\r\nlong: ${'x'.repeat(40_000)}\r\n\r\n`,
  `GET /${'x'.repeat(40_000)} HTTP/1.1\r\nhost: a\r\n\r\n`,
  '\0'.repeat(100),
  '',
);

/** Requests that are wrong in every layer: bytes, HTTP, lengths, JSON, features. */
export const malformedRequests: fc.Arbitrary<Malformed> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(paths, bodies).map(([path, body]) => [post(path, body)]) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(paths, bodies, contentLengths)
      .map(([path, body, length]) => [post(path, body, length)]),
  },
  // Cut anywhere, so within a character, a header or a number, and the rest may never come.
  {
    weight: 2,
    arbitrary: fc
      .tuple(paths, fc.constantFrom('{"country":"Österreich 🇦🇹"}', '[1,2', '{}'), fc.nat(150), fc.boolean())
      .map(([path, body, at, isWhole]): Malformed => {
        const bytes = post(path, body);
        return isWhole ? [bytes.subarray(0, at), bytes.subarray(at)] : [bytes.subarray(0, at)];
      }),
  },
  { weight: 1, arbitrary: headerGarbage },
  { weight: 1, arbitrary: brokenHeads.map((head): Malformed => [head]) },
);
