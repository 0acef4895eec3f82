import { answerOf } from '../answer/answer.js';
import { pointsOf, type Point } from '../points.js';
import type { Document, Reporter } from '../reporter.js';
import { summaryTable, type SummaryCell } from '../summary-table.js';
import { answerItems, detailsOf, foldUp } from './details.js';
import { escapeMarkdown, tableOf } from './escape-markdown.js';

/** GitHub refuses comments of more than 65,536 characters; some room for what a workflow puts around it. */
const MOST_CHARACTERS = 65_000;
/** Of which the part that is not folded up. */
const MOST_ROWS_CHARACTERS = 20_000;

/** A comment on a pull request: the summary table, the answer in words, and folded up what explains them. */
export const markdownReporter = {
  id: 'markdown',
  extensions: ['.md'],
  render: (document) => {
    const points = pointsOf(document);
    const [first] = points;
    if (!first) return `${markerOf(document)}\n\nNo run was measured.\n`;
    const { run } = first.result;
    const question = run.question === undefined ? [] : [escapeMarkdown(run.question)];
    const core = [
      markerOf(document),
      `### servebench: ${escapeMarkdown(run.scenario)}`,
      ...question,
      ...summaryLines(points),
      ...points.flatMap(answerLines),
    ];
    const details = points.flatMap(({ name, result }) =>
      detailsOf(result).map(({ title, body }) => ({
        title: name === undefined ? title : `${name}: ${title}`,
        body,
      })),
    );
    return fit(core, details.map(foldUp));
  },
} satisfies Reporter;

/**
 * An HTML comment by which a workflow finds the comment it wrote before and updates it in place: the same for every
 * run of a scenario, and made of letters, digits and single hyphens, so that nothing closes it.
 */
export function markerOf(document: Document): string {
  const [first] = pointsOf(document);
  const name = first?.result.run.scenario.toLowerCase().replace(/[^a-z0-9]+/g, '-') ?? '';
  return `<!-- servebench-report: ${name.replace(/^-|-$/g, '').slice(0, 100)} -->`;
}

/** Sections from the first on while they fit. */
function fit(core: readonly string[], details: readonly string[]): string {
  const note = (left: number): string =>
    `_${left} of ${details.length} details did not fit: see the HTML report._`;
  const room = MOST_CHARACTERS - note(details.length).length;
  const kept: string[] = [];
  let length = 0;
  for (const part of [...core, ...details]) {
    length += part.length + 2;
    if (length > room) break;
    kept.push(part);
  }
  const left = core.length + details.length - kept.length;
  return `${[...kept, ...(left > 0 ? [note(left)] : [])].join('\n\n')}\n`;
}

function summaryLines(points: readonly Point[]): string[] {
  const tables = points.map(({ name, result }) => ({ name, table: summaryTable(result, answerOf(result)) }));
  const head = [...new Set(tables.flatMap(({ table }) => table.head))];
  const isSweep = points.some(({ name }) => name !== undefined);
  const rows: string[][] = [];
  let length = 0;
  let left = 0;
  for (const { name, table } of tables) {
    for (const { label, standing, cells } of table.rows) {
      const status = standing === 'out' ? ' (failed)' : standing === 'floor' ? ' (floor)' : '';
      const place = `${escapeMarkdown(label, 60)}${status}`;
      const figures = head.map((title) => cellText(cells[table.head.indexOf(title)]));
      const row = [...(isSweep ? [escapeMarkdown(name ?? '', 60)] : []), place, ...figures];
      length += row.join(' | ').length;
      if (length > MOST_ROWS_CHARACTERS) left++;
      else rows.push(row);
    }
  }
  const titles = [...(isSweep ? ['value'] : []), 'mode', ...head.map((title) => escapeMarkdown(title, 60))];
  const aligned = titles.map((_, index) => (index < titles.length - head.length ? 'left' : 'right'));
  const more = left > 0 ? [`_and ${left} more rows_`] : [];
  return [
    tableOf(titles, aligned, rows),
    ...more,
    '**Bold** wins by its intervals; figures are of answered requests.',
  ];
}

function cellText(cell: SummaryCell | undefined): string {
  if (!cell || cell.text === '') return '';
  const text = escapeMarkdown(cell.text);
  const aside = cell.aside === undefined ? '' : ` (${escapeMarkdown(cell.aside)})`;
  return cell.mark === 'wins' ? `**${text}**` : `${text}${aside}`;
}

function answerLines({ name, result }: Point): string[] {
  const headline = answerOf(result)
    .headline.map((sentence) => escapeMarkdown(sentence))
    .join(' ');
  const items = answerItems(result).map((item) => `- ${escapeMarkdown(item, 2000)}`);
  const title = name === undefined ? '' : `**${escapeMarkdown(name)}:** `;
  return [`${title}${headline}`, ...(items.length === 0 ? [] : [items.join('\n')])];
}
