import { connect as connectTcp, isIP, type OnReadOpts, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

import { nowUs } from '../clock.js';
import type { KnownHeads } from './answer-head.js';
import { AnswerReader } from './answer-reader.js';

/** Who is told how a request ended: exactly one of the two is called, once. */
export interface Asker {
  /** The whole answer is there. */
  answered(answer: AnswerReader): void;
  /** No whole answer will come. @param cutOff true where the server ended a connection that was up. */
  failed(why: string, cutOff: boolean): void;
}

/** What the connections to one server share. */
export interface ReadingSettings {
  readonly heads: KnownHeads;
  readonly readBuffer: Buffer;
  /** Hands the body of each answer to the asker. */
  readonly keepsBody: boolean;
}

/** A connection that carries one request at a time, so that none waits for another one's answer. */
export class Connection {
  readonly #socket: Socket;
  readonly #upEvent: 'connect' | 'secureConnect';
  readonly #answer: AnswerReader;
  #asker: Asker | undefined;
  #isUp = false;
  #usedUs = nowUs();

  /** @param onClosed called once, when it is over. */
  constructor(
    url: URL,
    { heads, readBuffer, keepsBody }: ReadingSettings,
    onClosed: (connection: Connection) => void,
  ) {
    this.#answer = new AnswerReader(heads, keepsBody);
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const isTls = url.protocol === 'https:';
    const port = Number(url.port) || (isTls ? 443 : 80);
    // TLS names no server by its address (RFC 6066, 3); the certificate is then held against the host.
    const servername = isIP(host) === 0 ? host : '';
    const socket = isTls
      ? connectTls({ host, port, servername })
      : connectTcp({ host, port, onread: this.#readInto(readBuffer) });
    this.#socket = socket;
    this.#upEvent = isTls ? 'secureConnect' : 'connect';
    socket.setNoDelay(true);
    socket.once(this.#upEvent, () => {
      this.#isUp = true;
    });
    if (isTls) socket.on('data', (bytes) => this.#read(bytes));
    socket.once('end', () => this.#ended());
    socket.on('error', (error) => this.#fail(error.message, this.#isUp));
    socket.once('close', () => {
      this.#fail('the connection was closed', this.#isUp);
      onClosed(this);
    });
  }

  get wasUp(): boolean {
    return this.#isUp;
  }

  /** False once the server has ended the connection, or announced to. */
  get isUsable(): boolean {
    return this.#socket.writable && this.#answer.isReusable;
  }

  /** Microseconds since the last request or answer. */
  get unusedUs(): number {
    return nowUs() - this.#usedUs;
  }

  /** @returns when it is up, or will never be. */
  opened(): Promise<void> {
    return new Promise((resolve) => {
      this.#socket.once(this.#upEvent, resolve).once('close', () => resolve());
    });
  }

  /** Writes at once, or as soon as the connection is up: nothing ever queues behind another request. */
  send(bytes: Buffer, asker: Asker): void {
    this.#asker = asker;
    this.#answer.reset();
    this.#usedUs = nowUs();
    this.#socket.write(bytes);
  }

  /** Whoever asked hears nothing more. */
  destroy(): void {
    this.#asker = undefined;
    this.#socket.destroy();
  }

  /** Into one buffer over and over: a stream would allocate one for every answer, and the collector would pause for them. */
  #readInto(buffer: Buffer): OnReadOpts {
    return {
      buffer,
      callback: (length) => {
        this.#read(buffer.subarray(0, length));
        return true;
      },
    };
  }

  #read(bytes: Buffer): void {
    // What nobody asked for is the server's farewell to an idle connection.
    if (!this.#asker) return void this.#socket.destroy();
    try {
      if (this.#answer.read(bytes)) this.#complete();
    } catch (error) {
      this.#fail(error instanceof Error ? error.message : String(error), false);
      this.#socket.destroy();
    }
  }

  #ended(): void {
    if (this.#asker && this.#answer.end()) this.#complete();
    else this.#fail('the server closed the connection', true);
  }

  #complete(): void {
    const asker = this.#asker;
    this.#asker = undefined;
    this.#usedUs = nowUs();
    asker?.answered(this.#answer);
  }

  #fail(why: string, cutOff: boolean): void {
    const asker = this.#asker;
    this.#asker = undefined;
    asker?.failed(why, cutOff);
  }
}
