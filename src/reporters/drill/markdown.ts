import type { DrillOutcome, DrillResult } from '../../result/drill-contract.js';
import { fitComment, foldUp, markerFor } from '../markdown/comment.js';
import { escapeMarkdown, tableOf } from '../markdown/escape-markdown.js';
import { drilledModes, figuresOf, type DrillFigure } from './figures.js';
import { drillHeadline } from './headline.js';
import { figureText, gotWords, loadWords, modelWords, remarks, slowWords } from './words.js';

const MOST = 2000;

/** A comment on a pull request: what callers noticed, a table of figures by modes for each drill, and what they got. */
export function drillMarkdown(result: DrillResult): string {
  const { scenario } = result.drill;
  const tables = result.drills.map((report) => {
    const { drill, summary, modes } = report;
    const outcomes = Object.entries(modes);
    const head = ['', ...outcomes.map(([label]) => escapeMarkdown(label))];
    const aligned = ['left' as const, ...outcomes.map(() => 'right' as const)];
    const rows = figuresOf(modes).map((figure) => [
      escapeMarkdown(figure.label),
      ...outcomes.map(([, outcome]) => cell(figure, outcome)),
    ]);
    const title = `### ${escapeMarkdown(drill)}\n\n${escapeMarkdown(summary)}.`;
    const noticed = drillHeadline(report).map((words) => `- ${escapeMarkdown(words, MOST)}`);
    return [title, noticed.join('\n'), tableOf(head, aligned, rows)].join('\n\n');
  });
  const details = result.drills.map(({ drill, modes }) => {
    const notes = [
      ...drilledModes(modes).map(([label, outcome]) => [
        label,
        `callers got ${gotWords(outcome).join(', ')}`,
      ]),
      ...remarks(modes),
    ];
    const list = notes.map(
      ([label = '', what = '']) => `- ${escapeMarkdown(label)}: ${escapeMarkdown(what, MOST)}`,
    );
    return { title: `What callers got of ${drill}`, body: list.join('\n') };
  });
  const notes = [...slowWords(result).map((words) => `slow: ${words}`), ...result.warnings];
  const core = [
    markerFor('drill', scenario),
    `## servebench drill: ${escapeMarkdown(scenario)}`,
    escapeMarkdown(modelWords(result)),
    escapeMarkdown(loadWords(result)),
    ...tables,
    ...(notes.length === 0 ? [] : [notes.map((note) => `- ${escapeMarkdown(note, MOST)}`).join('\n')]),
  ];
  return fitComment(core, details.filter(({ body }) => body !== '').map(foldUp));
}

/** What stands for nothing needs no escape. */
function cell(figure: DrillFigure, outcome: DrillOutcome): string {
  const text = figureText(figure, outcome);
  return text === '-' ? text : escapeMarkdown(text);
}
