/** What all values of a field have in common. A number of a CSV cell is one, too. */
export type FieldKind = 'integer' | 'number' | 'boolean' | 'text' | 'array' | 'object' | 'mixed';

/** One field of a request log, over all its records. */
export interface FieldProfile {
  readonly name: string;
  readonly kind: FieldKind;
  /** Of numbers. */
  readonly min?: number;
  readonly max?: number;
  /**
   * Different texts or truths in code-point order, or whole numbers in theirs, as a run will read them; undefined where
   * they are too many.
   */
  readonly values?: readonly string[];
  /** Elements of each array, nested ones counted through, where all have the same. */
  readonly elements?: number;
  /** Records without it, null included, and the line of the first of them. */
  readonly missing: number;
  readonly firstMissing?: number;
  /** Every value can be read as a time. */
  readonly isTime: boolean;
  /** Values are cells: each is a text, too. */
  readonly isCell: boolean;
  /** The first value of another kind than the one before it, or that keeps a field of numbers from whole ones. */
  readonly odd?: Odd;
  /** Most values are numbers, but not all: a cell such as `NA` among them. */
  readonly isMostlyNumbers: boolean;
  /** Every value is a text that holds a number: `"34"`. */
  readonly isNumberText: boolean;
}

export interface Odd {
  readonly line: number;
  readonly value: unknown;
}

/** A number as a text. */
export const NUMBER_TEXT = /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/;

/** A vocabulary beyond this is a list of identifiers, and no model has a row for each. */
export const MOST_VALUES = 100_000;
/** More different whole numbers are no classes. */
const MOST_CLASSES = 1000;

const NUMBERS: readonly FieldKind[] = ['integer', 'number'];
const LISTED: readonly FieldKind[] = ['text', 'boolean', 'integer'];

/** Takes the values of one field, one after the other, in bounded memory. */
export interface FieldTally {
  /** @param value of the record at `line`; undefined or null where it has none */
  add(value: unknown, line: number): void;
  profile(records: number): FieldProfile;
}

/** @param readTime undefined for what is no time @param readCell what a cell stands for; undefined where there are none */
export function createFieldTally(
  name: string,
  readTime: (value: unknown) => number | undefined,
  readCell?: (cell: unknown) => unknown,
): FieldTally {
  const kinds = new Map<FieldKind, Odd>();
  const values = new Set<string>();
  const sizes = new Set<number>();
  let [min, max] = [Infinity, -Infinity];
  let [present, numbers] = [0, 0];
  let [isTime, isNumberText] = [true, true];
  let firstMissing: number | undefined;
  return {
    add: (raw, line) => {
      const value = readCell ? readCell(raw) : raw;
      if (value === undefined || value === null) {
        firstMissing ??= line;
        return;
      }
      present++;
      const kind = kindOf(value);
      if (!kinds.has(kind)) kinds.set(kind, { line, value: raw });
      isTime &&= readTime(raw) !== undefined;
      isNumberText &&= typeof value === 'string' && NUMBER_TEXT.test(value.trim());
      if (typeof value === 'number') {
        numbers++;
        min = Math.min(min, value);
        max = Math.max(max, value);
      } else if (Array.isArray(value)) sizes.add(value.flat(Infinity).length);
      // A field of cells may turn out to be text at its last line.
      const most = kind === 'integer' && !readCell ? MOST_CLASSES : MOST_VALUES;
      if ((readCell ? kind !== 'array' : LISTED.includes(kind)) && values.size <= most)
        values.add(String(readCell ? raw : value));
    },
    profile: (records) => {
      const kind = commonKind(kinds, readCell !== undefined);
      const [elements] = sizes;
      const isListed =
        LISTED.includes(kind) && values.size <= (kind === 'integer' ? MOST_CLASSES : MOST_VALUES);
      const listed =
        kind === 'integer' ? [...values].sort((a, b) => Number(a) - Number(b)) : [...values].sort();
      const isMostlyNumbers = numbers < present && numbers > present / 2;
      const odd = kind === 'number' ? kinds.get('number') : oddOf(kinds, isMostlyNumbers);
      return {
        name,
        kind,
        ...(kind === 'integer' || kind === 'number' ? { min, max } : {}),
        ...(isListed ? { values: listed } : {}),
        ...(sizes.size === 1 && elements !== undefined ? { elements } : {}),
        missing: records - present,
        ...(firstMissing === undefined ? {} : { firstMissing }),
        isTime: isTime && present > 0,
        isCell: readCell !== undefined,
        ...(odd === undefined ? {} : { odd }),
        isMostlyNumbers,
        isNumberText: isNumberText && present > 0,
      };
    },
  };
}

function kindOf(value: unknown): FieldKind {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? 'integer' : 'number';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'string') return 'text';
  return Array.isArray(value) ? 'array' : 'object';
}

function oddOf(kinds: ReadonlyMap<FieldKind, Odd>, isMostlyNumbers: boolean): Odd | undefined {
  const [, second] = kinds;
  const other = [...kinds].find(([kind]) => !NUMBERS.includes(kind));
  return (isMostlyNumbers ? other : second)?.[1];
}

/** Cells of several kinds are what they are written as: texts. A list among them is sent as a list. */
function commonKind(kinds: ReadonlyMap<FieldKind, unknown>, areCells: boolean): FieldKind {
  const [first = 'mixed', ...rest] = kinds.keys();
  if (rest.length === 0) return first;
  if ([...kinds.keys()].every((kind) => NUMBERS.includes(kind))) return 'number';
  return areCells && !kinds.has('array') ? 'text' : 'mixed';
}
