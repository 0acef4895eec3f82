import type { LoadSummary } from '../../result/load-contract.js';

/** One load of one mode that has no valid trial. */
interface Invalid {
  readonly mode: string;
  readonly load: string;
  readonly reasons: readonly string[];
}

/** Loads that are not valid, as numbered notes: one a kind of reason, since a busy machine disturbs many alike. */
export interface InvalidLoads {
  /** `!1` or `!1,2`; undefined where the load is valid. */
  readonly referTo: (mode: string, load: string) => string | undefined;
  /** In the order of their numbers. */
  readonly notes: readonly string[];
}

interface Note {
  readonly kind: string;
  readonly reason: string;
  readonly places: string[];
}

/** @param loads every load of every mode, valid or not. */
export function findInvalidLoads(
  loads: readonly { readonly mode: string; readonly load: string; readonly summary: LoadSummary }[],
): InvalidLoads {
  const invalid = loads.flatMap(({ mode, load, summary: { validity } }): Invalid[] => {
    if (validity.valid) return [];
    return [{ mode, load, reasons: validity.reasons.length > 0 ? validity.reasons : ['no valid trial'] }];
  });
  const notes: Note[] = [];
  const references = new Map<string, Set<number>>();
  for (const { mode, load, reasons } of invalid) {
    const place = `${mode}.${load}`;
    const numbers = new Set<number>();
    for (const reason of reasons) numbers.add(numberOf(notes, reason, place));
    references.set(place, numbers);
  }
  return {
    referTo: (mode, load) => {
      const numbers = references.get(`${mode}.${load}`);
      return numbers && shorten([...numbers].sort((a, b) => a - b));
    },
    notes: notes.map(describeNote),
  };
}

/** Adds what is new of the reason to the notes. */
function numberOf(notes: Note[], reason: string, place: string): number {
  const kind = reason.replace(/^block \d+: /, '').replace(/\d+([.,]\d+)*/g, '#');
  const index = notes.findIndex((note) => note.kind === kind);
  if (index === -1) return notes.push({ kind, reason, places: [place] });
  notes[index]?.places.push(place);
  return index + 1;
}

/** At most five columns: the width of a ratio. */
function shorten(numbers: readonly number[]): string {
  const all = `!${numbers.join(',')}`;
  return all.length <= 5 ? all : `!${numbers[0]}...`.slice(0, 5);
}

function describeNote({ reason, places: [first, ...alike] }: Note): string {
  if (alike.length === 0) return `${first}, ${reason}`;
  const where = [...new Set(alike)].join(', ');
  return `${first}, ${reason} (and ${alike.length} more trial${alike.length === 1 ? '' : 's'} like it: ${where})`;
}
