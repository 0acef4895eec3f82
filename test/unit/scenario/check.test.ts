import { expect, it } from 'vitest';
import { z } from 'zod';
import { check } from '../../../src/scenario/check.js';
import { bytes } from '../../../src/scenario/fields.js';
import { collectMistakes, formatMistakes } from '../../../src/scenario/mistakes.js';

function mistakesOf(schema: z.ZodType, value: unknown): string[] {
  const { report, mistakes } = collectMistakes();
  check(schema, value, ['m'], report);
  return formatMistakes(mistakes, () => ({ text: 'x.yaml:1', line: 1 })).map((line) =>
    line.slice('x.yaml:1: '.length),
  );
}

it.each([
  [z.int(), 'x', 'm: expected a whole number, got "x"'],
  [z.int(), 1.5, 'm: expected a whole number, got 1.5'],
  [z.int(), null, 'm: empty; expected a whole number'],
  [z.int(), undefined, 'm: missing; expected a whole number'],
  [z.int().min(1), 0, 'm: expected at least 1, got 0'],
  [z.int().max(9), 10, 'm: expected at most 9, got 10'],
  [z.int().multipleOf(5), 7, 'm: expected a multiple of 5, got 7'],
  [z.number().positive(), 0, 'm: expected more than 0, got 0'],
  [z.number().lt(2), 2, 'm: expected less than 2, got 2'],
  [z.number(), Number.POSITIVE_INFINITY, 'm: expected a number, got Infinity'],
  [z.boolean(), 'yes', 'm: expected true or false, got "yes"'],
  [z.string().min(1), '', 'm: empty; expected text'],
  [z.string().min(3), 'ab', 'm: expected at least 3 characters, got "ab"'],
  [z.string().regex(/^a$/), 'b', 'm: expected text of the form /^a$/, got "b"'],
  [z.array(z.int()).min(1), [], 'm: expected at least 1 entries, got 0'],
  [z.strictObject({}), [], 'm: expected a mapping, got []'],
  [
    z.enum(['sqlite', 'redis']),
    'sqlit',
    'm: unknown value "sqlit" (did you mean "sqlite"? known: sqlite, redis)',
  ],
  [z.enum(['sqlite', 'redis']), undefined, 'm: missing; expected sqlite or redis'],
  [z.literal('full'), 5, 'm: expected full, got 5'],
  [z.url(), 'nope', 'm: expected a URL such as http://127.0.0.1:8080, got "nope"'],
  [z.url(), undefined, 'm: missing; expected a URL such as http://127.0.0.1:8080'],
  [bytes(), '5 miles', 'm: expected a size in bytes such as 500MB or 2GiB, got "5 miles"'],
  [z.record(z.string().regex(/^a/, 'starts with a'), z.int()), { b: 1 }, 'm.b: starts with a'],
  [z.int().refine((n) => n % 2 === 0, 'must be even'), 3, 'm: must be even'],
  [z.symbol(), 3, 'm: expected a value of type symbol, got 3'],
])('explains issue %#', (schema, value, expected) => {
  expect(mistakesOf(schema, value)).toEqual([expected]);
});

it('suggests keys inside optional, default, list, record, piped and lazy schemas', () => {
  const leaf = z.strictObject({ replicas: z.int().optional() });
  const schema = z
    .strictObject({
      a: leaf.optional(),
      b: z.array(leaf.nullable()).default([]),
      c: z.record(z.string(), leaf.readonly()).optional(),
      d: z.lazy(() => leaf).optional(),
    })
    .transform((value) => value);
  const typo = { replica: 1 };
  expect(mistakesOf(schema, { a: typo, b: [{}, typo], c: { k: typo }, d: typo, e: 1 })).toEqual([
    'm.a.replica: unknown key "replica" (did you mean "replicas"?)',
    'm.b.1.replica: unknown key "replica" (did you mean "replicas"?)',
    'm.c.k.replica: unknown key "replica" (did you mean "replicas"?)',
    'm.d.replica: unknown key "replica" (did you mean "replicas"?)',
    'm.e: unknown key "e" (known: a, b, c, d)',
  ]);
});

it('explains the alternative of a union that was meant', () => {
  const plain = z.union([z.literal('full'), z.strictObject({ top: z.int() })]);
  expect(mistakesOf(plain, { top: 'x' })).toEqual(['m.top: expected a whole number, got "x"']);
  expect(mistakesOf(plain, { top: 1, tpo: 1 })).toEqual(['m.tpo: unknown key "tpo" (did you mean "top"?)']);
  expect(mistakesOf(plain, 5)).toEqual(['m: expected full, got 5; or expected a mapping, got 5']);
  const described = z.union([z.literal('full'), z.strictObject({ top: z.int() })], {
    error: 'expected full or top',
  });
  expect(mistakesOf(described, 5)).toEqual(['m: expected full or top']);
});

it('explains an unknown alternative of a discriminated union', () => {
  const kinds = [
    z.strictObject({ kind: z.literal('lru') }),
    z.strictObject({ kind: z.literal('none') }),
  ] as const;
  const schema = z.discriminatedUnion('kind', kinds);
  expect(mistakesOf(schema, { kind: 'non' })).toEqual([
    'm.kind: unknown value "non" (did you mean "none"? known: lru, none)',
  ]);
  expect(mistakesOf(schema, {})).toEqual(['m.kind: missing; expected lru or none']);
});

it('keeps the result of a schema', () => {
  const { report, mistakes } = collectMistakes();
  expect(check(z.int().default(3), undefined, [], report)).toBe(3);
  expect(mistakes).toEqual([]);
});
