import type { CompareResult } from '../result/compare-contract.js';
import type { Result, SweepResult } from '../result/contract.js';
import type { DrillResult } from '../result/drill-contract.js';
import type { GateResult } from '../result/gate-contract.js';

export interface RenderOptions {
  readonly color: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  /** Label of the mode that ratios refer to; the best of each row if left out. */
  readonly against?: string;
}

/** One run, or one for each value of a sweep. */
export type RunDocument = Result | SweepResult;

export type Document = RunDocument | CompareResult | GateResult | DrillResult;

/**
 * Turns a document into text. Pure: the same document renders to the same text.
 * NOT aware of files, terminals, clocks, or how the document was made.
 */
export interface Reporter {
  /** The word after `--format`. */
  readonly id: string;
  /** Other words for it. */
  readonly aliases?: readonly string[];
  /** Of output files, with the dot. The longest that fits a file's name decides. */
  readonly extensions: readonly string[];
  /** Ends with a newline. A promise where a library has to be loaded first. */
  render(document: Document, options: RenderOptions): string | Promise<string>;
  /** What a CI system wants in addition, appended to a file that it names in its environment. */
  readonly appendix?: Appendix;
}

export interface Appendix {
  /** Environment variable with the name of the file; nothing is appended where it is not set. */
  readonly variable: string;
  /** Ends with a newline. */
  render(document: Document, options: RenderOptions): string;
}
