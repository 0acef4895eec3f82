import type { RequestRows, RowKind } from '../../core/request-rows.js';

/** One request of a drill; times in microseconds since the start of the load. */
export interface Row {
  readonly kind: RowKind;
  readonly dueUs: number;
  readonly endUs: number;
  readonly latencyUs: number;
  /** Empty where the answer named none. */
  readonly model: string;
}

/** The rows in the order in which they ended. */
export function* readRows({ dueUs, latencyUs, kind, model, kinds, models }: RequestRows): Generator<Row> {
  for (let row = 0; row < dueUs.length; row++) {
    const due = dueUs[row] ?? 0;
    const took = latencyUs[row] ?? 0;
    yield {
      kind: kinds[kind[row] ?? 0] as RowKind,
      dueUs: due,
      endUs: due + took,
      latencyUs: took,
      model: models[model[row] ?? 0] ?? '',
    };
  }
}

/** Whether it left the load process. */
export function isSent({ kind: { outcome } }: Row): boolean {
  return outcome !== 'dropped';
}

/** Whether the caller got an answer, if only a known miss. */
export function isAnswered({ kind: { outcome } }: Row): boolean {
  return outcome !== 'error' && outcome !== 'shed' && outcome !== 'timeout' && outcome !== 'dropped';
}

/** Whether the caller would complain. */
export function isBad(row: Row, limitUs: number): boolean {
  return !isAnswered(row) || row.latencyUs > limitUs;
}
