/** What all values of a field have in common. A number of a CSV cell is one, too. */
export type FieldKind = 'integer' | 'number' | 'boolean' | 'text' | 'array' | 'object' | 'mixed';

/** One field of a request log, over all its records. */
export interface FieldProfile {
  readonly name: string;
  readonly kind: FieldKind;
  /** Of numbers. */
  readonly min?: number;
  readonly max?: number;
  /** Different texts or truths in code-point order, or whole numbers in theirs; undefined where they are too many. */
  readonly values?: readonly string[];
  /** Elements of each array, nested ones counted through, where all have the same. */
  readonly elements?: number;
  /** Records without it, null included, and the line of the first of them. */
  readonly missing: number;
  readonly firstMissing?: number;
  /** Every value can be read as a time. */
  readonly isTime: boolean;
}

/** A vocabulary beyond this is a list of identifiers, and no model has a row for each. */
export const MOST_VALUES = 100_000;
/** More different whole numbers are no classes. */
const MOST_CLASSES = 1000;

const LISTED: readonly FieldKind[] = ['text', 'boolean', 'integer'];

/** Takes the values of one field, one after the other, in bounded memory. */
export interface FieldTally {
  /** @param value of the record at `line`; undefined or null where it has none */
  add(value: unknown, line: number): void;
  profile(records: number): FieldProfile;
}

/** @param readTime undefined for what is no time @param readCell what a value of this log stands for */
export function createFieldTally(
  name: string,
  readTime: (value: unknown) => number | undefined,
  readCell: (value: unknown) => unknown,
): FieldTally {
  const kinds = new Set<FieldKind>();
  const values = new Set<string>();
  const sizes = new Set<number>();
  let [min, max] = [Infinity, -Infinity];
  let present = 0;
  let isTime = true;
  let firstMissing: number | undefined;
  return {
    add: (raw, line) => {
      const value = readCell(raw);
      if (value === undefined || value === null) {
        firstMissing ??= line;
        return;
      }
      present++;
      const kind = kindOf(value);
      kinds.add(kind);
      isTime &&= readTime(raw) !== undefined;
      if (typeof value === 'number') {
        min = Math.min(min, value);
        max = Math.max(max, value);
      } else if (Array.isArray(value)) sizes.add(value.flat(Infinity).length);
      const most = kind === 'integer' ? MOST_CLASSES : MOST_VALUES;
      if (LISTED.includes(kind) && values.size <= most) values.add(String(value));
    },
    profile: (records) => {
      const kind = commonKind(kinds);
      const [elements] = sizes;
      const isListed =
        LISTED.includes(kind) && values.size <= (kind === 'integer' ? MOST_CLASSES : MOST_VALUES);
      const listed =
        kind === 'integer' ? [...values].sort((a, b) => Number(a) - Number(b)) : [...values].sort();
      return {
        name,
        kind,
        ...(kind === 'integer' || kind === 'number' ? { min, max } : {}),
        ...(isListed ? { values: listed } : {}),
        ...(sizes.size === 1 && elements !== undefined ? { elements } : {}),
        missing: records - present,
        ...(firstMissing === undefined ? {} : { firstMissing }),
        isTime: isTime && present > 0,
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

function commonKind(kinds: ReadonlySet<FieldKind>): FieldKind {
  const [first = 'mixed', ...rest] = kinds;
  if (rest.length === 0) return first;
  const isNumber = [...kinds].every((kind) => kind === 'integer' || kind === 'number');
  return isNumber ? 'number' : 'mixed';
}
