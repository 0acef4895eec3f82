import type { Direction } from '../../result/metrics.js';
import { formatRatio } from '../format-number.js';
import type { Column } from './columns.js';
import { NOTHING, type Cell } from './grid.js';

/** One mode's figure in one row. */
export interface Figure {
  readonly value: number | null;
  readonly standing: Column['standing'];
  /** Numbers of the notes that say why the figure is not valid (`!1`): it is then not compared. */
  readonly doubt?: string;
  /** The mode may do better: nobody else is known to be the best, and it has no ratio. */
  readonly isAtLeast?: boolean;
  /** What stands for a figure that there is not. */
  readonly missing?: Cell;
}

export interface Ranking {
  readonly better: Direction;
  readonly format: (value: number) => string;
  /** Index of the figure that ratios refer to; the best if left out. */
  readonly base?: number | undefined;
  /** Shares are ratios already. */
  readonly withRatios?: boolean;
}

/**
 * The cells of a row: the best figure marked, each other one with its ratio to the best or to the base. Figures that
 * read the same are equally good, and where all contenders are, none is marked.
 */
export function rankFigures(figures: readonly Figure[], ranking: Ranking): Cell[] {
  const { better, format, withRatios = true } = ranking;
  const contenders = figures.flatMap(({ value, standing, doubt }) =>
    value === null || standing !== 'contender' || doubt !== undefined ? [] : [value],
  );
  const best = contenders.length === 0 ? null : Math[better === 'lower' ? 'min' : 'max'](...contenders);
  const isOpen = figures.some(
    ({ value, standing, doubt, isAtLeast }) =>
      isAtLeast && standing === 'contender' && doubt === undefined && value !== best,
  );
  const differ = new Set(contenders.map(format)).size > 1;
  const base = ranking.base === undefined ? best : valueOfBase(figures[ranking.base]);

  return figures.map((figure, index): Cell => {
    const { value, standing, doubt, missing = NOTHING, isAtLeast = false } = figure;
    if (value === null) return missing;
    const read = format(value);
    const text = isAtLeast ? atLeast(read) : read;
    if (doubt !== undefined) return { kind: 'figure', text, aside: doubt, asideTone: 'doubtful' };
    if (standing === 'out') return { kind: 'figure', text, tone: 'quiet' };
    const readsBest = standing === 'contender' && best !== null && read === format(best);
    const isBest = differ && readsBest && !isOpen;
    const isBase = ranking.base === undefined ? readsBest : ranking.base === index;
    const aside =
      withRatios && !isAtLeast && !isBase && base !== null ? ratioOf(value, base, format) : undefined;
    return {
      kind: 'figure',
      text,
      ...(isBest ? { best: true } : {}),
      ...(aside === undefined ? {} : { aside }),
    };
  });
}

/** `>= 8,800/s`, and `>=31,000/s`, which is as wide as a figure with a mark can be. */
function atLeast(text: string): string {
  return text.length > 7 ? `>=${text}` : `>= ${text}`;
}

function valueOfBase(base: Figure | undefined): number | null {
  return base === undefined || base.standing === 'out' || base.doubt !== undefined ? null : base.value;
}

/** Nothing where one is zero, or below what the format can tell apart: `1,626 ms` is not 6,000 times `<1 ms`. */
function ratioOf(value: number, base: number, format: (value: number) => string): string | undefined {
  const isBelow = (figure: number): boolean => figure <= 0 || format(figure).startsWith('<');
  return isBelow(value) || isBelow(base) ? undefined : formatRatio(value / base);
}
