import type { Tone } from './paint.js';

/*
 * What the terminal report shows, before it is laid out: one column a mode (or a metric), rows in titled groups.
 */

/** A figure stands right-aligned, with what belongs beside it: a ratio, or the number of a note. */
export interface FigureCell {
  readonly kind: 'figure';
  readonly text: string;
  /** Best of its row: marked by `*`, with and without colour. */
  readonly best?: boolean;
  readonly tone?: Tone;
  readonly aside?: string;
  readonly asideTone?: Tone;
}

/** Words fill the cell and may take several lines. */
export interface WordsCell {
  readonly kind: 'words';
  readonly text: string;
  readonly tone?: Tone;
}

export type Cell = FigureCell | WordsCell;

export interface Row {
  readonly label: string;
  /** As many as the grid has columns. */
  readonly cells: readonly Cell[];
}

export interface Group {
  readonly name: string;
  /** What stands behind the name, the longest wording first: the first that fits is shown. */
  readonly about: readonly string[];
  readonly rows: readonly Row[];
}

export interface Head {
  readonly label: string;
  /** Below the label: `failed`, `base`. */
  readonly status?: string;
  readonly tone?: Tone;
}

export interface Grid {
  readonly head: readonly Head[];
  readonly groups: readonly Group[];
}

/** There is no figure. */
export const NOTHING: Cell = { kind: 'figure', text: '-', tone: 'quiet' };
