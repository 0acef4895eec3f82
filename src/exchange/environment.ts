import { UserError } from '../core/errors.js';

const VARIABLE = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;

/** What a header can carry and every server reads alike (RFC 9110, 5.5): visible ASCII, blanks and tabs. */
const FIELD_VALUE = /^[\t\x20-\x7E]*$/;

export interface ResolvedHeaders {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The values that came from the environment. */
  readonly secrets: readonly string[];
}

/**
 * Puts the environment's values into header templates, for the processes that send them and for nobody else.
 * @throws UserError VARIABLE_MISSING, HEADER_INVALID; neither repeats a value
 */
export function resolveHeaders(
  templates: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string | undefined>>,
): ResolvedHeaders {
  const secrets = new Set<string>();
  const headers = Object.entries(templates).map(([name, template]) => {
    const value = fill(template, environment, secrets, `header "${name}"`);
    if (!FIELD_VALUE.test(value)) throw invalid(name, template);
    return [name.toLowerCase(), value] as const;
  });
  return { headers: Object.fromEntries(headers), secrets: [...secrets] };
}

/**
 * Puts the environment's values into the variables of a command that is started.
 * @throws UserError VARIABLE_MISSING
 */
export function resolveVariables(
  templates: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string | undefined>>,
): { readonly variables: Readonly<Record<string, string>>; readonly secrets: readonly string[] } {
  const secrets = new Set<string>();
  const entries = Object.entries(templates).map(
    ([name, template]) =>
      [name, fill(template, environment, secrets, `variable "${name}" of the command`)] as const,
  );
  return { variables: Object.fromEntries(entries), secrets: [...secrets] };
}

function fill(
  template: string,
  environment: Readonly<Record<string, string | undefined>>,
  secrets: Set<string>,
  what: string,
): string {
  return template.replaceAll(VARIABLE, (_, variable: string) => {
    const secret = environment[variable];
    if (secret === undefined || secret === '') throw missing(what, variable);
    secrets.add(secret);
    return secret;
  });
}

/** @returns what looks like a variable and is none, such as `${MY-TOKEN}`. */
export function malformedVariable(template: string): string | undefined {
  return /\$\{[^}]*\}?/.exec(template.replaceAll(VARIABLE, ''))?.[0];
}

function missing(what: string, variable: string): UserError {
  return new UserError(
    'VARIABLE_MISSING',
    `the ${what} needs the environment variable ${variable}, which is not set`,
    `set it where servebench runs: export ${variable}=...`,
  );
}

function invalid(header: string, template: string): UserError {
  return new UserError(
    'HEADER_INVALID',
    `the header "${header}" (${JSON.stringify(template)}) holds characters that no header can carry`,
    'look for line breaks and letters beyond ASCII in the text and in its environment variables',
  );
}
