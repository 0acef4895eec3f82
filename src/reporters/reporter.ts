import type { Result, SweepResult } from '../result/contract.js';

export interface RenderOptions {
  readonly color: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  /** Label of the mode that ratios refer to; the best of each row if left out. */
  readonly against?: string;
}

/**
 * Turns a document into text. Pure: the same document renders to the same text.
 * NOT aware of files, terminals, clocks, or how the document was made.
 */
export interface Reporter {
  /** The word after `--format`. */
  readonly id: string;
  /** Of output files, with the dot. */
  readonly extensions: readonly string[];
  /** Ends with a newline. */
  render(document: Result | SweepResult, options: RenderOptions): string;
}
