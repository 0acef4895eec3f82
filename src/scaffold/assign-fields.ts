import { rowShape, type TensorSpec } from '../core/model-card.js';
import { normalise, similarName } from '../traffic/similar-name.js';
import type { FieldProfile } from './field-profile.js';

/** Which fields of a log fill an input, in the order of its columns. */
export interface Assignment {
  readonly input: TensorSpec;
  readonly fields: readonly FieldProfile[];
  /** `asked for`, `same name`, `similar name`, `by position`, `the only one left` */
  readonly how: string;
}

/** An input that nobody but the user can fill. */
export interface OpenInput {
  readonly input: TensorSpec;
  /** Numbers or texts that it takes of one request; undefined where the graph leaves that open. */
  readonly width: number | undefined;
  /** Fields that are left, in the order of the log. */
  readonly candidates: readonly string[];
  /** As many of them as it takes, the nearest name first: to be said or confirmed, never taken unasked. */
  readonly nearest: readonly string[];
}

export interface Assignments {
  readonly filled: readonly Assignment[];
  readonly open: readonly OpenInput[];
}

/**
 * Pairs inputs and fields: as asked for, then by the same name, by one that differs in case and separators, and where
 * one input is left by what is left of the log, if it is just enough. Columns have no names in a graph, so several
 * fields fill them in the order of the log. Whatever could be meant in two ways stays open: of several inputs, one that
 * takes a single field is filled by its name alone (`height` is not `weight`).
 *
 * @param fields without label and time of the request
 * @param asked input -> names of its fields, all of them known
 */
export function assignFields(
  inputs: readonly TensorSpec[],
  fields: readonly FieldProfile[],
  asked: ReadonlyMap<string, readonly string[]>,
): Assignments {
  const filled = new Map<string, Assignment>();
  const left = new Map(fields.map((field) => [field.name, field]));
  const give = (input: TensorSpec, names: readonly string[], how: string): void => {
    const given = names.flatMap((name) => fields.filter((field) => field.name === name));
    for (const name of names) left.delete(name);
    filled.set(input.name, { input, fields: given, how });
  };
  const waiting = (): readonly TensorSpec[] => inputs.filter(({ name }) => !filled.has(name));

  for (const input of inputs) {
    const names = asked.get(input.name);
    if (names) give(input, names, 'asked for');
  }
  for (const input of waiting()) {
    const field = left.get(input.name);
    if (field && canFill(field, input)) give(input, [field.name], 'same name');
  }
  for (const input of waiting()) {
    const [field, ...others] = [...left.values()].filter(
      ({ name }) => normalise(name) === normalise(input.name),
    );
    if (field && others.length === 0 && canFill(field, input)) give(input, [field.name], 'similar name');
  }
  const [last, ...others] = waiting();
  if (last && others.length === 0) {
    const names = remainderFor(last, [...left.values()]);
    if (names && (names.length > 1 || inputs.length === 1))
      give(last, names, names.length === 1 ? 'the only one left' : 'by position');
  }
  const candidates = [...left.keys()];
  return {
    filled: inputs.flatMap(({ name }) => filled.get(name) ?? []),
    open: waiting().map((input) => {
      const width = widthOf(input);
      const fitting = [...left.values()].filter((field) => canFill(field, input)).map(({ name }) => name);
      const similar = similarName(input.name, fitting);
      const nearest = similar === undefined ? candidates.slice(0, width ?? 1) : [similar];
      return { input, width, candidates, nearest };
    }),
  };
}

/** Elements of one request; undefined where a dimension is open. */
export function widthOf(input: TensorSpec): number | undefined {
  return rowShape(input).reduce<number | undefined>(
    (product, size) => (product === undefined || typeof size === 'string' ? undefined : product * size),
    1,
  );
}

/** One field alone: a list of as many elements, or a scalar for one element. */
function canFill({ kind, elements }: FieldProfile, input: TensorSpec): boolean {
  const width = widthOf(input);
  if (kind === 'array') return width === undefined || elements === width;
  return width === 1 && kind !== 'object' && kind !== 'mixed';
}

function remainderFor(input: TensorSpec, left: readonly FieldProfile[]): readonly string[] | undefined {
  const whole = left.filter((field) => canFill(field, input));
  const scalars = left.filter(({ kind }) => !['array', 'object', 'mixed'].includes(kind));
  const width = widthOf(input);
  if (whole.length === 1 && (width === 1 ? left.length === 1 : true)) return whole.map(({ name }) => name);
  if (whole.length > 1 || width === undefined || width === 1) return undefined;
  return scalars.length === width ? scalars.map(({ name }) => name) : undefined;
}
