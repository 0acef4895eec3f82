import { UserError } from '../core/errors.js';
import { isReference, resolveReferences, withoutPassword } from './store-password.js';

/** Stores that are a server, reached by a URL. */
export const SERVER_STORES = ['postgres', 'redis'] as const;
export type ServerStore = (typeof SERVER_STORES)[number];

interface UrlFormat {
  /** The last one is the encrypted form, if the store has one. */
  readonly schemes: readonly string[];
  readonly port: number;
  readonly path: RegExp;
  readonly parameters: Readonly<Record<string, RegExp>>;
  readonly example: string;
}

const FORMATS: Readonly<Record<ServerStore, UrlFormat>> = {
  postgres: {
    schemes: ['postgres', 'postgresql'],
    port: 5432,
    path: /^(\/[^/]+)?\/?$/,
    parameters: { schema: /^[a-z_][a-z0-9_]{0,62}$/, sslmode: /^(disable|require|verify-full)$/ },
    example: 'postgres://user:${PGPASSWORD}@127.0.0.1:5432/database',
  },
  redis: {
    schemes: ['redis', 'rediss'],
    port: 6379,
    path: /^(\/\d+)?\/?$/,
    parameters: { prefix: /^[\w:.-]+$/ },
    example: 'redis://:${REDIS_PASSWORD}@127.0.0.1:6379/0',
  },
};

/** Where a server is, and what it must be told. */
export interface StoreAddress {
  /** The URL as it was written, without a password that stands in it: what may be stored and shown. */
  readonly written: string;
  readonly scheme: string;
  readonly host: string;
  readonly port: number;
  readonly user: string | undefined;
  readonly password: string | undefined;
  /** Name or number of the database; empty for the default. */
  readonly database: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** @returns the store that a URL is of, by its scheme; undefined for anything else. */
export function storeOfUrl(
  url: string,
  environment: NodeJS.ProcessEnv = process.env,
): ServerStore | undefined {
  const scheme = /^([a-z]+):\/\//i.exec(resolveReferences(url, environment, () => ''))?.[1]?.toLowerCase();
  return SERVER_STORES.find((store) => scheme !== undefined && FORMATS[store].schemes.includes(scheme));
}

/** What a good URL looks like, as the end of a sentence. */
export function expectedUrl(store: ServerStore): string {
  return `expected a URL such as ${FORMATS[store].example}`;
}

/**
 * What is wrong with a store URL, before anything is asked of the environment or the network.
 * @returns a sentence that does not repeat the URL: it may hold a password; undefined for a good one
 */
export function storeUrlProblem(store: ServerStore, url: string): string | undefined {
  const { schemes, path, parameters } = FORMATS[store];
  const expected = expectedUrl(store);
  if (isReference(url)) return undefined;
  const parsed = parse(resolveReferences(url, {}, () => 'x'));
  if (!parsed || parsed.host === '' || hasStrayCharacters(url)) {
    return `${expected}; special characters of a password are written as %XX, or it is given as \${VARIABLE}`;
  }
  const scheme = parsed.protocol.slice(0, -1);
  if (!schemes.includes(scheme)) return `${expected}, got one that starts with ${scheme}://`;
  if (!path.test(parsed.pathname)) return `${expected}: what follows the host is the database`;
  if (url.includes('#')) return `${expected}, without "#"`;
  for (const [name, value] of parsed.searchParams) {
    const allowed = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    if (!allowed) return `unknown parameter "${name}" (known: ${Object.keys(parameters).join(', ')})`;
    if (!allowed.test(value)) return `parameter "${name}" is not of the form ${allowed.source}`;
  }
  return undefined;
}

/**
 * Reads a URL with the environment variables that it names.
 * @param password what `literalPassword` took out of it
 * @throws UserError STORE_URL_INVALID, STORE_VARIABLE_UNSET
 */
export function readStoreUrl(
  store: ServerStore,
  url: string,
  password?: string,
  environment: NodeJS.ProcessEnv = process.env,
): StoreAddress {
  const unset = (name: string): never => {
    throw new UserError(
      'STORE_VARIABLE_UNSET',
      `the environment variable ${name}, which the URL of the ${store} store names, is not set`,
      `set it, for example: export ${name}=...`,
    );
  };
  const resolved = resolveReferences(url, environment, unset);
  const problem = storeUrlProblem(store, url) ?? storeUrlProblem(store, resolved);
  const parsed = parse(resolved);
  if (problem !== undefined || !parsed) {
    throw new UserError(
      'STORE_URL_INVALID',
      `the URL of the ${store} store is wrong: ${problem ?? 'not a URL'}`,
    );
  }
  const given = password === undefined ? parsed.password : resolveReferences(password, environment, unset);
  return {
    written: withoutPassword(url),
    scheme: parsed.protocol.slice(0, -1),
    // Brackets of an IPv6 address are of the URL, not of the host.
    host: parsed.hostname.replaceAll(/[[\]]/g, ''),
    port: parsed.port === '' ? FORMATS[store].port : Number(parsed.port),
    user: decode(parsed.username),
    password: decode(given),
    database: decode(parsed.pathname.replaceAll('/', '')) ?? '',
    parameters: Object.fromEntries(parsed.searchParams),
  };
}

/** A password with a bare `@`, `/`, `?`, `#` or `%` would be cut in two, and one half shown as host or database. */
function hasStrayCharacters(url: string): boolean {
  const [, authority = '', rest = ''] = /^[a-z]+:\/\/([^/?#]*)(.*)$/i.exec(url) ?? [];
  return rest.includes('@') || authority.split('@').length > 2 || /%(?![0-9a-f]{2})/i.test(url);
}

function parse(url: string): URL | undefined {
  return URL.canParse(url) ? new URL(url) : undefined;
}

function decode(text: string): string | undefined {
  return text === '' ? undefined : decodeURIComponent(text);
}
