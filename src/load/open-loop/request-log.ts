import type { RequestRows, RowKind } from '../../core/request-rows.js';
import { parseJson } from '../../exchange/answer-source.js';
import type { outcomeOf } from '../outcome-of.js';
import type { AnswerReader } from './answer-reader.js';

const NO_MODEL = '';
const FIRST_CAPACITY = 4096;

/** A code of the operating system in a message: `connect ECONNREFUSED 127.0.0.1:41234`. */
const SYSTEM_CODE = /\bE[A-Z]{3,}\b/;

/** Keeps what became of every request of a load, in flat memory. Times are on the clock of `nowUs`. */
export class RequestLog {
  readonly #onBegin: (startedAt: string) => void;
  readonly #kinds: RowKind[] = [];
  readonly #kindIndex = new Map<string, number>();
  readonly #models: string[] = [NO_MODEL];
  readonly #modelIndex = new Map<string, number>([[NO_MODEL, 0]]);
  #dueUs = new Float64Array(FIRST_CAPACITY);
  #latencyUs = new Float64Array(FIRST_CAPACITY);
  #kind = new Uint16Array(FIRST_CAPACITY);
  #model = new Uint16Array(FIRST_CAPACITY);
  #count = 0;
  #startUs = 0;

  /** @param onBegin told when the schedule starts */
  constructor(onBegin: (startedAt: string) => void) {
    this.#onBegin = onBegin;
  }

  begin(startUs: number, startedAt: string): void {
    this.#startUs = startUs;
    this.#onBegin(startedAt);
  }

  answered(
    outcome: ReturnType<typeof outcomeOf>,
    answer: Pick<AnswerReader, 'status' | 'body' | 'retryAfter'>,
    dueUs: number,
    doneUs: number,
  ): void {
    const { status, body, retryAfter } = answer;
    const said = parseJson(Buffer.from(body, 'latin1').toString());
    if (outcome !== 'error') {
      const model = textAt(said, 'model') ?? NO_MODEL;
      return this.#add({ outcome, what: `${status} ${outcome}` }, dueUs, doneUs, model);
    }
    const code = textAt(objectAt(said, 'error'), 'code');
    const isShed = status === 503 && retryAfter;
    const what = code === undefined ? String(status) : `${status} ${code}`;
    this.#add({ outcome: isShed ? 'shed' : 'error', what }, dueUs, doneUs);
  }

  /** No whole answer came. */
  failed(why: string, dueUs: number, doneUs: number): void {
    this.#add({ outcome: 'error', what: SYSTEM_CODE.exec(why)?.[0] ?? why }, dueUs, doneUs);
  }

  timedOut(dueUs: number, doneUs: number): void {
    this.#add({ outcome: 'timeout', what: 'no answer in time' }, dueUs, doneUs);
  }

  dropped(dueUs: number): void {
    this.#add({ outcome: 'dropped', what: 'never sent' }, dueUs, dueUs);
  }

  rows(): RequestRows {
    return {
      dueUs: this.#dueUs.slice(0, this.#count),
      latencyUs: this.#latencyUs.slice(0, this.#count),
      kind: this.#kind.slice(0, this.#count),
      model: this.#model.slice(0, this.#count),
      kinds: this.#kinds,
      models: this.#models,
    };
  }

  #add(kind: RowKind, dueUs: number, doneUs: number, model = NO_MODEL): void {
    if (this.#count === this.#dueUs.length) this.#grow();
    const row = this.#count++;
    this.#dueUs[row] = dueUs - this.#startUs;
    this.#latencyUs[row] = doneUs - dueUs;
    this.#kind[row] = indexIn(this.#kindIndex, `${kind.outcome} ${kind.what}`, this.#kinds, kind);
    this.#model[row] = indexIn(this.#modelIndex, model, this.#models, model);
  }

  #grow(): void {
    const length = this.#dueUs.length * 2;
    const [dueUs, latencyUs] = [new Float64Array(length), new Float64Array(length)];
    const [kind, model] = [new Uint16Array(length), new Uint16Array(length)];
    dueUs.set(this.#dueUs);
    latencyUs.set(this.#latencyUs);
    kind.set(this.#kind);
    model.set(this.#model);
    [this.#dueUs, this.#latencyUs, this.#kind, this.#model] = [dueUs, latencyUs, kind, model];
  }
}

/** @returns the index of a value that is known by `key`; it is appended where it is new. */
function indexIn<T>(known: Map<string, number>, key: string, all: T[], value: T): number {
  const found = known.get(key);
  if (found !== undefined) return found;
  known.set(key, all.length);
  return all.push(value) - 1;
}

function objectAt(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return (value as Readonly<Record<string, unknown>>)[key];
}

function textAt(value: unknown, key: string): string | undefined {
  const found = objectAt(value, key);
  return typeof found === 'string' ? found : undefined;
}
