import { KnownHeads, type AnswerHead, type BodyKind } from './answer-head.js';

const MOST_HEAD_BYTES = 64 * 1024;
const SAMPLE_LENGTH = 200;

type State = 'head' | 'sized' | 'chunk-size' | 'chunk' | 'trailers' | 'until-close' | 'done';

const AFTER_HEAD = {
  none: 'done',
  sized: 'sized',
  chunked: 'chunk-size',
  'until-close': 'until-close',
  interim: 'head',
} as const satisfies Record<BodyKind, State>;

/**
 * Reads the answer to one request of HTTP/1.1 (RFC 9112): its status, its source, and where it ends. Bodies are
 * skipped as they come, except for the first characters of an error, and unless they are kept on request.
 *
 * A client library builds an object for the request, one for each header, and a promise or a stream; here that would
 * be time taken from the schedule. Deliberately absent: pipelining, upgrades, and answers to HEAD and CONNECT.
 */
export class AnswerReader {
  status = 0;
  source: string | undefined;
  /** It says when to try again. */
  retryAfter = false;
  /** False where the server ends the connection after this answer. */
  isReusable = true;
  /** First characters of an answer that is no success. */
  sample = '';
  /** The whole body, one character a byte, where it is kept. */
  body = '';
  readonly #keepsBody: boolean;
  readonly #heads: KnownHeads;
  #state: State = 'head';
  /** One character a byte. Never more than an unfinished line or head. */
  #unread = '';
  /** Bytes of the body, or of a chunk and the line end after it, that are still to come. */
  #left = 0;

  /** @param heads shared by the connections to one server. @param keepsBody of each answer */
  constructor(heads = new KnownHeads(), keepsBody = false) {
    this.#heads = heads;
    this.#keepsBody = keepsBody;
  }

  /** Gets ready for the next answer on the same connection. */
  reset(): void {
    this.status = 0;
    this.source = undefined;
    this.retryAfter = false;
    this.isReusable = true;
    this.sample = '';
    this.body = '';
    this.#state = 'head';
    this.#unread = '';
    this.#left = 0;
  }

  /** @returns true once the answer is complete. @throws Error where this is not HTTP/1.1. */
  read(bytes: Buffer): boolean {
    const text = bytes.toString('latin1');
    this.#unread = this.#unread === '' ? text : this.#unread + text;
    while (this.#step());
    if (this.#unread.length > MOST_HEAD_BYTES) throw new Error('the head of the answer is too long');
    if (!this.#isComplete()) return false;
    if (this.#unread !== '') throw new Error('more bytes than the answer has');
    return true;
  }

  /** The server has ended its side. @returns true where that completes the answer. */
  end(): boolean {
    return this.#state === 'until-close';
  }

  #isComplete(): boolean {
    return this.#state === 'done';
  }

  /** @returns true where another step may be possible. */
  #step(): boolean {
    switch (this.#state) {
      case 'head':
        return this.#readHead();
      case 'sized':
      case 'chunk':
        return this.#skip();
      case 'chunk-size':
        return this.#readChunkSize();
      case 'trailers': {
        const line = this.#takeLine();
        if (line === '') this.#state = 'done';
        return line !== undefined;
      }
      case 'until-close':
        this.#keep(this.#unread);
        this.#unread = '';
        return false;
      case 'done':
        return false;
    }
  }

  #takeLine(): string | undefined {
    const end = this.#unread.indexOf('\r\n');
    if (end < 0) return undefined;
    const line = this.#unread.slice(0, end);
    this.#unread = this.#unread.slice(end + 2);
    return line;
  }

  #readHead(): boolean {
    const end = this.#unread.indexOf('\r\n\r\n');
    if (end < 0) return false;
    const head = this.#heads.read(this.#unread.slice(0, end));
    this.#unread = this.#unread.slice(end + 4);
    this.#apply(head);
    return true;
  }

  #apply({ status, source, retryAfter, isReusable, body, contentLength }: AnswerHead): void {
    this.status = status;
    this.source = source;
    this.retryAfter = retryAfter;
    this.isReusable = isReusable;
    this.#left = contentLength;
    this.#state = AFTER_HEAD[body];
  }

  #readChunkSize(): boolean {
    const line = this.#takeLine();
    if (line === undefined) return false;
    const size = Number.parseInt(line, 16);
    if (!(size >= 0)) throw new Error('a chunk of the answer has no size');
    this.#left = size + 2;
    this.#state = size === 0 ? 'trailers' : 'chunk';
    return true;
  }

  #skip(): boolean {
    const part = Math.min(this.#left, this.#unread.length);
    // The line end after a chunk is not part of the body.
    const ofBody = this.#state === 'chunk' ? Math.min(part, this.#left - 2) : part;
    if (ofBody > 0) this.#keep(ofBody === this.#unread.length ? this.#unread : this.#unread.slice(0, ofBody));
    this.#unread = part === this.#unread.length ? '' : this.#unread.slice(part);
    this.#left -= part;
    if (this.#left > 0) return false;
    this.#state = this.#state === 'chunk' ? 'chunk-size' : 'done';
    return true;
  }

  #keep(text: string): void {
    if (this.#keepsBody) this.body += text;
    if (this.status < 300 || this.sample.length >= SAMPLE_LENGTH) return;
    this.sample = (this.sample + text).slice(0, SAMPLE_LENGTH);
  }
}
