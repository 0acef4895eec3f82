import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

import type { ReadSource } from '../../exchange/answer-source.js';
import { nowUs } from '../clock.js';
import { outcomeOf, SOURCE_HEADER } from '../outcome-of.js';
import type { RequestWindow } from '../request-window.js';
import type { TrialTally } from '../trial-tally.js';
import type { AutocannonClient, ResponseHead } from './autocannon-client.js';

const SAMPLE_BYTES = 200;
const NOTHING = Buffer.alloc(0);

/**
 * One connection of a closed loop, seen from outside autocannon: it is told what to send and times what comes back.
 *
 * Latencies are ours, from the write to the end of the answer. Autocannon's own go wrong for good once a server has
 * closed a connection: the request that got no answer stays at the head of its queue, and every later answer is timed
 * from the request before.
 */
export class Connection {
  readonly #client: AutocannonClient;
  readonly #tally: TrialTally;
  readonly #window: RequestWindow;
  #socket: Socket | undefined;
  /** Undefined while nothing is outstanding. */
  #sentUs: number | undefined;
  /** Latency of a request that the last reconnection cut off, until it is known why. */
  #cutOffUs: number | undefined;
  #source: string | undefined;
  #headerAt = 0;
  /** First bytes of an answer that is an error, where they are wanted. */
  #sample: string | undefined;
  /** The server ends the connection after the answer that is being read, or was read last. */
  #isLastAnswer = false;
  /** The answer so far, one character a byte, where it names its source. */
  #body = '';
  #over = false;
  readonly #readSource: ReadSource | undefined;

  constructor(
    client: AutocannonClient,
    tally: TrialTally,
    window: RequestWindow,
    { timeoutMs, readSource }: { readonly timeoutMs: number; readonly readSource: ReadSource | undefined },
  ) {
    this.#readSource = readSource;
    this.#client = client;
    this.#tally = tally;
    this.#window = window;
    client.timeout = timeoutMs;
    client.getRequestBuffer = () => this.#send();
    client.on('headers', (head: ResponseHead) => this.#onHead(head));
    client.on('body', (chunk: Buffer) => {
      if (this.#sample !== undefined) this.#sample += chunk.toString('utf8', 0, SAMPLE_BYTES);
      if (this.#readSource) this.#body += chunk.toString('latin1');
    });
    client.on('response', (status: number) => this.#onAnswer(status));
    client.on('timeout', () => this.#onTimeout());
    client.on('connError', (error: NodeJS.ErrnoException) => this.#onConnectionError(error));
  }

  /** Counts what is outstanding, and sends no more. */
  end(): void {
    if (!this.#over) this.#finish();
    this.#client.destroy();
  }

  #finish(): void {
    this.#over = true;
    if (this.#sentUs !== undefined) this.#tally.unanswered();
  }

  #send(): Buffer {
    const isNew = this.#client.conn !== this.#socket;
    // Autocannon would write it to the connection that is about to be closed.
    if (this.#isLastAnswer && !isNew) return NOTHING;
    const bytes = this.#window.next();
    if (this.#over) return bytes;
    const now = nowUs();
    if (now > this.#tally.endUs) {
      this.#finish();
      return bytes;
    }
    if (this.#sentUs !== undefined) this.#cutOff(now - this.#sentUs, now);
    this.#tally.sent();
    this.#sentUs = now;
    if (isNew) this.#watch(this.#client.conn);
    return bytes;
  }

  #watch(socket: Socket): void {
    this.#socket = socket;
    this.#isLastAnswer = false;
    // Half an answer of the connection before would swallow the head of the next one.
    this.#client.parser.reinitialize('RESPONSE');
    // A body without a length ends with the connection, which autocannon does not tell its parser.
    socket.prependOnceListener('end', () => this.#client.parser.finish());
    // Connecting is not part of the first answer's latency.
    if (!socket.connecting) return;
    socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', () => {
      if (this.#sentUs !== undefined && this.#socket === socket) this.#sentUs = nowUs();
    });
  }

  #onHead({ statusCode, headers, shouldKeepAlive }: ResponseHead): void {
    this.#isLastAnswer = !shouldKeepAlive;
    // The same server sends its headers in the same order.
    if (headers[this.#headerAt] !== SOURCE_HEADER) {
      this.#headerAt = headers.findIndex((text, at) => at % 2 === 0 && text.toLowerCase() === SOURCE_HEADER);
    }
    this.#source = this.#headerAt < 0 ? undefined : headers[this.#headerAt + 1];
    this.#body = '';
    if (statusCode >= 300) this.#sample = this.#tally.wantsSample ? `${statusCode} ` : undefined;
  }

  #onAnswer(status: number): void {
    if (this.#over) return;
    const now = nowUs();
    if (now > this.#tally.endUs) return this.#finish();
    if (this.#isLastAnswer) this.#leave();
    // Without a request outstanding it answers one that was given up.
    if (this.#sentUs === undefined) return;
    const latencyUs = now - this.#sentUs;
    this.#sentUs = undefined;
    const outcome = outcomeOf(status, this.#source ?? this.#readSource?.(this.#body));
    if (outcome !== 'error') return this.#tally.answered(outcome, latencyUs, latencyUs, now);
    this.#tally.failed('error', latencyUs, latencyUs, now);
    this.#tally.explain(this.#sample ?? String(status));
    this.#sample = undefined;
  }

  /** Once this turn of autocannon's is over, unless the server was faster. */
  #leave(): void {
    this.#tally.connectionClosed();
    queueMicrotask(() => {
      if (!this.#isLastAnswer || this.#over) return;
      // oxlint-disable-next-line no-underscore-dangle -- autocannon has no other name for it
      this.#client._resetConnection();
    });
  }

  /** Autocannon has reconnected and sends the next request: a timeout is reported within this turn, a close never. */
  #cutOff(latencyUs: number, now: number): void {
    this.#cutOffUs = latencyUs;
    queueMicrotask(() => {
      if (this.#cutOffUs === undefined) return;
      this.#cutOffUs = undefined;
      this.#closed(latencyUs, now, 'the server closed the connection');
    });
  }

  #onTimeout(): void {
    if (this.#cutOffUs === undefined) return;
    this.#tally.failed('timeout', this.#cutOffUs, this.#cutOffUs, nowUs());
    this.#cutOffUs = undefined;
  }

  #onConnectionError(error: NodeJS.ErrnoException): void {
    if (this.#over || this.#sentUs === undefined) return;
    const now = nowUs();
    const latencyUs = now - this.#sentUs;
    this.#sentUs = undefined;
    this.#tally.explain(error.message);
    this.#tally.failed('error', latencyUs, latencyUs, now);
    if (error.syscall !== 'connect') this.#tally.connectionClosed();
  }

  #closed(latencyUs: number, now: number, why: string): void {
    this.#tally.connectionClosed();
    this.#tally.explain(why);
    this.#tally.failed('error', latencyUs, latencyUs, now);
  }
}
