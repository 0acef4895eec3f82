import type { ReadSource } from '../../exchange/answer-source.js';
import { createDeferred } from '../../processes/deferred.js';
import { createHistogram, type Histogram } from '../../statistics/histogram.js';
import { nowUs } from '../clock.js';
import type { RequestWindow } from '../request-window.js';
import type { TrialTally } from '../trial-tally.js';
import type { Connections, Ending } from './connections.js';
import { Deadlines } from './deadlines.js';
import type { RequestLog } from './request-log.js';
import { SendGaps } from './send-gaps.js';
import { OpenRequest, type RequestOwner } from './open-request.js';

export interface OpenTrialParts {
  readonly tally: TrialTally;
  readonly window: RequestWindow;
  readonly connections: Connections;
  readonly readSource: ReadSource | undefined;
  readonly log: RequestLog | undefined;
  readonly timeoutMs: number;
  readonly maxInFlight: number;
}

/** The outstanding requests of one trial. */
export class OpenTrial implements RequestOwner {
  readonly tally: TrialTally;
  readonly readSource: ReadSource | undefined;
  readonly log: RequestLog | undefined;
  readonly lateness: Histogram = createHistogram();
  readonly gaps = new SendGaps();
  readonly #window: RequestWindow;
  readonly #connections: Connections;
  readonly #maxInFlight: number;
  readonly #deadlines: Deadlines;
  readonly #drained = createDeferred<void>();
  #inFlight = 0;
  #isLast = false;

  constructor({ tally, window, connections, readSource, log, timeoutMs, maxInFlight }: OpenTrialParts) {
    this.tally = tally;
    this.readSource = readSource;
    this.log = log;
    this.#window = window;
    this.#connections = connections;
    this.#maxInFlight = maxInFlight;
    this.#deadlines = new Deadlines(timeoutMs);
  }

  /** A dropped arrival uses its request up, so that arrival i carries request i in every trial. */
  send(intendedUs: number): void {
    const bytes = this.#window.next();
    if (this.#inFlight >= this.#maxInFlight) {
      this.log?.dropped(intendedUs);
      return this.tally.dropped(intendedUs);
    }
    this.#inFlight++;
    this.tally.sent();
    const connection = this.#connections.take();
    const now = nowUs();
    this.lateness.record(now - intendedUs);
    this.gaps.sent(now);
    const request = new OpenRequest(this, connection, intendedUs, now);
    this.#deadlines.add(request, now);
    connection.send(bytes, request);
  }

  settled(request: OpenRequest, ending: Ending): void {
    this.#deadlines.remove(request);
    this.#connections.release(request.connection, ending);
    this.#inFlight--;
    if (this.#isLast && this.#inFlight === 0) this.#drained.resolve();
  }

  /** Nothing more will be sent. @returns when the last one is answered or given up: at most a timeout from now. */
  drained(): Promise<void> {
    this.#isLast = true;
    if (this.#inFlight === 0) this.#drained.resolve();
    return this.#drained.promise;
  }

  /** Gives up what is outstanding. */
  abandon(): void {
    this.#deadlines.close();
    this.#drained.resolve();
  }
}
