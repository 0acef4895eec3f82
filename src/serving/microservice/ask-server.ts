import { DeploymentError } from '../../core/errors.js';
import { hideSecrets } from '../../exchange/hide-secrets.js';
import { parseJson } from '../../exchange/answer-source.js';

const EXCERPT = 200;

/** A server that others wrote, before anything is sent through it. */
export interface ForeignAddress {
  /** Address of the server, with the path of its API where that is not at the root. */
  readonly base: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
  readonly timeoutMs: number;
}

export interface ServerAnswer {
  readonly url: string;
  readonly status: number;
  /** Undefined for what is not JSON. */
  readonly json: unknown;
  /** The start of the answer, fit to be shown. */
  readonly excerpt: string;
}

/** @throws DeploymentError SERVER_UNREACHABLE */
export async function askServer(
  { base, headers, secrets, timeoutMs }: ForeignAddress,
  path: string,
): Promise<ServerAnswer> {
  const url = base.replace(/\/$/, '') + path;
  try {
    const response = await fetch(url, {
      headers,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await response.text();
    return {
      url,
      status: response.status,
      json: parseJson(text),
      excerpt: hideSecrets(text.slice(0, EXCERPT), secrets),
    };
  } catch (error) {
    throw new DeploymentError('SERVER_UNREACHABLE', `GET ${url} failed: ${causeOf(error)}`);
  }
}

/** `fetch failed` says nothing; its cause does. */
function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}
