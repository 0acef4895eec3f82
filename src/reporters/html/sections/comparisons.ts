import type { Comparison } from '../../../result/comparison-contract.js';
import { isFloor, shortTitle } from '../../../result/metrics.js';
import { formatBound, formatCount } from '../../format-number.js';
import { loadIds } from '../../table/columns.js';
import { intervalWords, verdictWords } from '../../table/verdict-words.js';
import { tableOf, type TableData } from '../figure.js';
import { intervalFigure } from '../interval-figure.js';
import { html, type Markup } from '../markup.js';
import { styleOfMode } from '../palette.js';
import type { Report, Section } from '../report.js';

/** What the pairs of trials say, load by load: ratio, interval, verdict. */
export function comparisonSection(report: Report): Section | undefined {
  const { comparisons, modes } = report.result;
  if (comparisons.length === 0) return undefined;
  const bases = [...new Set(comparisons.map(({ against }) => against))];
  const answering = bases.filter((base) => modes[base] && !isFloor(modes[base]));
  // Ratios to the floor say what a mode costs in all; as a chart they would only repeat the order.
  const drawn = answering.length > 0 ? answering : bases;
  const figures = drawn.flatMap((base, index) => baseFigures(report, base, index));
  const rest = comparisons.filter(({ against }) => !drawn.includes(against));
  return {
    id: 'comparisons',
    title: 'Comparisons',
    body: html`
      <p class="note">
        Each figure of a mode divided by that of the reference, in pairs of trials of the same repeat; the
        line is the 95% interval of the ratio, the band what counts as the same (within 5%). An interval that
        crosses 1 decides nothing. Each holds by itself: of 20 such statements about one may be wrong.
      </p>
      ${figures}${rest.length === 0 ? undefined : floorTable(rest)}
    `,
  };
}

function floorTable(comparisons: readonly Comparison[]): Markup {
  return html`<details class="short">
    <summary>Compared with the floor, as a table</summary>
    ${tableOf(tableOfComparisons(comparisons), 'Compared with the floor')}
  </details>`;
}

function baseFigures(report: Report, base: string, index: number): Markup[] {
  const shown = report.result.comparisons.filter(({ against }) => against === base);
  const order = loadIds(report.columns);
  const loads = [...new Set(shown.map(({ load }) => load))].sort(
    (a, b) => order.indexOf(a ?? '') - order.indexOf(b ?? ''),
  );
  return loads.map((load, at) => {
    const rows = shown.filter((comparison) => comparison.load === load);
    return baseFigure(report, `${index}-${at}`, base, load ?? 'the whole mode', rows);
  });
}

function baseFigure(
  { key, styles }: Report,
  id: string,
  base: string,
  load: string,
  comparisons: readonly Comparison[],
): Markup {
  const rows = comparisons.map((comparison) => {
    const { mode, metric, ratio, ci95 } = comparison;
    return {
      label: `${mode} ${shortTitle(metric)}`,
      color: styleOfMode(styles, mode).color,
      ratio,
      ci95,
      verdict: verdictWords(comparison).text,
      found: [`${formatBound(ratio)}x`, intervalWords(ci95), verdictWords(comparison).text]
        .filter(Boolean)
        .join('  '),
    };
  });
  const untested = rows.some(({ ci95 }) => ci95 === null)
    ? ' An empty point has no interval: too few repeats.'
    : '';
  return html`<h3>${load}</h3>
    ${intervalFigure({
      id: `${key}-comparison-${id}`,
      title: `Ratios to ${base} at ${load}`,
      caption: `Ratio to ${base}.${untested}`,
      rows,
      table: tableOfComparisons(comparisons),
    })}`;
}

function tableOfComparisons(comparisons: readonly Comparison[]): TableData {
  return {
    head: ['mode', 'against', 'load', 'metric', 'ratio', '95% interval', 'pairs', 'method', 'verdict'],
    rows: comparisons.map((comparison) => {
      const { mode, against, load, metric, ratio, ci95, pairs, method } = comparison;
      return [
        mode,
        { words: against },
        { words: load ?? 'whole mode' },
        { words: shortTitle(metric) },
        `${formatBound(ratio)}x`,
        intervalWords(ci95) || '-',
        formatCount(pairs),
        { words: method },
        { words: verdictWords(comparison).text },
      ];
    }),
  };
}
