import type { ReadSource } from '../../exchange/answer-source.js';
import { nowUs } from '../clock.js';
import { outcomeOf } from '../outcome-of.js';
import type { TrialTally } from '../trial-tally.js';
import type { AnswerReader } from './answer-reader.js';
import type { Asker, Connection } from './connection.js';
import type { Ending } from './connections.js';
import type { Waiting } from './deadlines.js';
import type { RequestLog } from './request-log.js';

/** What a request needs to know of its trial. */
export interface RequestOwner {
  readonly tally: TrialTally;
  /** For an answer without the header; undefined where the header alone tells. */
  readonly readSource: ReadSource | undefined;
  /** Undefined where counts are enough. */
  readonly log: RequestLog | undefined;
  /** Called once. */
  settled(request: OpenRequest, ending: Ending): void;
}

/** One request of an open loop that was sent, until it is answered, fails or is given up. */
export class OpenRequest implements Asker, Waiting {
  earlier: Waiting | undefined;
  later: Waiting | undefined;
  deadlineUs: number | undefined;
  readonly connection: Connection;
  readonly #owner: RequestOwner;
  readonly #intendedUs: number;
  readonly #sentUs: number;

  constructor(owner: RequestOwner, connection: Connection, intendedUs: number, sentUs: number) {
    this.#owner = owner;
    this.connection = connection;
    this.#intendedUs = intendedUs;
    this.#sentUs = sentUs;
  }

  answered(answer: AnswerReader): void {
    const now = nowUs();
    const { status, source, sample, body } = answer;
    const { tally, readSource, log } = this.#owner;
    const outcome = outcomeOf(status, source ?? readSource?.(body));
    if (outcome === 'error') {
      tally.explain(`${status} ${Buffer.from(sample, 'latin1').toString()}`);
      tally.failed('error', now - this.#intendedUs, now - this.#sentUs, now);
    } else {
      tally.answered(outcome, now - this.#intendedUs, now - this.#sentUs, now);
    }
    log?.answered(outcome, answer, this.#intendedUs, now);
    this.#owner.settled(this, 'answered');
  }

  failed(why: string, cutOff: boolean): void {
    const { tally, log } = this.#owner;
    tally.explain(why);
    log?.failed(why, this.#intendedUs, nowUs());
    this.#fail('error', cutOff ? 'cut-off' : 'given-up');
  }

  /** No answer in time. */
  expire(): void {
    this.#owner.log?.timedOut(this.#intendedUs, nowUs());
    this.#fail('timeout', 'given-up');
  }

  #fail(outcome: 'error' | 'timeout', ending: Ending): void {
    const now = nowUs();
    this.#owner.tally.failed(outcome, now - this.#intendedUs, now - this.#sentUs, now);
    this.#owner.settled(this, ending);
  }
}
