import type { CompareResult } from '../../result/compare-contract.js';
import type { RenderOptions } from '../reporter.js';
import { paintWith, type Tone } from '../table/paint.js';
import { hang, oneLine } from '../table/text.js';
import { geomeanWords } from './headline.js';
import { rowWords, sideWords } from './rows.js';

const HEAD = ['mode', 'load', 'metric', 'old', 'new', 'ratio', '95% interval', 'verdict'];
/** Columns of figures, which stand to the right. */
const FIGURES = [3, 4, 5, 6];

/** Old and new, ratio with interval and verdict, as text for a terminal: `~` where no difference was found. */
export function compareTable(result: CompareResult, { color, width }: RenderOptions): string {
  const paint = paintWith(color);
  const { base, other } = result.compare;
  const cells = result.rows.map((row) => {
    const words = rowWords(row);
    const { mode, metric, old, new: now, ratio, interval, verdict, tone } = words;
    const texts = [oneLine(mode), oneLine(row.load ?? ''), metric, old, now, ratio, interval, verdict];
    return { texts, tone };
  });
  const widths = HEAD.map((title, at) =>
    Math.max(title.length, ...cells.map(({ texts }) => texts[at]?.length ?? 0)),
  );
  const line = (texts: readonly string[], tone: Tone = 'plain'): string =>
    texts
      .map((text, at) => {
        if (at === texts.length - 1) return paint(tone, text);
        return FIGURES.includes(at) ? text.padStart(widths[at] ?? 0) : text.padEnd(widths[at] ?? 0);
      })
      .join('  ')
      .trimEnd();
  return `${[
    ...[`old  ${oneLine(sideWords(base))}`, `new  ${oneLine(sideWords(other))}`, ''],
    ...[line(HEAD), ...cells.map(({ texts, tone }) => line(texts, tone)), ''],
    'Geometric mean, each ratio turned so that below 1 is better',
    ...result.geomeans.map((geomean) => `  ${oneLine(geomeanWords(geomean))}`),
    '',
    'Warnings',
    ...result.warnings.flatMap((warning) => hang('  ', oneLine(warning), width)),
  ].join('\n')}\n`;
}
