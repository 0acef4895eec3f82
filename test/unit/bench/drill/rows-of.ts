import type { RequestRows, RowOutcome } from '../../../../src/core/request-rows.js';

/** One request of a made-up drill; times in milliseconds since the start of the load. */
export interface MadeRow {
  readonly due: number;
  readonly took?: number;
  readonly outcome?: RowOutcome;
  readonly model?: string;
}

/** The columns of these requests, in the order in which they ended. */
export function rowsOf(made: readonly MadeRow[]): RequestRows {
  const rows = made
    .map(({ due, took = 1, outcome = 'model', model = '' }) => ({ due, took, outcome, model }))
    .toSorted((one, other) => one.due + one.took - other.due - other.took);
  const outcomes = [...new Set(rows.map(({ outcome }) => outcome))];
  const models = [...new Set(['', ...rows.map(({ model }) => model)])];
  return {
    dueUs: Float64Array.from(rows, ({ due }) => due * 1000),
    latencyUs: Float64Array.from(rows, ({ took }) => took * 1000),
    kind: Uint16Array.from(rows, ({ outcome }) => outcomes.indexOf(outcome)),
    model: Uint16Array.from(rows, ({ model }) => models.indexOf(model)),
    kinds: outcomes.map((outcome) => ({ outcome, what: `got ${outcome}` })),
    models,
  };
}

/** One request each 10 ms, all answered after 1 ms, but as `change` says. */
export function steadyRows(
  durationMs: number,
  change: (due: number) => Partial<MadeRow> | undefined = () => undefined,
): MadeRow[] {
  return Array.from({ length: durationMs / 10 }, (_, index) => ({ due: index * 10, ...change(index * 10) }));
}
