import type { GateRule } from '../../core/gate.js';
import type { Result, RepeatSummary } from '../../result/contract.js';
import { EXACT_METRICS, LOAD_METRICS } from '../../result/metrics.js';
import type { Pair } from '../../statistics/log-ratios.js';

/**
 * The pairs of a rule: head and base of the same round, both valid. For an absolute limit the base is the bound, so
 * that every rule is a question about one ratio.
 * @param rounds the rounds that count
 */
export function pairsOf(
  rule: GateRule,
  { base, head }: { readonly base: Result; readonly head: Result },
  rounds: ReadonlySet<number>,
): Pair[] {
  const { limit } = rule;
  const before = repeatsOf(rule, base);
  return repeatsOf(rule, head).flatMap((repeat) => {
    if (!rounds.has(repeat.block)) return [];
    const partner = before.find(({ block }) => block === repeat.block);
    const reference = limit.kind === 'absolute' ? limit.value : partner && figureOf(rule, partner);
    const pair = { base: reference ?? 0, other: figureOf(rule, repeat) ?? 0 };
    return pair.base > 0 && pair.other > 0 ? [pair] : [];
  });
}

/** A figure without noise, of a mode as a whole. */
export function exactFigure({ metric, mode }: GateRule, { modes }: Result): number | null {
  const result = modes[mode];
  return result ? (EXACT_METRICS.find(({ id }) => id === metric)?.of(result) ?? null) : null;
}

/** The figure over all valid repeats, as reports show it. */
export function loadFigure({ metric, mode, load }: GateRule, { modes }: Result): number | null {
  const summary = load === null ? undefined : modes[mode]?.loads[load];
  return summary ? (LOAD_METRICS.find(({ id }) => id === metric)?.ofLoad(summary) ?? null) : null;
}

function repeatsOf({ mode, load }: GateRule, { modes }: Result): readonly RepeatSummary[] {
  const repeats = load === null ? [] : (modes[mode]?.loads[load]?.repeats ?? []);
  return repeats.filter(({ validity }) => validity.valid);
}

function figureOf({ metric }: GateRule, repeat: RepeatSummary): number | null {
  return LOAD_METRICS.find(({ id }) => id === metric)?.ofRepeat(repeat) ?? null;
}
