import type { Comparison } from '../../result/comparison-contract.js';
import type { Result } from '../../result/contract.js';
import { isFloor, shortTitle } from '../../result/metrics.js';
import type { Answer } from '../answer/answer.js';
import { loadFigures } from '../figures.js';
import { formatBound, formatCount, formatFigure, formatShare } from '../format-number.js';
import { answeredShare, columnsOf } from '../table/columns.js';
import { intervalWords, verdictWords } from '../table/verdict-words.js';
import type { Details } from './comment.js';
import { codeBlock, escapeMarkdown, tableOf } from './escape-markdown.js';

/** What explains the answer, the most wanted first: they are dropped from the end where a comment would be too long. */
export function detailsOf(result: Result): Details[] {
  return [
    ...problems(result),
    ...comparisons(result),
    ...allFigures(result),
    environment(result),
    { title: 'Scenario', body: codeBlock(result.run.scenarioText, 'yaml') },
  ];
}

/** Failed modes with their last lines, loads without a valid trial, missed objectives, warnings. */
function problems(result: Result): Details[] {
  const items = columnsOf(result).flatMap(({ label, mode }) => {
    const { error, objectives, loads } = mode;
    const failed = error ? [`${label} failed: ${error.message} (${error.code})`] : [];
    const missed = (objectives?.missed ?? []).map((what) => `${label} misses an objective: ${what}`);
    const doubts = Object.entries(loads).flatMap(([load, { validity }]) => {
      const state = validity.valid ? 'invalid trials left out' : 'no valid trial';
      return validity.reasons.length > 0
        ? [`${label}, ${load}: ${state}: ${validity.reasons.join('; ')}`]
        : [];
    });
    return [...failed, ...missed, ...doubts];
  });
  const all = [...items, ...result.warnings].map((item) => `- ${escapeMarkdown(item)}`);
  const printed = columnsOf(result).flatMap(({ label, mode: { error } }) => {
    const lines = error?.lastLines ?? [];
    return lines.length > 0
      ? [`${escapeMarkdown(label)} printed last:\n\n${codeBlock(lines.slice(-10).join('\n'), 'text')}`]
      : [];
  });
  if (all.length === 0) return [];
  return [
    { title: `Validity and warnings (${all.length})`, body: [all.join('\n'), ...printed].join('\n\n') },
  ];
}

function comparisons({ comparisons: all, modes }: Result): Details[] {
  const bases = [...new Set(all.map(({ against }) => against))];
  const base = bases.find((label) => modes[label] && !isFloor(modes[label])) ?? bases[0];
  const shown = all.filter(({ against }) => against === base);
  if (base === undefined || shown.length === 0) return [];
  const rows = shown.map((comparison: Comparison) => {
    const { mode, load, metric, ratio, ci95 } = comparison;
    const place = [mode, load ?? 'whole mode', shortTitle(metric)].map((text) => escapeMarkdown(text));
    const figures = [
      `${formatBound(ratio)}x`,
      escapeMarkdown(intervalWords(ci95)),
      verdictWords(comparison).text,
    ];
    return [...place, ...figures];
  });
  const head = ['mode', 'load', 'metric', 'ratio', '95% interval', 'verdict'];
  const aligned = ['left', 'left', 'left', 'right', 'right', 'left'] as const;
  return [{ title: `Compared with ${base}, in pairs within each block`, body: tableOf(head, aligned, rows) }];
}

function allFigures(result: Result): Details[] {
  const rows = columnsOf(result).flatMap((column) =>
    loadFigures(column).flatMap(({ load, summary, repeats, figures }) =>
      figures.map(({ metric, value, ci95 }) => {
        const share = answeredShare(summary);
        const figure = value === null ? '' : formatFigure(value, metric.unit);
        const [low, high] = ci95 ?? [];
        const range =
          low === undefined || high === undefined
            ? ''
            : `${formatFigure(low, metric.unit)} to ${formatFigure(high, metric.unit)}`;
        const state = summary.validity.valid ? formatCount(repeats) : `${formatCount(repeats)}, not valid`;
        const place = [escapeMarkdown(column.label), escapeMarkdown(load), metric.title];
        return [...place, figure, range, state, share === null ? '' : formatShare(share)].map((text) =>
          text.startsWith('<') ? `\\${text}` : text,
        );
      }),
    ),
  );
  if (rows.length === 0) return [];
  const head = ['mode', 'load', 'metric', 'value', '95% interval', 'trials', 'answered'];
  const aligned = ['left', 'left', 'left', 'right', 'right', 'right', 'right'] as const;
  return [{ title: 'All figures', body: tableOf(head, aligned, rows) }];
}

function environment({ run }: Result): Details {
  const { environment: machine, model } = run;
  const facts = [
    ['run', `${run.id}, ${run.status}, started ${run.startedAt}`],
    ['model', `${model.name}@${model.sha256.slice(0, 12)}`],
    ['machine', `${machine.cpuModel}, ${machine.cores} cores, ${formatFigure(machine.memoryBytes, 'bytes')}`],
    ['system', `${machine.platform}, kernel ${machine.kernel}, governor ${machine.governor ?? 'unknown'}`],
    ['load average before', machine.loadAverage.toFixed(2)],
    [
      'versions',
      [`servebench ${machine.servebench}`, `Node ${machine.node}`, ...libraries(machine)].join(', '),
    ],
    ['commit', machine.gitCommit ?? 'unknown'],
    ['seed, repeats', `${run.seed}, ${run.repeats}`],
  ];
  const rows = facts.map((cells) => cells.map((cell) => escapeMarkdown(cell)));
  return { title: 'Environment', body: tableOf(['what', 'value'], ['left', 'left'], rows) };
}

function libraries({ libraries: all }: Result['run']['environment']): string[] {
  return Object.entries(all).map(([name, version]) => `${name} ${version}`);
}

/** The costs and everything that is left out, as a list. */
export function answerItems({ claims, costs, leftOut }: Answer): string[] {
  return [...claims.map(({ text }) => text), ...costs, ...leftOut];
}
