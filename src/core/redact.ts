/**
 * User and password of a URL, up to the last `@` of the word: a password may hold anything. A port followed by a path
 * (`http://127.0.0.1:8080/users/@me`) is none.
 */
const USER_INFO = /(\b[a-z][a-z0-9+.-]*:\/\/[^\s:@/?#]*:)(?!\d{1,5}(?:[/?#]|$))(\S*)@/gi;
const PARAMETER = /([?&](?:password|passwd|pwd)=)([^\s&#"']+)/gi;
const REFERENCE = /^(?:\$\{\w+\})+$/;

/**
 * The text without the passwords of the URLs in it. A reference to the environment (`${PGPASSWORD}`) is no secret and
 * stays. Too much is taken rather than too little.
 */
export function redactText(text: string): string {
  const hide = (match: string, before: string, secret: string): string =>
    REFERENCE.test(secret) ? match : `${before}***${match.endsWith('@') ? '@' : ''}`;
  return text.replace(USER_INFO, hide).replace(PARAMETER, hide);
}

/** A copy of plain data in which every text is redacted, as it may be stored and shown. */
export function redact<T>(data: T): T {
  // Each case gives back what it was given: text for text, a list for a list, an object with the same keys.
  if (typeof data === 'string') return redactText(data) as T;
  if (Array.isArray(data)) return data.map((item: unknown) => redact(item)) as T;
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, redact<unknown>(value)])) as T;
}
