import { nowUs } from '../clock.js';
import type { AnswerReader } from '../open-loop/answer-reader.js';
import type { Asker, Connection } from '../open-loop/connection.js';
import type { Ending } from '../open-loop/connections.js';
import type { Waiting } from '../open-loop/deadlines.js';

/** One ping from its sending until it is answered, fails or is given up. */
export class Ping implements Asker, Waiting {
  earlier: Waiting | undefined;
  later: Waiting | undefined;
  deadlineUs: number | undefined;
  readonly connection: Connection;
  /** When it was due, on the clock of `nowUs`. */
  readonly intendedUs: number;
  /** From then on to its end. */
  latencyUs = 0;
  /** Undefined while it is outstanding. */
  outcome: 'answered' | 'error' | 'timeout' | undefined;
  readonly #onSettled: (ending: Ending) => void;

  constructor(connection: Connection, intendedUs: number, onSettled: (ending: Ending) => void) {
    this.connection = connection;
    this.intendedUs = intendedUs;
    this.#onSettled = onSettled;
  }

  answered({ status }: AnswerReader): void {
    this.#settle(status === 200 ? 'answered' : 'error', 'answered');
  }

  failed(_why: string, cutOff: boolean): void {
    this.#settle('error', cutOff ? 'cut-off' : 'given-up');
  }

  expire(): void {
    this.#settle('timeout', 'given-up');
  }

  #settle(outcome: 'answered' | 'error' | 'timeout', ending: Ending): void {
    this.latencyUs = nowUs() - this.intendedUs;
    this.outcome = outcome;
    this.#onSettled(ending);
  }
}
