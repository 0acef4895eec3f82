import fc from 'fast-check';

/** Characters that a splitter of lines, or a JSON parser, might mistake. */
const character = fc.constantFrom(
  'a',
  '0',
  '"',
  '\\',
  '{',
  '}',
  '\n',
  '\r',
  '\u0000',
  '\u2028',
  '\ufeff',
  'é',
  '😀',
);
const text = fc.string({ unit: character, maxLength: 6 });

/** JSON objects with odd names and values, nested up to three deep. */
export const jsonObject: fc.Arbitrary<Record<string, unknown>> = fc
  .letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.oneof(
        text,
        fc.integer(),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.boolean(),
        fc.constant(null),
      ),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(text, tie('value'), { maxKeys: 3 }),
    ),
  }))
  .value.chain((value) =>
    fc.dictionary(fc.oneof(text, fc.constantFrom('__proto__', 'constructor')), fc.constant(value), {
      maxKeys: 4,
    }),
  );
