import type { Comparison } from '../result/comparison-contract.js';
import { comparableMetrics, isFloor, loadKindOf, type LoadKind, type LoadMetric } from '../result/metrics.js';
import { limitOfVerdict } from '../result/limits.js';
import type { LoadSummary } from '../result/load-contract.js';
import type { ModeResult } from '../result/mode-contract.js';
import { pairRepeats } from '../result/pair-repeats.js';
import type { RepeatSummary } from '../result/repeat-contract.js';
import { pairedRatio } from '../statistics/paired.js';
import { repeatsToSettle, verdict } from '../statistics/verdict.js';

/** Metrics worth a verdict; p95 lies between two that have one. */
const COMPARED = ['throughputRps', 'capacityRps', 'p50Us', 'p99Us'];

/** Metrics of a kind of load that modes are held against each other in. */
export function comparedMetrics(kind: LoadKind): readonly LoadMetric[] {
  return comparableMetrics(kind).filter(({ id }) => COMPARED.includes(id));
}

type Pair = Parameters<typeof pairedRatio>[0][number];
type Modes = Readonly<Record<string, ModeResult>>;

export interface CompareOptions {
  /** Another mode to compare with, besides the floor and the reference. */
  readonly against?: string | undefined;
  /** Looks at the data that were planned (see `pairedRatio`). */
  readonly looks?: number | undefined;
}

/** What modes are compared with unless told otherwise: `embedded`, else the first that is no floor. */
export function referenceMode(modes: Modes): string | undefined {
  const labels = Object.keys(modes);
  return labels.includes('embedded')
    ? 'embedded'
    : labels.find((label) => !isFloor(modes[label] as ModeResult));
}

/** Every mode against the floor, the reference and `against`, in pairs formed within a block. */
export function compareModes(
  modes: Modes,
  { against: wanted, looks = 1 }: CompareOptions = {},
): Comparison[] {
  const labels = Object.keys(modes);
  const floor = labels.find((label) => isFloor(modes[label] as ModeResult));
  const bases = new Set([floor, referenceMode(modes), wanted]);
  return [...bases].flatMap((against) => {
    if (against === undefined || !labels.includes(against)) return [];
    return labels.flatMap((label) => compareWith(modes, label, against, { floor, looks }));
  });
}

function compareWith(
  modes: Modes,
  mode: string,
  against: string,
  { floor, looks }: { readonly floor: string | undefined; readonly looks: number },
): Comparison[] {
  if (mode === against || mode === floor) return [];
  return comparedPairs(modes, { mode, against, floor }).map(({ load, metric, pairs }) => {
    const [base, other] = [modes[against]?.loads[load], modes[mode]?.loads[load]];
    const found = judge(pairs, looks);
    return {
      metric,
      load,
      mode,
      against,
      ...(base && other ? limit(found, metric, { base, other }) : found),
    };
  });
}

/** The pairs of two modes, metric by metric of each load; nothing where no block has a valid trial of both. */
export function comparedPairs(
  modes: Modes,
  {
    mode,
    against,
    floor,
  }: { readonly mode: string; readonly against: string; readonly floor?: string | undefined },
): { readonly load: string; readonly metric: string; readonly pairs: readonly Pair[] }[] {
  return Object.entries(modes[mode]?.loads ?? {}).flatMap(([load, summary]) => {
    const base = modes[against]?.loads[load]?.repeats ?? [];
    return comparedMetrics(loadKindOf(summary)).flatMap((metric) => {
      // The floor answers with a default: its own figures are over all it completed.
      const ofBase = against === floor ? ofFloor(metric.id) : metric.ofRepeat;
      const pairs = pairRepeats(base, summary.repeats, ofBase, metric.ofRepeat);
      return pairs.length === 0 ? [] : [{ load, metric: metric.id, pairs }];
    });
  });
}

function ofFloor(metric: string): (repeat: RepeatSummary) => number | null {
  if (metric === 'throughputRps') return ({ throughputRps }) => throughputRps;
  if (metric === 'capacityRps') return ({ capacityRps }) => capacityRps ?? null;
  const percentile = metric.replace('Us', '') as 'p50' | 'p99';
  return ({ latencyUs }) => latencyUs[percentile];
}

type Judged = Pick<
  Comparison,
  'ratio' | 'ci95' | 'verdict' | 'limitedBy' | 'pairs' | 'method' | 'repeatsToSettle'
>;

/** No number of repeats settles what a limited figure leaves open. */
function limit(
  judged: Judged,
  metric: string,
  sides: Readonly<Record<'base' | 'other', LoadSummary>>,
): Judged {
  const limitedBy = limitOfVerdict(judged.verdict, metric, sides);
  return limitedBy ? { ...judged, verdict: 'inconclusive', limitedBy, repeatsToSettle: null } : judged;
}

function judge(pairs: readonly Pair[], looks: number): Judged {
  const { ratio, ci95, method } = pairedRatio(pairs, looks);
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
