import type { Result } from '../../result/contract.js';
import type { LoadSummary } from '../../result/load-contract.js';
import { isFloor } from '../../result/metrics.js';
import { answerOf, type Answer } from '../answer/answer.js';
import { formatShare } from '../format-number.js';
import type { Point } from '../points.js';
import { answeredShare, columnsOf, loadIds, type Column } from '../table/columns.js';
import type { Markup } from './markup.js';
import type { ModeStyles } from './palette.js';

/** What every section of a page is made from. */
export interface Report {
  /** Unique in the page, for the ids of its charts: `r0`. */
  readonly key: string;
  /** Of a sweep: the value. */
  readonly name?: string;
  readonly result: Result;
  readonly columns: readonly Column[];
  readonly answer: Answer;
  readonly styles: ModeStyles;
}

export function reportOf({ name, result }: Point, index: number, styles: ModeStyles): Report {
  return {
    key: `r${index}`,
    ...(name === undefined ? {} : { name }),
    result,
    columns: columnsOf(result),
    answer: answerOf(result),
    styles,
  };
}

/** One load over all modes that have it. */
export interface LoadReport {
  readonly load: string;
  /** For ids: `l0`. */
  readonly key: string;
  readonly modes: readonly { readonly column: Column; readonly summary: LoadSummary }[];
}

export function loadsOf({ columns }: Report): LoadReport[] {
  return loadIds(columns).map((load, index) => ({
    load,
    key: `l${index}`,
    modes: columns.flatMap((column) => {
      const summary = column.mode.loads[load];
      return summary ? [{ column, summary }] : [];
    }),
  }));
}

/** A label with what a reader of a chart must know of it: `precomputed (56.2% answered)`, `embedded (not valid)`. */
export function chartLabel({ label, mode }: Column, summary: LoadSummary): string {
  const doubts = [
    ...(isFloor(mode) ? ['floor'] : []),
    ...(summary.validity.valid ? [] : ['not valid']),
    ...(mode.status === 'failed' ? ['failed'] : []),
    ...partial(mode, summary),
  ];
  return doubts.length === 0 ? label : `${label} (${doubts.join(', ')})`;
}

/** A label where no load is in question. */
export function wholeModeLabel({ label, standing }: Column): string {
  return standing === 'contender' ? label : `${label} (${standing === 'floor' ? 'floor' : 'failed'})`;
}

function partial(mode: Column['mode'], summary: LoadSummary): string[] {
  const share = answeredShare(summary);
  return isFloor(mode) || share === null || share === 1 ? [] : [`${formatShare(share)} answered`];
}

/** A titled part of a page. */
export interface Section {
  /** For links within the page: `latency`. */
  readonly id: string;
  readonly title: string;
  readonly body: Markup;
}
