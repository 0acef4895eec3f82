import type { CompareResult } from '../../result/compare-contract.js';
import { compareHeadline, geomeanWords } from '../comparison/headline.js';
import { changeOf, rowWords, sideWords, type Change, type CompareRow } from '../comparison/rows.js';
import { callout } from './callout.js';
import { listOf, tableOf, type TableData } from './figure.js';
import { intervalFigure } from './interval-figure.js';
import { html, type Markup } from './markup.js';
import { styleLabels, styleOfMode, type ModeStyles } from './palette.js';
import { pageText } from './shell.js';

/** What changed from one run to another: in words, as ratios with their intervals, and every figure. */
export function comparePage(result: CompareResult): string {
  const { compare, rows, geomeans, warnings } = result;
  const { base, other } = compare;
  return pageText({
    title: `${other.scenario}, old and new`,
    header: html`<header>
      <p class="kind">servebench comparison</p>
      <h1>${other.scenario}, old and new</h1>
      <p class="facts">old: ${sideWords(base)}<br />new: ${sideWords(other)}</p>
    </header>`,
    main: html`<section class="answer" aria-labelledby="answer">
        <h2 id="answer">The answer</h2>
        ${compareHeadline(result).map((sentence) => html`<p class="headline">${sentence}</p>`)}
      </section>
      ${callout('Warnings', ' warn', warnings)}
      <section>
        <h2 id="ratios">Ratios</h2>
        <p class="note">
          Each figure of the new run divided by that of the old one; the line is the 95% interval of the
          ratio, the band what counts as the same (within 5%). An interval that crosses 1 decides nothing.
          Each holds by itself: of 20 such statements about one may be wrong.
        </p>
        ${ratioFigures(rows)}
      </section>
      <section>
        <h2 id="figures">All figures</h2>
        ${tableOf(tableOfRows(rows), 'All figures')}
        <h3>Geometric means</h3>
        <p class="note">Of all loads of a mode, each ratio turned so that below 1 is better.</p>
        ${listOf(geomeans.map(geomeanWords))}
      </section>
      <section>
        <h2 id="again">How to do it again</h2>
        <pre>servebench compare ${base.id} ${other.id}</pre>
      </section>`,
    footer: 'Made by servebench. Throughput and latency are of answered requests.',
  });
}

/** A chart for each load; figures of a mode as a whole have no noise, and stand in the table alone. */
function ratioFigures(rows: readonly CompareRow[]): Markup[] {
  const styles = styleLabels(rows.map(({ mode }) => mode));
  const loads = [...new Set(rows.flatMap(({ load }) => (load === null ? [] : [load])))];
  return loads.map((load, index) => {
    const shown = rows.filter((row) => row.load === load);
    return html`<h3>${load}</h3>
      ${ratioFigure(load, `ratios-${index}`, shown, styles)}`;
  });
}

function ratioFigure(load: string, id: string, rows: readonly CompareRow[], styles: ModeStyles): Markup {
  const drawn = rows.map((row) => {
    const { mode, metric, ratio, interval, verdict } = rowWords(row);
    return {
      label: `${mode} ${metric}`,
      color: styleOfMode(styles, mode).color,
      ratio: row.ratio,
      ci95: row.ci95,
      verdict: MARKS[changeOf(row)],
      found: [ratio, interval, verdict.replace('~ ', '')].filter((text) => text !== '').join('  '),
    };
  });
  return intervalFigure({
    id,
    title: `New divided by old at ${load}`,
    caption: 'New divided by old.',
    rows: drawn,
    table: tableOfRows(rows),
  });
}

const MARKS: Readonly<Record<Change, string>> = {
  worse: 'worse',
  better: 'better',
  same: 'same',
  open: 'not decided',
};

function tableOfRows(rows: readonly CompareRow[]): TableData {
  return {
    head: ['mode', 'load', 'metric', 'old', 'new', 'ratio', '95% interval', 'trials', 'method', 'verdict'],
    rows: rows.map((row) => {
      const { mode, load, metric, old, new: now, ratio, interval, verdict } = rowWords(row);
      const trials = row.method === 'exact' ? '-' : row.repeats.join(' and ');
      return [
        mode,
        { words: load },
        { words: metric },
        ...[old, now, ratio, interval === '' ? '-' : interval, trials],
        { words: row.method },
        { words: verdict },
      ];
    }),
  };
}
