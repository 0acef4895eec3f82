import { SOURCE_HEADER } from '../outcome-of.js';

const MOST_HEAD_BYTES = 64 * 1024;
const SAMPLE_LENGTH = 200;

type State = 'head' | 'sized' | 'chunk-size' | 'chunk' | 'trailers' | 'until-close' | 'done';

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
  /** False where the server ends the connection after this answer. */
  isReusable = true;
  /** First characters of an answer that is no success. */
  sample = '';
  /** The whole body, one character a byte, where it is kept. */
  body = '';
  readonly #keepsBody: boolean;
  #state: State = 'head';
  /** One character a byte. Never more than an unfinished line or head. */
  #unread = '';
  /** Bytes of the body, or of a chunk and the line end after it, that are still to come. */
  #left = 0;

  constructor(keepsBody = false) {
    this.#keepsBody = keepsBody;
  }

  /** Gets ready for the next answer on the same connection. */
  reset(): void {
    this.status = 0;
    this.source = undefined;
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
    const [statusLine = '', ...lines] = this.#unread.slice(0, end).split('\r\n');
    this.#unread = this.#unread.slice(end + 4);
    const status = /^HTTP\/1\.([01]) (\d{3})/.exec(statusLine);
    if (!status) throw new Error('the answer is not HTTP/1.1');
    this.status = Number(status[2]);
    this.isReusable = status[1] === '1';
    this.#state = 'until-close';
    for (const line of lines) this.#readHeader(line);
    // Informational answers come before the real one.
    if (this.status < 200) this.#state = 'head';
    else if (this.status === 204 || this.status === 304) this.#state = 'done';
    else if (this.#state === 'until-close') this.isReusable = false;
    return true;
  }

  #readHeader(line: string): void {
    const colon = line.indexOf(':');
    const value = line.slice(colon + 1).trim();
    switch (line.slice(0, colon).toLowerCase()) {
      case SOURCE_HEADER:
        this.source = value;
        return;
      case 'content-length':
        if (this.#state === 'chunk-size') return;
        if (!/^\d+$/.test(value)) throw new Error('the content-length of the answer is not a number');
        this.#left = Number(value);
        this.#state = this.#left === 0 ? 'done' : 'sized';
        return;
      case 'transfer-encoding':
        if (value.toLowerCase().endsWith('chunked')) this.#state = 'chunk-size';
        return;
      case 'connection':
        if (value.toLowerCase().includes('close')) this.isReusable = false;
        else if (value.toLowerCase().includes('keep-alive')) this.isReusable = true;
    }
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
