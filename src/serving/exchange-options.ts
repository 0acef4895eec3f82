import { z } from 'zod';

import { parsePath, PATH_FORM } from '../exchange/answer-path.js';
import { malformedVariable } from '../exchange/environment.js';
import { placeholdersOf } from '../exchange/request-template.js';

/*
 * Options of modes that ask a server of somebody else: its address, headers, and templates in its own format.
 */

/** A header name as HTTP allows it (RFC 9110, 5.6.2). */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** They say how the message is carried, which is the sender's business. */
const OURS = [
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

export const urlOption = z
  .url({ protocol: /^https?$/ })
  .refine(
    (text) => !hasCredentials(text),
    'expected a URL without user and password: put them into a header',
  );

export const pathOption = z.string().refine((text) => parsePath(text) !== undefined, {
  error: ({ input }) => `expected ${PATH_FORM}, got ${JSON.stringify(input)}`,
});

const headerName = z
  .string()
  .regex(TOKEN, 'expected the name of a header, such as authorization')
  .refine(
    (name) => !OURS.includes(name.toLowerCase()),
    'cannot be set: it belongs to the connection, not to the request',
  );

const headerValue = z.string().refine((value) => malformedVariable(value) === undefined, {
  error: ({ input }) => `expected a variable such as \${API_TOKEN}, got ${malformedVariable(String(input))}`,
});

/** `${NAME}` in a value is read from the environment when it is needed, and never stored. */
export const headersOption = z
  .record(headerName, headerValue)
  .refine(
    (named) =>
      new Set(Object.keys(named).map((name) => name.toLowerCase())).size === Object.keys(named).length,
    'a header comes twice: names do not tell upper from lower case',
  );

export const requestOption = z.unknown().superRefine((template, context) => {
  const problem = templateProblem(template);
  if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
});

function hasCredentials(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { username, password } = new URL(text);
  return username !== '' || password !== '';
}

function templateProblem(template: unknown): string | undefined {
  if (template === undefined) return undefined;
  if (placeholdersOf(template).length === 0) {
    return 'has no placeholder, so every request would be the same: write "{{request}}" or "{{field}}", in quotes';
  }
  const key = keysOf(template).find((name) => placeholdersOf(name).length > 0);
  return key && `has a placeholder in the key ${JSON.stringify(key)}: only values can hold one`;
}

function keysOf(template: unknown): string[] {
  if (typeof template !== 'object' || template === null) return [];
  const below = Object.values(template).flatMap(keysOf);
  return Array.isArray(template) ? below : [...Object.keys(template), ...below];
}
