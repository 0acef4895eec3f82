import type { z } from 'zod';
import { allowedKeys } from './allowed-keys.js';
import { issueText, NO_TEXT } from './issue-text.js';
import type { Path, Report } from './mistakes.js';
import { quote, unknownKey, unknownWord } from './suggest.js';

/**
 * Parses `value` by `schema` and reports every issue at its path below `at`.
 *
 * @param alsoAllowed keys that are read elsewhere, for the suggestions.
 * @returns the parsed value, or undefined where something was reported.
 */
export function check<S extends z.ZodType>(
  schema: S,
  value: unknown,
  at: Path,
  report: Report,
  alsoAllowed: readonly string[] = [],
): z.output<S> | undefined {
  const result = schema.safeParse(value, { error: issueText });
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    for (const { path, text } of explain(issue, schema, [], alsoAllowed)) report([...at, ...path], text);
  }
  return undefined;
}

interface Variants<R extends Readonly<Record<string, z.ZodType>>> {
  /** What a variant is called in messages: `mode`, `kind of load`. */
  readonly noun: string;
  /** The field that names the variant. */
  readonly field: string;
  readonly schemas: R;
  /** Variant of an entry without the field. */
  readonly fallback?: string;
}

type Variant<R extends Readonly<Record<string, z.ZodType>>> = {
  readonly [K in keyof R & string]: { readonly variant: K; readonly value: z.output<R[K]> };
}[keyof R & string];

/**
 * Parses a mapping by the schema that one of its fields names. The schemas do not list that field themselves, so a
 * further variant is one more schema.
 */
export function checkVariant<R extends Readonly<Record<string, z.ZodType>>>(
  { noun, field, schemas, fallback }: Variants<R>,
  entry: Readonly<Record<string, unknown>>,
  at: Path,
  report: Report,
): Variant<R> | undefined {
  const { [field]: named, ...fields } = entry;
  const known = Object.keys(schemas);
  const variant = named === undefined ? fallback : named;
  if (variant === undefined || variant === null) {
    report([...at, field], `missing; expected ${known.join(' or ')}`);
    return undefined;
  }
  const schema =
    typeof variant === 'string' && Object.hasOwn(schemas, variant) ? schemas[variant] : undefined;
  if (schema === undefined) {
    report(named === undefined ? at : [...at, field], unknownWord(noun, variant, known));
    return undefined;
  }
  const value = check(schema, fields, at, report, [field]);
  // The compiler cannot see that the variant and its schema belong together.
  return value === undefined ? undefined : ({ variant, value } as Variant<R>);
}

/** True for what YAML calls a mapping. */
export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @returns the mapping, `{}` for nothing, or undefined after a report. */
export function checkMapping(
  value: unknown,
  at: Path,
  report: Report,
): Readonly<Record<string, unknown>> | undefined {
  if (value === undefined || value === null) return {};
  if (isMapping(value)) return value;
  report(at, `expected a mapping, got ${quote(value)}`);
  return undefined;
}

interface Explained {
  readonly path: Path;
  readonly text: string;
}

function explain(
  issue: z.core.$ZodIssue,
  schema: z.core.$ZodType,
  base: Path,
  alsoAllowed: readonly string[],
): Explained[] {
  const path = [...base, ...issue.path.map((key) => (typeof key === 'number' ? key : String(key)))];
  if (issue.code === 'unrecognized_keys') {
    const allowed = [...allowedKeys(schema, path), ...(path.length === 0 ? alsoAllowed : [])];
    return issue.keys.map((key) => ({ path: [...path, key], text: unknownKey(key, allowed) }));
  }
  if (issue.code === 'invalid_key') {
    return issue.issues.map(({ message }) => ({ path, text: message }));
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const meant = meantBranch(issue.errors);
    if (meant) return meant.flatMap((inner) => explain(inner, schema, path, alsoAllowed));
    if (issue.message !== NO_TEXT) return [{ path, text: issue.message }];
    const texts = issue.errors.flatMap((branch) => branch.map(({ message }) => message));
    return [{ path, text: [...new Set(texts)].join('; or ') }];
  }
  return [{ path, text: issue.message }];
}

/** The alternative of a union that the value was meant for: of the right type, and with the fewest issues. */
function meantBranch(
  branches: readonly (readonly z.core.$ZodIssue[])[],
): readonly z.core.$ZodIssue[] | undefined {
  return branches
    .filter((branch) => branch.some(({ path, code }) => path.length > 0 || code === 'unrecognized_keys'))
    .toSorted((a, b) => a.length - b.length)[0];
}
