import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { MAX_RECORD_BYTES } from '../../../src/traffic/log-source.js';
import { openNdjson, readRecords } from '../../../src/traffic/ndjson.js';
import { collect } from './cards.js';
import { jsonObject } from './json-objects.js';
import { chunksOf, logFolder } from './log-files.js';

const writeLog = logFolder();
const start = { byte: 0, line: 1 };
const read = (text: string, chunkBytes = 64 * 1024, skip = 0) =>
  collect(readRecords(chunksOf(Buffer.from(text), chunkBytes), 'log.ndjson', start, skip));

describe('splitting', () => {
  test('any JSON objects come back, wherever chunks end', async () => {
    const log = fc.array(jsonObject, { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(log, fc.integer({ min: 1, max: 30 }), async (objects, chunkBytes) => {
        const lines = objects.map((object) => JSON.stringify(object));
        const records = await read(lines.join('\n'), chunkBytes);
        expect(records.map(({ fields }) => JSON.stringify(fields))).toEqual(
          lines.map((line) => JSON.stringify(JSON.parse(line))),
        );
        expect(records.map(({ line }) => line)).toEqual(lines.map((_, index) => index + 1));
      }),
    );
  });

  test('blank lines and CRLF are no records, but count as lines', async () => {
    const records = await read('\r\n{"a":1}\r\n\n  \t\n{"a":2}\r\n\r\n');
    expect(records).toEqual([
      { line: 2, fields: { a: 1 } },
      { line: 5, fields: { a: 2 } },
    ]);
  });

  test('skipped records are not parsed', async () => {
    expect(await read('broken\n\nbroken\n{"a":1}', 5, 2)).toEqual([{ line: 4, fields: { a: 1 } }]);
  });

  test('batches hold at most 1000 records', async () => {
    const sizes: number[] = [];
    const chunks = chunksOf(Buffer.from('{}\n'.repeat(2500)), 100_000);
    for await (const batch of readRecords(chunks, 'log', start, 0)) sizes.push(batch.length);
    expect(sizes).toEqual([1000, 1000, 500]);
  });
});

describe('a broken line', () => {
  test.each([
    ['{"a":1', 'not a JSON object: {"a":1'],
    ['[1, 2]', 'not a JSON object: [1, 2]'],
    ['null', 'not a JSON object: null'],
    ['"text"', 'not a JSON object: "text"'],
    [`{"a": ${'x'.repeat(100)}}`, `not a JSON object: {"a": ${'x'.repeat(54)}...`],
    ['a\u0000\u001b[31m\tb', 'not a JSON object: a [31m b'],
  ])('%j', async (line, problem) => {
    await expect(read(`{"a":1}\n\n${line}\n`)).rejects.toMatchObject({
      name: 'UserError',
      code: 'LOG_LINE_INVALID',
      message: `log.ndjson:3: ${problem}`,
      next: expect.stringContaining('one JSON object a line'),
    });
  });

  test('of more than 32 MiB is refused before it fills the memory', async () => {
    const endless = async function* () {
      const chunk = Buffer.alloc(1024 * 1024, 'x');
      yield Buffer.from('{"a":1}\n');
      for (let bytes = 0; bytes <= MAX_RECORD_BYTES + 1024 * 1024; bytes += chunk.length) yield chunk;
      throw new Error('read on');
    };
    await expect(collect(readRecords(endless(), 'log.ndjson', start, 0))).rejects.toMatchObject({
      code: 'LOG_LINE_INVALID',
      message: expect.stringMatching(/^log\.ndjson:2: a record longer than 32 MiB, near: x+/),
    });
  });
});

describe('a file', () => {
  test('can be read from any record on', async () => {
    const lines = Array.from({ length: 9000 }, (_, index) =>
      JSON.stringify({ index, text: 'é'.repeat(index % 20) }),
    );
    const source = await openNdjson(writeLog('seek.ndjson', lines.join('\n\n')));
    expect(source.records).toBe(9000);
    for (const from of [0, 1, 4095, 4096, 4097, 8192, 8999]) {
      const records = await collect(source.read(from));
      expect(records).toHaveLength(9000 - from);
      expect(records[0]).toMatchObject({ line: 2 * from + 1, fields: { index: from } });
    }
    expect(await collect(source.read(9000))).toEqual([]);
    expect(await collect(source.read(100_000))).toEqual([]);
  });

  test('may start with a byte order mark', async () => {
    const source = await openNdjson(writeLog('bom.ndjson', '\ufeff{"a":1}\n{"a":2}'));
    expect(await collect(source.read(0))).toEqual([
      { line: 1, fields: { a: 1 } },
      { line: 2, fields: { a: 2 } },
    ]);
  });

  test.each(['', '\n\n \r\n', '\ufeff'])('of %j holds no record', async (content) => {
    const source = await openNdjson(writeLog('empty.ndjson', content));
    expect(source.records).toBe(0);
    expect(await collect(source.read(0))).toEqual([]);
  });

  test('that is missing, or a folder, is an error that names it', async () => {
    const missing = openNdjson('/nowhere/requests.ndjson');
    await expect(missing).rejects.toMatchObject({
      code: 'LOG_UNREADABLE',
      message: '/nowhere/requests.ndjson: cannot read the request log (ENOENT)',
    });
    await expect(openNdjson('.')).rejects.toMatchObject({ message: expect.stringContaining('EISDIR') });
  });
});
