import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { indexLines, RECORDS_PER_MARK } from '../../../src/traffic/line-index.js';
import { readRecords } from '../../../src/traffic/ndjson.js';
import { collect } from './cards.js';
import { chunksOf } from './log-files.js';

/** Lines of a log: records, blanks, and either line end; the last may lack its end. */
const logText = fc
  .tuple(
    fc.array(
      fc.tuple(fc.constantFrom('{"a":1}', '{"a":"é😀"}', '', '  ', '\t'), fc.constantFrom('\n', '\r\n')),
    ),
    fc.constantFrom('', '{"last":true}', ' '),
  )
  .map(([lines, last]) => lines.map(([text, end]) => text + end).join('') + last);

describe('counting records', () => {
  test('does not depend on where chunks end', async () => {
    await fc.assert(
      fc.asyncProperty(logText, fc.integer({ min: 1, max: 20 }), async (text, chunkBytes) => {
        const expected = text.split('\n').filter((line) => line.trim() !== '');
        const { records } = await indexLines(chunksOf(Buffer.from(text), chunkBytes), 0);
        expect(records).toBe(expected.length);
      }),
    );
  });

  test('marks every 4096th record with its byte and its line', async () => {
    const lines = Array.from({ length: 2 * RECORDS_PER_MARK + 1 }, (_, index) => `{"i":"é${index}"}\n\n`);
    const text = Buffer.from(`\n${lines.join('')}`);
    const { records, marks } = await indexLines(chunksOf(text, 1000), 0);
    expect(records).toBe(lines.length);
    expect(marks).toHaveLength(3);
    expect(marks.map(({ line }) => line)).toEqual([2, 2 + 2 * RECORDS_PER_MARK, 2 + 4 * RECORDS_PER_MARK]);
    for (const [index, mark] of marks.entries()) {
      const [first] = await collect(readRecords(chunksOf(text.subarray(mark.byte), 1000), 'log', mark, 0));
      expect(first).toEqual({ line: mark.line, fields: { i: `é${index * RECORDS_PER_MARK}` } });
    }
  });

  test('bytes are counted from where the first chunk stands', async () => {
    const { marks } = await indexLines(chunksOf(Buffer.from('\n{}'), 10), 3);
    expect(marks).toEqual([{ byte: 4, line: 2 }]);
  });
});
