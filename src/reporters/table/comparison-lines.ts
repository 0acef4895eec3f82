import type { Comparison } from '../../result/comparison-contract.js';
import type { Result } from '../../result/contract.js';
import { isFloor, shortTitle } from '../../result/metrics.js';
import { formatBound } from '../format-number.js';
import type { Paint } from './paint.js';
import { hang, wrapText } from './text.js';
import { intervalWords, verdictWords } from './verdict-words.js';

/** The longest verdict: beside it the columns need their room. */
const VERDICT = 34;

/**
 * The comparisons with one mode, one a line: ratio, interval, and what they mean. Nothing where there are none.
 * @param preferred label to compare with, if the run has such comparisons; else `embedded` or another mode that gives
 * real answers.
 */
export function comparisonLines(
  { comparisons, modes }: Result,
  preferred: string | undefined,
  width: number,
  paint: Paint,
): string[] {
  const bases = [...new Set(comparisons.map(({ against }) => against))];
  const answering = bases.find((base) => modes[base] && !isFloor(modes[base]));
  const against = bases.find((base) => base === preferred) ?? answering ?? bases[0];
  const shown = comparisons.filter((comparison) => comparison.against === against);
  if (against === undefined) return [];
  if (shown.every(({ ci95 }) => ci95 === null)) {
    const pairs = Math.max(...shown.map((comparison) => comparison.pairs));
    const reason = `an interval needs 3 valid repeats of both modes, here are ${pairs}; try --repeats 5`;
    return hang('', `No verdicts against ${against}: ${reason}`, width);
  }
  const title = `Compared with ${against}, in pairs within each block: ratio [95% interval], verdict`;
  return [
    ...wrapText(title, width).map((line) => paint('title', line)),
    ...layOut(shown, width, paint),
    ...wrapText(`same: the interval lies within 5% of 1; ${methodsOf(shown)}`, width).map((line) =>
      paint('quiet', line),
    ),
  ];
}

function layOut(shown: readonly Comparison[], width: number, paint: Paint): string[] {
  const padMode = padder(shown.map(({ mode }) => mode));
  const padLoad = padder(shown.map(({ load }) => load ?? ''));
  const padMetric = padder(shown.map(({ metric }) => shortTitle(metric)));
  const padInterval = padder(shown.map(({ ci95 }) => intervalWords(ci95)));
  const widestRatio = Math.max(...shown.map(({ ratio }) => formatBound(ratio).length));

  return shown.flatMap((comparison, index) => {
    const { mode, load, metric, ratio, ci95 } = comparison;
    const last = shown[index - 1];
    const isSameMode = last?.mode === mode;
    const isSameLoad = isSameMode && last.load === load;
    const place = `${padMode(isSameMode ? '' : mode)}  ${padLoad(isSameLoad ? '' : (load ?? ''))}`;
    const figures = `${`${formatBound(ratio)}x`.padStart(widestRatio + 1)} ${padInterval(intervalWords(ci95))}`;
    const row = `${padMetric(shortTitle(metric))}  ${figures}`;
    const { tone, text } = verdictWords(comparison);
    const verdict = paint(tone, text);
    if (`  ${place}  ${row}  `.length + VERDICT <= width) return [`  ${place}  ${row}  ${verdict}`];
    // Narrow: the mode and its load on a line of their own, and if need be the verdict too.
    const above = isSameLoad ? [] : [`  ${mode}, ${load ?? 'whole mode'}`];
    const isWide = `    ${row}  `.length + VERDICT <= width;
    return [
      ...above,
      ...(isWide ? [`    ${row}  ${verdict}`] : [`    ${row.trimEnd()}`, `      ${verdict}`]),
    ];
  });
}

function padder(texts: readonly string[]): (text: string) => string {
  const widest = Math.max(0, ...texts.map(({ length }) => length));
  return (text) => text.padEnd(widest);
}

/** `3 pairs (paired-t)`: a reader of statistics wants to know. */
function methodsOf(shown: readonly Comparison[]): string {
  const judged = shown.filter(({ ci95 }) => ci95 !== null);
  return [...new Set(judged.map(({ pairs, method }) => `${pairs} pairs (${method})`))].join(', ');
}
