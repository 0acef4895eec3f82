import { describe, expect, it } from 'vitest';

import { check } from '../../../../src/scenario/check.js';
import { microserviceOptions } from '../../../../src/serving/microservice/options.js';

function read(raw: unknown) {
  const mistakes: string[] = [];
  const value = check(microserviceOptions, raw, [], (path, text) =>
    mistakes.push(`${path.join('.')}: ${text}`),
  );
  return { value, mistakes };
}

const url = 'http://127.0.0.1:8080';

describe('options of microservice', () => {
  it('stand up our own servers unless they name one', () => {
    expect(read({}).value).toMatchObject({
      kind: 'own',
      replicas: 1,
      breaker: { failures: 5, openMs: 1000 },
      timeoutMs: 10_000,
    });
    expect(read({ breaker: false }).value).toMatchObject({ breaker: null });
    expect(read({ breaker: { failures: 2 } }).value).toMatchObject({
      breaker: { failures: 2, openMs: 1000 },
    });
    expect(read({ url }).value).toMatchObject({ kind: 'foreign', url, protocol: 'oip', tolerance: 1e-6 });
    expect(read({ url, parity: false }).value).toMatchObject({ tolerance: null });
  });

  it.each([
    [{ breaker: true }, 'breaker: expected false, or settings such as { failures: 5, openMs: 1000 }'],
    [{ breaker: { failures: 0 } }, 'breaker.failures: '],
    [{ model: 'toy' }, 'model: needs `url`'],
    [{ headers: {} }, 'headers: needs `url`'],
    [{ command: 'serve' }, 'url: missing'],
    [{ url, replicas: 2 }, 'replicas: cannot be set with `url`'],
    [{ url, ready: '/ready' }, 'ready: needs `command`'],
    [{ url, command: 'serve', ready: 'ready' }, 'ready: expected a path'],
    [{ url, command: [] }, 'command: '],
    [{ url, protocol: 'grpc' }, 'protocol: '],
    [{ url, protocol: 'json' }, 'response: missing'],
    [{ url, request: '{{request}}' }, 'request: needs `protocol: json`'],
    [{ url, protocol: 'tfserving', encoding: 'binary' }, 'encoding: belongs to `protocol: oip`'],
    [{ url, protocol: 'json', response: 'a[0]' }, 'response: expected a path'],
    [{ url, protocol: 'json', response: 'a', request: { a: 1 } }, 'request: has no placeholder'],
    [{ url, headers: { 'content-length': '1' } }, 'headers.content-length: cannot be set'],
    [{ url, command: 'serve', env: { TOKEN: '${MY-TOKEN}' } }, 'env.TOKEN: expected a variable'],
    [{ url: 'http://me:secret@h/' }, 'url: expected a URL without user and password'],
    [{ url: 'ftp://h/' }, 'url: '],
  ])('%j is refused: %s', (raw, expected) => {
    const { value, mistakes } = read(raw);
    expect(value).toBeUndefined();
    expect(mistakes.join('\n')).toContain(expected);
    expect(mistakes.join('\n')).not.toContain('secret');
  });
});
