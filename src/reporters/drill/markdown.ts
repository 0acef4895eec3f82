import type { DrillOutcome, DrillResult } from '../../result/drill-contract.js';
import { escapeMarkdown, tableOf } from '../markdown/escape-markdown.js';
import { drilledModes, figuresOf, type DrillFigure } from './figures.js';
import { figureText, gotWords, loadWords, modelWords, remarks, slowWords } from './words.js';

/** One table a drill, figures by modes, and what callers got. */
export function drillMarkdown(result: DrillResult): string {
  const parts = result.drills.map(({ drill, summary, modes }) => {
    const outcomes = Object.entries(modes);
    const head = ['', ...outcomes.map(([label]) => escapeMarkdown(label))];
    const aligned = ['left' as const, ...outcomes.map(() => 'right' as const)];
    const rows = figuresOf(modes).map((figure) => [
      escapeMarkdown(figure.label),
      ...outcomes.map(([, outcome]) => cell(figure, outcome)),
    ]);
    const notes = [
      ...drilledModes(modes).map(([label, outcome]) => [
        label,
        `callers got ${gotWords(outcome).join(', ')}`,
      ]),
      ...remarks(modes),
    ];
    const list = notes.map(
      ([label = '', what = '']) => `- ${escapeMarkdown(label)}: ${escapeMarkdown(what)}`,
    );
    const title = `### ${escapeMarkdown(drill)}\n\n${escapeMarkdown(summary)}.`;
    return [title, tableOf(head, aligned, rows), list.join('\n')].filter((text) => text !== '').join('\n\n');
  });
  const notes = [...slowWords(result).map((words) => `slow: ${words}`), ...result.warnings];
  const head = [`## Drills`, escapeMarkdown(modelWords(result)), escapeMarkdown(loadWords(result))];
  return `${[...head, ...parts, notes.map((note) => `- ${escapeMarkdown(note)}`).join('\n')].join('\n\n')}\n`;
}

/** What stands for nothing needs no escape. */
function cell(figure: DrillFigure, outcome: DrillOutcome): string {
  const text = figureText(figure, outcome);
  return text === '-' ? text : escapeMarkdown(text);
}
