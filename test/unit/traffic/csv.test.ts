import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { Feature } from '../../../src/core/model-card.js';
import { openCsv } from '../../../src/traffic/csv.js';
import { cardOf, category, collect } from './cards.js';
import { logFolder } from './log-files.js';

const writeLog = logFolder();
const features: readonly Feature[] = [
  category('site', ['1', '2']),
  { name: 'hour', type: 'integer', input: 'x', column: 1 },
  { name: 'price', type: 'number', input: 'x', column: 2 },
  { name: 'image', type: 'tensor', input: 'x', shape: [2] },
];
const card = cardOf(features);
const open = (content: string) => openCsv(writeLog('log.csv', content), card);
const read = async (content: string, from = 0) => collect((await open(content)).read(from));
const quote = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;

describe('cells', () => {
  test('stay text, except where a feature needs a number or a tensor', async () => {
    const [record] = await read('site,hour,price,image,other\n1,12,-1.5e2,"[1, 2.5]",7\n');
    expect(record).toEqual({
      line: 2,
      fields: { site: '1', hour: 12, price: -150, image: [1, 2.5], other: '7' },
    });
  });

  test.each([
    ['hour', ''],
    ['hour', 'noon'],
    ['hour', '0x10'],
    ['hour', '1 2'],
    ['price', '1,5'],
    ['price', 'NaN'],
    ['price', 'Infinity'],
  ])('%s of %j is an error with its line', async (name, cell) => {
    await expect(read(`${name},other\n1,a\n${quote(cell)},b\n`)).rejects.toMatchObject({
      code: 'LOG_LINE_INVALID',
      message: expect.stringMatching(new RegExp(`log\\.csv:3: feature "${name}" must be a number, got "`)),
    });
  });

  test('a tensor that is no JSON is an error with its line', async () => {
    await expect(read('image\n"[1,"\n')).rejects.toMatchObject({
      message: expect.stringMatching(/log\.csv:2: feature "image" must be a JSON array, got "\[1,"/),
    });
  });
});

describe('rows', () => {
  test('any cells come back', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'é', '"', ',', '\n', '\r\n', ' ', ';') });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell), { minLength: 1 }), async (rows) => {
        const text = [['a', 'b'], ...rows].map((cells) => cells.map(quote).join(',')).join('\n');
        const records = await read(text);
        expect(records.map(({ fields }) => [fields['a'], fields['b']])).toEqual(rows);
        let line = 2;
        for (const [index, cells] of rows.entries()) {
          expect(records[index]?.line).toBe(line);
          line += 1 + cells.join('').split('\n').length - 1;
        }
      }),
      { numRuns: 60 },
    );
  });

  test('lines are counted over blank lines and quoted newlines', async () => {
    const records = await read('a,b\r\n1,2\r\n\r\n3,"x\r\ny\r\nz"\r\n \r\n4,5');
    expect(records.map(({ line }) => line)).toEqual([2, 4, 8]);
    expect(records[1]?.fields).toEqual({ a: '3', b: 'x\r\ny\r\nz' });
  });

  test('a byte order mark is no part of the first name', async () => {
    expect(await read('\ufeffa,b\n1,2')).toEqual([{ line: 2, fields: { a: '1', b: '2' } }]);
  });

  test('reading can start anywhere, also beyond one batch', async () => {
    const rows = Array.from({ length: 9000 }, (_, index) => `${index},"quoted ${index}"`);
    const source = await open(`n,text\n${rows.join('\n')}\n`);
    expect(source.records).toBe(9000);
    for (const from of [0, 999, 1000, 4567, 8999, 9000]) {
      const records = await collect(source.read(from));
      expect(records).toHaveLength(9000 - from);
      if (records[0]) expect(records[0]).toMatchObject({ line: from + 2, fields: { n: String(from) } });
    }
  });

  test.each([
    ['1', ':3: 1 cell in this row, 2 in the header'],
    ['1,2,3', ':3: 3 cells in this row, 2 in the header'],
    ['1,"2', ':3: a double quote opens a cell that is never closed'],
    ['1,"2"3', ':3: a double quote within a quoted cell'],
    ['1,2"3', ':3: a double quote within a cell that does not start with one'],
  ])('%j is broken', async (row, problem) => {
    await expect(open(`a,b\n1,2\n${row}\n`)).rejects.toMatchObject({
      code: 'LOG_LINE_INVALID',
      message: expect.stringContaining(problem),
    });
  });

  test('a broken row after quoted CRLFs still has the right line', async () => {
    await expect(open('a,b\r\n1,"x\r\ny"\r\n1,"2\r\n')).rejects.toMatchObject({
      message: expect.stringContaining('log.csv:4: '),
    });
  });
});

describe('header', () => {
  test.each([
    ['a,,c', 'column 2 has no name'],
    ['a,b,a', 'two columns are named "a"'],
    ['a,__proto__', 'a column cannot be named "__proto__"'],
  ])('%j', async (header, problem) => {
    await expect(
      open(`${header}\n1,2,3\n`.replace('__proto__\n1,2,3', '__proto__\n1,2')),
    ).rejects.toMatchObject({
      message: expect.stringContaining(`log.csv:1: ${problem}`),
    });
  });

  test.each(['', '\n', 'a,b\n'])('without rows (%j) there is no record', async (content) => {
    expect((await open(content)).records).toBe(0);
    expect(await read(content)).toEqual([]);
  });
});
