import type { GateResult } from '../../result/gate-contract.js';
import { shortTitle, type Unit } from '../../result/metrics.js';
import { EXACT_METRICS } from '../../result/mode-metrics.js';
import { countWords, listWords } from '../answer/words.js';
import { formatBound, formatFigure } from '../format-number.js';
import type { Tone } from '../table/paint.js';

export type GateRow = GateResult['rules'][number];
export type GateVerdict = GateRow['verdict'];

export const TONES: Readonly<Record<GateVerdict, Tone>> = {
  pass: 'good',
  fail: 'bad',
  inconclusive: 'quiet',
};

/** Failures first: that is what a reader came for. */
const ORDER: readonly GateVerdict[] = ['fail', 'inconclusive', 'pass'];

export function sortedRules({ rules }: GateResult): GateRow[] {
  return rules.toSorted((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict));
}

/** So many rules are named in a sentence; the table has them all. */
const MOST_NAMED = 3;

/** A gate in a few sentences: the verdict, what is broken, what is open, and how much was measured. */
export function gateHeadline({ gate, rules }: GateResult): string[] {
  const of = (verdict: GateVerdict): GateRow[] => rules.filter((rule) => rule.verdict === verdict);
  const [failed, open, passed] = [of('fail'), of('inconclusive'), of('pass')];
  const verdicts = {
    pass: `The gate passes: ${rules.length === 1 ? 'its rule holds' : `all ${rules.length} rules hold`}.`,
    fail: `The gate fails: ${namedRules(failed)}.`,
    inconclusive: `The gate is inconclusive: ${countWords(open.length, 'rule')} of ${rules.length} could not be settled.`,
  };
  if (rules.length === 0) return ['Nothing was gated.'];
  return [
    verdicts[gate.verdict],
    ...(gate.verdict === 'fail' && open.length > 0
      ? [`Not settled: ${countWords(open.length, 'rule')}.`]
      : []),
    ...(gate.verdict !== 'pass' && passed.length > 0 ? [`${countWords(passed.length, 'rule')} passed.`] : []),
  ];
}

function namedRules(rules: readonly GateRow[]): string {
  const named = rules
    .slice(0, MOST_NAMED)
    .map((rule) => `${ruleTopic(rule)} (${ruleChange(rule)}, limit ${limitWords(rule)})`);
  const rest = rules.length > MOST_NAMED ? [`${rules.length - MOST_NAMED} more`] : [];
  return listWords([...named, ...rest]);
}

/** `throughput of embedded at saturation`: a rule as sentences name it. */
function ruleTopic(rule: GateRow): string {
  return `${metricWords(rule)} of ${rule.mode}${rule.load === null ? '' : ` at ${rule.load}`}`;
}

export function metricWords({ metric }: GateRow): string {
  return EXACT_METRICS.find(({ id }) => id === metric)?.title ?? shortTitle(metric);
}

/** `24,310/s to 19,440/s, 0.80x [0.77, 0.83]`. */
export function ruleChange(rule: GateRow): string {
  const { change } = rule;
  const [base, head] = figures(rule);
  return `${base} to ${head}${change ? `, ${againstWords(rule, change)}` : ''}`;
}

/** Base and head with their unit; `-` where there is none. */
export function figures({ base, head, unit }: GateRow): readonly [base: string, head: string] {
  // The contract has units as text, since readers must tolerate new ones.
  const words = (value: number | null): string => (value === null ? '-' : formatFigure(value, unit as Unit));
  return [words(base), words(head)];
}

type Ratio = { readonly ratio: number; readonly bounds95: readonly [number, number] | null };

/** `0.80x [0.77, 0.83]`: one-sided 95% bounds. */
export function ratioWords({ ratio, bounds95 }: Ratio): string {
  return `${formatBound(ratio)}x${bounds95 ? ` ${boundsWords(bounds95)}` : ''}`;
}

/** A rule's ratio; of an absolute limit it is not one of head and base. */
export function againstWords({ limit }: Pick<GateRow, 'limit'>, ratio: Ratio): string {
  return `${ratioWords(ratio)}${limit.kind === 'absolute' ? ' of the bound' : ''}`;
}

export function boundsWords([lower, upper]: readonly [number, number]): string {
  return `[${formatBound(lower)}, ${formatBound(upper)}]`;
}

/** Why the verdict, and what would settle an open one. */
export function reasonWords({ reason, roundsToSettle }: GateRow): string {
  return `${reason}${roundsToSettle === null ? '' : `; about ${roundsToSettle} rounds would settle it`}`;
}

/** As it is written in a scenario. */
export function limitWords({ limit, unit }: Pick<GateRow, 'limit' | 'unit'>): string {
  if (limit.kind === 'exact') return 'exact';
  if (limit.kind === 'change') return `max-${limit.direction} ${Number((limit.share * 100).toFixed(2))}%`;
  return `${limit.bound === 'least' ? 'min' : 'max'} ${formatFigure(limit.value, unit as Unit)}`;
}

export function sideWords({ title, run, model }: GateResult['gate']['base']): string {
  const what = model ? `, ${model.name}@${model.sha256.slice(0, 12)}` : '';
  return `${title}${what}${run === null ? '' : `, run ${run}`}`;
}

/** How the machine of today compares with that of the baseline; undefined for sides measured together. */
export function canaryWords({ baseline }: GateResult['gate']): string | undefined {
  if (!baseline?.canary) return undefined;
  const { throughput, latency } = baseline.canary;
  return `throughput ${ratioWords(throughput)}, latency ${ratioWords(latency)} of then; ratios of relative limits are scaled by it, figures stand as measured`;
}

/** `after 5 rounds of fresh deployments, 74 s of at most 180 s`. */
export function effortWords({ rounds, elapsedMs, timeLimitMs }: GateResult['gate']): string {
  const seconds = `${Math.round(elapsedMs / 1000)} s of at most ${Math.round(timeLimitMs / 1000)} s`;
  return `after ${countWords(rounds, 'round')} of fresh deployments, ${seconds}`;
}

/** The command that shows it again. */
export function againWords({ id }: GateResult['gate']): string {
  return `servebench report ${id}`;
}
