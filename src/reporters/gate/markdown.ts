import type { GateResult } from '../../result/gate-contract.js';
import { fitComment, foldUp, markerFor } from '../markdown/comment.js';
import { escapeMarkdown, tableOf } from '../markdown/escape-markdown.js';
import {
  againstWords,
  canaryWords,
  effortWords,
  figures,
  gateHeadline,
  limitWords,
  reasonWords,
  sideWords,
  sortedRules,
  type GateRow,
} from './words.js';

const MOST = 2000;

/** A comment on a pull request: the verdict, what is broken or open, and folded up everything else. */
export function gateMarkdown(result: GateResult): string {
  const { gate, rules, warnings } = result;
  const shown = sortedRules(result).filter(({ verdict }) => verdict !== 'pass');
  const canary = canaryWords(gate);
  const notes = [
    `base: ${sideWords(gate.base)}`,
    `head: ${sideWords(gate.head)}`,
    ...(canary === undefined ? [] : [`canary: ${canary}`]),
    effortWords(gate),
    ...gate.failed.map(({ mode, side, message }) => `${mode} failed in the ${side}: ${message}`),
    ...warnings,
  ];
  const core = [
    markerFor('gate', gate.scenario),
    `### servebench gate: ${escapeMarkdown(gate.scenario)}: ${gate.verdict}`,
    gateHeadline(result)
      .map((sentence) => escapeMarkdown(sentence, MOST))
      .join(' '),
    ...(shown.length === 0 ? [] : [tableOfRules(shown)]),
  ];
  const details = [
    {
      title: `All rules (${rules.length})`,
      body: rules.length === 0 ? '' : tableOfRules(sortedRules(result)),
    },
    {
      title: 'The two sides, and what to know',
      body: notes.map((note) => `- ${escapeMarkdown(note, MOST)}`).join('\n'),
    },
  ];
  return fitComment(core, details.filter(({ body }) => body !== '').map(foldUp));
}

function tableOfRules(rules: readonly GateRow[]): string {
  const head = ['rule', 'base', 'head', 'head / base', 'fresh trials', 'limit', 'verdict', 'why'];
  const aligned = ['left', 'right', 'right', 'right', 'right', 'left', 'left', 'left'] as const;
  const cells = rules.map((rule) => {
    const { path, change, confirmation, verdict } = rule;
    const ratios = [change, confirmation].map((found) => (found ? againstWords(rule, found) : ''));
    const texts = [path, ...figures(rule), ...ratios, limitWords(rule)].map((text) =>
      escapeMarkdown(text, 80),
    );
    return [...texts, verdict === 'fail' ? '**fail**' : verdict, escapeMarkdown(reasonWords(rule))];
  });
  return tableOf(head, aligned, cells);
}
