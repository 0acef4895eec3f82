import type { Comparison, ModeResult, RepeatSummary } from '../result/contract.js';
import { LOAD_METRICS, isFloor } from '../result/metrics.js';
import { pairedRatio } from '../statistics/paired.js';
import { repeatsToSettle, verdict } from '../statistics/verdict.js';

/** Metrics worth a verdict; p95 lies between two that have one. */
const COMPARED = ['throughputRps', 'p50Us', 'p99Us'];

type Pair = Parameters<typeof pairedRatio>[0][number];
type Modes = Readonly<Record<string, ModeResult>>;

/** Every mode against the floor and against `embedded` (else the first mode), in pairs formed within a block. */
export function compareModes(modes: Modes): Comparison[] {
  const labels = Object.keys(modes);
  const floor = labels.find((label) => isFloor(modes[label] as ModeResult));
  const reference = labels.includes('embedded') ? 'embedded' : labels.find((label) => label !== floor);
  return [floor, reference].flatMap((against) =>
    against === undefined ? [] : labels.flatMap((label) => compareWith(modes, label, against, floor)),
  );
}

function compareWith(modes: Modes, label: string, against: string, floor: string | undefined): Comparison[] {
  if (label === against || label === floor) return [];
  const metrics = LOAD_METRICS.filter(({ id }) => COMPARED.includes(id));
  return Object.entries(modes[label]?.loads ?? {}).flatMap(([load, { kind, repeats }]) => {
    const base = modes[against]?.loads[load]?.repeats ?? [];
    return metrics
      .filter((metric) => metric.kinds.includes(kind))
      .flatMap((metric) => {
        // The floor answers with a default: its own figures are over all it completed.
        const ofBase = against === floor ? ofFloor(metric.id) : metric.ofRepeat;
        const pairs = pairsOf(base, repeats, ofBase, metric.ofRepeat);
        return pairs.length === 0 ? [] : [{ metric: metric.id, load, mode: label, against, ...judge(pairs) }];
      });
  });
}

function ofFloor(metric: string): (repeat: RepeatSummary) => number | null {
  if (metric === 'throughputRps') return ({ throughputRps }) => throughputRps;
  const percentile = metric.replace('Us', '') as 'p50' | 'p99';
  return ({ latencyUs }) => latencyUs[percentile];
}

function pairsOf(
  base: readonly RepeatSummary[],
  other: readonly RepeatSummary[],
  ofBase: (repeat: RepeatSummary) => number | null,
  ofOther: (repeat: RepeatSummary) => number | null,
): Pair[] {
  return other.flatMap((repeat) => {
    const partner = base.find(({ block }) => block === repeat.block);
    if (!partner?.validity.valid || !repeat.validity.valid) return [];
    const pair = { base: ofBase(partner) ?? 0, other: ofOther(repeat) ?? 0 };
    // A log-ratio needs both; a percentile without enough samples is no value.
    return pair.base > 0 && pair.other > 0 ? [pair] : [];
  });
}

function judge(
  pairs: readonly Pair[],
): Pick<Comparison, 'ratio' | 'ci95' | 'verdict' | 'pairs' | 'method' | 'repeatsToSettle'> {
  const { ratio, ci95, method } = pairedRatio(pairs);
  const found = verdict(ci95);
  return {
    ratio,
    ci95: ci95 && [ci95[0], ci95[1]],
    verdict: found,
    pairs: pairs.length,
    method,
    repeatsToSettle: found === 'inconclusive' ? repeatsToSettle(pairs) : null,
  };
}
