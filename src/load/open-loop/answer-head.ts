import { SOURCE_HEADER } from '../outcome-of.js';

/** How the body after a head ends (RFC 9112, 6.3); `interim` where another head comes instead. */
export type BodyKind = 'none' | 'sized' | 'chunked' | 'until-close' | 'interim';

/** What the head of an answer says. */
export interface AnswerHead {
  readonly status: number;
  readonly source: string | undefined;
  /** It says when to try again. */
  readonly retryAfter: boolean;
  /** False where the server ends the connection after this answer. */
  readonly isReusable: boolean;
  readonly body: BodyKind;
  /** Bytes of a sized body. */
  readonly contentLength: number;
}

/** @param text a head without the empty line at its end. @throws Error where it is not of HTTP/1.1. */
export function parseHead(text: string): AnswerHead {
  const [statusLine = '', ...lines] = text.split('\r\n');
  const found = /^HTTP\/1\.([01]) (\d{3})/.exec(statusLine);
  if (!found) throw new Error('the answer is not HTTP/1.1');
  const status = Number(found[2]);
  let keepsAlive = found[1] === '1';
  let source: string | undefined;
  let retryAfter = false;
  let isChunked = false;
  let contentLength: number | undefined;
  for (const line of lines) {
    const colon = line.indexOf(':');
    const value = line.slice(colon + 1).trim();
    const word = value.toLowerCase();
    switch (line.slice(0, colon).toLowerCase()) {
      case SOURCE_HEADER:
        source = value;
        break;
      case 'retry-after':
        retryAfter = true;
        break;
      case 'content-length':
        contentLength = lengthOf(value);
        break;
      case 'transfer-encoding':
        isChunked ||= word.endsWith('chunked');
        break;
      case 'connection':
        if (word.includes('close')) keepsAlive = false;
        else if (word.includes('keep-alive')) keepsAlive = true;
    }
  }
  const body = bodyKind(status, isChunked, contentLength);
  return {
    status,
    source,
    retryAfter,
    isReusable: keepsAlive && body !== 'until-close',
    body,
    contentLength: body === 'sized' ? (contentLength ?? 0) : 0,
  };
}

function lengthOf(value: string): number {
  if (!/^\d+$/.test(value)) throw new Error('the content-length of the answer is not a number');
  return Number(value);
}

function bodyKind(status: number, isChunked: boolean, contentLength: number | undefined): BodyKind {
  if (status < 200) return 'interim';
  if (status === 204 || status === 304) return 'none';
  if (isChunked) return 'chunked';
  if (contentLength === undefined) return 'until-close';
  return contentLength === 0 ? 'none' : 'sized';
}

/** One server's heads differ in a few lengths, and in their date once a second. */
const MOST_KNOWN = 256;

/** Parses a head once, however often it comes: looking its text up takes a tenth of the time. */
export class KnownHeads {
  readonly #known = new Map<string, AnswerHead>();

  /** As `parseHead`. */
  read(text: string): AnswerHead {
    const known = this.#known.get(text);
    if (known) return known;
    const parsed = parseHead(text);
    if (this.#known.size >= MOST_KNOWN) this.#known.clear();
    this.#known.set(text, parsed);
    return parsed;
  }
}
