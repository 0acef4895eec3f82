import type { GateResult } from '../../result/gate-contract.js';
import { countWords } from '../answer/words.js';
import type { RenderOptions } from '../reporter.js';
import { paintWith, type Paint } from '../table/paint.js';
import { hang, oneLine } from '../table/text.js';
import {
  againWords,
  againstWords,
  canaryWords,
  effortWords,
  figures,
  limitWords,
  reasonWords,
  sideWords,
  sortedRules,
  TONES,
  type GateRow,
} from './words.js';

type Change = NonNullable<GateRow['change']>;

/** A gate as text for a terminal: its verdict, then every rule with figures, change and reason. */
export function gateTable(result: GateResult, { color, width }: RenderOptions): string {
  const paint = paintWith(color);
  const { gate, warnings } = result;
  const canary = canaryWords(gate);
  const lines = [
    `gate ${oneLine(gate.scenario)}: ${paint(TONES[gate.verdict], gate.verdict)}, ${effortWords(gate)}`,
    ...hang('base    ', oneLine(sideWords(gate.base)), width),
    ...hang('head    ', oneLine(sideWords(gate.head)), width),
    ...(canary === undefined ? [] : hang('canary  ', canary, width)),
    ...hang('stored  ', `${againWords(gate)} --output FILE`, width),
    ...sortedRules(result).flatMap((rule) => ['', ...ruleLines(rule, paint, width)]),
    ...(warnings.length === 0
      ? []
      : ['', 'Warnings', ...warnings.flatMap((warning) => hang('  ', oneLine(warning), width))]),
  ];
  return `${lines.join('\n')}\n`;
}

function ruleLines(rule: GateRow, paint: Paint, width: number): string[] {
  const { path, verdict, change, confirmation } = rule;
  const details = [
    `${figures(rule).join(' -> ')}${change ? `, ${changeWords(rule, change)}` : ''}; limit ${limitWords(rule)}`,
    ...(confirmation ? [`fresh trials: ${changeWords(rule, confirmation)}`] : []),
    oneLine(reasonWords(rule)),
  ];
  return [
    `${paint(TONES[verdict], verdict.padEnd(12))}  ${oneLine(path)}`,
    ...details.flatMap((detail) => hang(' '.repeat(14), detail, width)),
  ];
}

/** `0.80x [0.77, 0.83] in 3 rounds`. */
function changeWords(rule: GateRow, change: Change): string {
  return `${againstWords(rule, change)} in ${countWords(change.pairs, 'round')}`;
}
