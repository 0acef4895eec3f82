import type { GateResult } from '../result/gate-contract.js';
import type { Unit } from '../result/metrics.js';
import { formatBound, formatFigure } from './format-number.js';
import { paintWith, type Paint, type Tone } from './table/paint.js';
import { hang } from './table/text.js';

type Rule = GateResult['rules'][number];
type Change = NonNullable<Rule['change']>;

const TONES: Readonly<Record<Rule['verdict'], Tone>> = { pass: 'good', fail: 'bad', inconclusive: 'quiet' };
/** Failures first: that is what a reader came for. */
const ORDER: readonly Rule['verdict'][] = ['fail', 'inconclusive', 'pass'];

/** A gate as text for a terminal: its verdict, then every rule with figures, change and reason. */
export function gateReport(result: GateResult, { color, width }: { color: boolean; width: number }): string {
  const paint = paintWith(color);
  const { gate, rules, warnings } = result;
  const rounds = `${gate.rounds} ${gate.rounds === 1 ? 'round' : 'rounds'} of fresh deployments`;
  const seconds = `${Math.round(gate.elapsedMs / 1000)} s of at most ${Math.round(gate.timeLimitMs / 1000)} s`;
  const sorted = rules.toSorted((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict));
  const lines = [
    `gate ${gate.scenario}: ${paint(TONES[gate.verdict], gate.verdict)}, after ${rounds}, ${seconds}`,
    ...[`base  ${sideWords(gate.base)}`, `head  ${sideWords(gate.head)}`],
    ...sorted.flatMap((rule) => ['', ...ruleLines(rule, paint, width)]),
    ...(warnings.length === 0
      ? []
      : ['', 'Warnings', ...warnings.flatMap((warning) => hang('  ', warning, width))]),
  ];
  return `${lines.join('\n')}\n`;
}

function ruleLines(rule: Rule, paint: Paint, width: number): string[] {
  const { path, verdict, base, head, unit, change, confirmation, reason, roundsToSettle } = rule;
  const figures = [base, head].map((value) => (value === null ? '-' : formatFigure(value, unit as Unit)));
  const details = [
    `${figures.join(' -> ')}${change ? `, ${changeWords(change)}` : ''}; limit ${limitWords(rule)}`,
    ...(confirmation ? [`fresh trials: ${changeWords(confirmation)}`] : []),
    `${reason}${roundsToSettle === null ? '' : `; about ${roundsToSettle} rounds would settle it`}`,
  ];
  return [
    `${paint(TONES[verdict], verdict.padEnd(12))}  ${path}`,
    ...details.flatMap((detail) => hang(' '.repeat(14), detail, width)),
  ];
}

/** `0.80x [0.77, 0.83] in 3 pairs`: one-sided 95% bounds. */
function changeWords({ ratio, bounds95, pairs }: Change): string {
  const bounds = bounds95 ? ` [${formatBound(bounds95[0])}, ${formatBound(bounds95[1])}]` : '';
  return `${formatBound(ratio)}x${bounds} in ${pairs} ${pairs === 1 ? 'pair' : 'pairs'}`;
}

/** As it is written in a scenario. */
export function limitWords({ limit, unit }: Pick<Rule, 'limit' | 'unit'>): string {
  if (limit.kind === 'exact') return 'exact';
  if (limit.kind === 'change') return `max-${limit.direction} ${Number((limit.share * 100).toFixed(2))}%`;
  return `${limit.bound === 'least' ? 'min' : 'max'} ${formatFigure(limit.value, unit as Unit)}`;
}

function sideWords({ title, run, model }: GateResult['gate']['base']): string {
  const what = model ? `, ${model.name}@${model.sha256.slice(0, 12)}` : '';
  return `${title}${what}${run === null ? '' : `, run ${run}`}`;
}
