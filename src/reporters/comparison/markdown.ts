import type { CompareResult } from '../../result/compare-contract.js';
import { fitComment, foldUp, markerFor } from '../markdown/comment.js';
import { escapeMarkdown, tableOf } from '../markdown/escape-markdown.js';
import { compareHeadline, geomeanWords } from './headline.js';
import { changeOf, rowWords, sideWords, type CompareRow } from './rows.js';

/** A comment on a pull request: what changed, and folded up everything else. */
export function compareMarkdown(result: CompareResult): string {
  const { compare, rows, geomeans, warnings } = result;
  const changed = rows.filter((row) => ['worse', 'better'].includes(changeOf(row)));
  const listed = (items: readonly string[]): string =>
    items.map((item) => `- ${escapeMarkdown(item, 2000)}`).join('\n');
  const core = [
    markerFor('compare', compare.other.scenario),
    `### servebench: ${escapeMarkdown(compare.other.scenario)}, old and new`,
    compareHeadline(result)
      .map((sentence) => escapeMarkdown(sentence, 2000))
      .join(' '),
    ...(changed.length === 0 ? [] : [tableOfRows(changed)]),
  ];
  const details = [
    { title: `All figures (${rows.length})`, body: tableOfRows(rows) },
    {
      title: 'Geometric means, each ratio turned so that below 1 is better',
      body: listed(geomeans.map(geomeanWords)),
    },
    {
      title: `The two runs, and ${warnings.length === 1 ? 'a warning' : 'warnings'}`,
      body: listed([`old: ${sideWords(compare.base)}`, `new: ${sideWords(compare.other)}`, ...warnings]),
    },
  ];
  return fitComment(core, details.filter(({ body }) => body !== '').map(foldUp));
}

function tableOfRows(rows: readonly CompareRow[]): string {
  const head = ['mode', 'load', 'metric', 'old', 'new', 'ratio', '95% interval', 'verdict'];
  const aligned = ['left', 'left', 'left', 'right', 'right', 'right', 'right', 'left'] as const;
  const cells = rows.map((row) => {
    const { mode, load, metric, old, new: now, ratio, interval, verdict } = rowWords(row);
    const place = [mode, load, metric, old, now, ratio, interval].map((text) => escapeMarkdown(text, 60));
    const found = escapeMarkdown(verdict);
    return [...place, changeOf(row) === 'worse' ? `**${found}**` : found];
  });
  return tableOf(head, aligned, cells);
}
