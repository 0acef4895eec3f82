import { z } from 'zod';
import { quote, unknownWord } from './suggest.js';

/** For a union without a message of its own: the text is made of its alternatives. */
export const NO_TEXT = '';

const A_URL = 'a URL such as http://127.0.0.1:8080';

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a mapping',
  record: 'a mapping',
  map: 'a mapping',
  array: 'a list',
  tuple: 'a list',
  null: 'null',
};

/**
 * The sentence for one zod issue: what was wrong and what was expected. Given to `safeParse` as its error map, so a
 * message that a schema sets itself goes before it. `undefined` leaves zod's own message.
 */
export function issueText(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(typeName(issue), issue.input);
    case 'too_small':
      return outOfRange(issue.origin, issue.inclusive ? 'at least' : 'more than', issue.minimum, issue.input);
    case 'too_big':
      return outOfRange(issue.origin, issue.inclusive ? 'at most' : 'less than', issue.maximum, issue.input);
    case 'not_multiple_of':
      return `expected a multiple of ${issue.divisor}, got ${quote(issue.input)}`;
    case 'invalid_value':
      return wrongValue(
        issue.values.map((value) => (typeof value === 'string' ? value : quote(value))),
        issue.input,
      );
    case 'invalid_format':
      if (issue.format === 'url') return `expected ${A_URL}, got ${quote(issue.input)}`;
      return `expected text of the form ${issue.pattern ?? issue.format}, got ${quote(issue.input)}`;
    case 'invalid_union':
      return Array.isArray(issue['options'])
        ? wrongVariant(String(issue['discriminator']), issue['options'], issue.input)
        : NO_TEXT;
    default:
      return undefined;
  }
}

/** zod expects a `number` where an integer is wanted, and a `string` where a URL is: the schema knows better. */
function typeName({ expected, inst }: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidType>): string {
  const def = inst instanceof z.ZodType ? inst.def : undefined;
  const format = def && 'format' in def ? def.format : undefined;
  if (format === 'safeint') return 'a whole number';
  if (format === 'url') return A_URL;
  return TYPE_NAMES[expected] ?? `a value of type ${expected}`;
}

function wrongType(expected: string, input: unknown): string {
  if (input === undefined) return `missing; expected ${expected}`;
  return input === null ? `empty; expected ${expected}` : `expected ${expected}, got ${quote(input)}`;
}

function wrongValue(known: readonly string[], input: unknown): string {
  if (input === undefined || input === null || known.length === 1)
    return wrongType(known.join(' or '), input);
  return unknownWord('value', input, known);
}

/** No schema of a discriminated union has the value of the discriminating field. */
function wrongVariant(field: string, known: readonly unknown[], input: unknown): string {
  const value: unknown = typeof input === 'object' && input !== null ? Reflect.get(input, field) : undefined;
  return wrongValue(known.map(String), value);
}

function outOfRange(origin: string, relation: string, limit: number | bigint, input: unknown): string {
  if (origin === 'string' && input === '') return 'empty; expected text';
  if (origin === 'string') return `expected ${relation} ${limit} characters, got ${quote(input)}`;
  if (Array.isArray(input)) return `expected ${relation} ${limit} entries, got ${input.length}`;
  return `expected ${relation} ${limit}, got ${quote(input)}`;
}
