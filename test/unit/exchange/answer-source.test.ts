import { expect, test } from 'vitest';

import { parseJson, sourceReader } from '../../../src/exchange/answer-source.js';

test('reads the source of an answer at its path, and nothing where there is none', () => {
  const read = sourceReader('meta.from');
  expect(read?.('{"meta":{"from":"cache"}}')).toBe('cache');
  expect(read?.('{"meta":{"from":5}}')).toBeUndefined();
  expect(read?.('{"meta":null}')).toBeUndefined();
  expect(read?.('<html>')).toBeUndefined();
  expect(sourceReader(undefined)).toBeUndefined();
  expect(parseJson('{')).toBeUndefined();
});
