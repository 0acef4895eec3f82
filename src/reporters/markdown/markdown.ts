import { answerOf, type Answer } from '../answer/answer.js';
import { compareMarkdown } from '../comparison/markdown.js';
import { drillMarkdown } from '../drill/markdown.js';
import { gateMarkdown } from '../gate/markdown.js';
import { pointsOf, type Point } from '../points.js';
import type { Reporter, RunDocument } from '../reporter.js';
import { summaryTable, type SummaryCell } from '../summary-table.js';
import { fitComment, foldUp, markerFor } from './comment.js';
import { answerItems, detailsOf } from './details.js';
import { escapeMarkdown, tableOf } from './escape-markdown.js';

/** Of a comment, the part that is not folded up. */
const MOST_ROWS_CHARACTERS = 20_000;

/** A comment on a pull request: the summary table, the answer in words, and folded up what explains them. */
export const markdownReporter = {
  id: 'markdown',
  extensions: ['.md'],
  render: (document) => {
    if ('compare' in document) return compareMarkdown(document);
    if ('gate' in document) return gateMarkdown(document);
    if ('drill' in document) return drillMarkdown(document);
    const points = pointsOf(document).map((point) => ({ ...point, answer: answerOf(point.result) }));
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
    return fitComment(core, details.map(foldUp));
  },
} satisfies Reporter;

/** The same for every run of a scenario. */
export function markerOf(document: RunDocument): string {
  const [first] = pointsOf(document);
  return markerFor('report', first?.result.run.scenario ?? '');
}

/** A run, with its answer worked out once. */
interface AnsweredPoint extends Point {
  readonly answer: Answer;
}

function summaryLines(points: readonly AnsweredPoint[]): string[] {
  const tables = points.map(({ name, result, answer }) => ({ name, table: summaryTable(result, answer) }));
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

function answerLines({ name, answer }: AnsweredPoint): string[] {
  const headline = answer.headline.map((sentence) => escapeMarkdown(sentence)).join(' ');
  const items = answerItems(answer).map((item) => `- ${escapeMarkdown(item, 2000)}`);
  const title = name === undefined ? '' : `**${escapeMarkdown(name)}:** `;
  return [`${title}${headline}`, ...(items.length === 0 ? [] : [items.join('\n')])];
}
