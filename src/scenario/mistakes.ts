import { UserError } from '../core/errors.js';

/** Keys and list indexes from the top of a document. */
export type Path = readonly (string | number)[];

/** Where a mistake was made. `line` orders the report: lines of the document first, flags and other files last. */
export interface Place {
  /** `scenarios/x.yaml:12` or `--set repeats=0`. */
  readonly text: string;
  readonly line: number;
}

export interface Mistake {
  readonly at: Path;
  /** What was wrong and what was expected. */
  readonly text: string;
  /** Only where the path does not lead to the place: a syntax error, another file. */
  readonly place?: Place;
}

/** What a section calls for each mistake: nothing is thrown, so that all of them are reported at once. */
export type Report = (at: Path, text: string, place?: Place) => void;

/** @returns a report function and the list that it fills. */
export function collectMistakes(): { readonly report: Report; readonly mistakes: readonly Mistake[] } {
  const mistakes: Mistake[] = [];
  const report: Report = (at, text, place) => {
    mistakes.push({ at, text, ...(place ? { place } : {}) });
  };
  return { report, mistakes };
}

/** `loads.steady.rate`; a key that would garble the line is quoted. */
export function formatPath(path: Path): string {
  return path
    .map((segment) => (/^[^\s:"'\p{C}]+$/u.test(`${segment}`) ? `${segment}` : JSON.stringify(segment)))
    .join('.');
}

/** @returns one line for each mistake, in the order of the document: `file:line: path.to.field: text`. */
export function formatMistakes(mistakes: readonly Mistake[], placeOf: (at: Path) => Place): string[] {
  const lines = mistakes
    .map(({ at, text, place = placeOf(at) }) => ({
      line: place.line,
      text: `${place.text}: ${at.length > 0 ? `${formatPath(at)}: ` : ''}${text}`,
    }))
    .toSorted((a, b) => (a.line === b.line ? 0 : a.line - b.line))
    .map(({ text }) => text);
  return [...new Set(lines)];
}

/** @throws UserError with every mistake on its own line; returns where there is none. */
export function throwMistakes(
  mistakes: readonly Mistake[],
  placeOf: (at: Path) => Place,
  error: { readonly code: string; readonly next: string },
): void {
  if (mistakes.length === 0) return;
  throw new UserError(error.code, formatMistakes(mistakes, placeOf).join('\n'), error.next);
}
