import type { Comparison } from '../../result/comparison-contract.js';
import type { Result } from '../../result/contract.js';
import { shortTitle } from '../../result/metrics.js';
import type { ModeResult } from '../../result/mode-contract.js';
import { formatRatio } from '../format-number.js';

/** One value of a sweep. */
export interface SweptRun {
  /** As it is written: `0.05`. */
  readonly value: string;
  readonly result: Result;
}

/** What a table or a cache in front of a model is to improve. */
const METRICS: Readonly<Record<string, Comparison['verdict']>> = { throughputRps: 'higher', p50Us: 'lower' };

/**
 * At which values a table or a cache in front of a model pays, against the model alone: where its throughput is
 * higher, or its median latency lower, by the interval that the comparison of the two has. One sentence for each mode,
 * load and metric. Modes that leave requests unanswered are not held against a model, which answers them.
 */
export function payItems(path: string, runs: readonly SweptRun[]): string[] {
  const compared = runs.flatMap(({ value, result: { modes, comparisons } }) =>
    comparisons
      .filter(({ mode, against, metric }) => {
        return metric in METRICS && isAssisted(modes[mode]) && isAlone(modes[against]);
      })
      .map((comparison) => ({ value, comparison })),
  );
  const titles = new Set(compared.map(({ comparison }) => titleOf(comparison)));
  return [...titles].map((title) => {
    const points = compared.filter(({ comparison }) => titleOf(comparison) === title);
    return `${title}: ${wordsOf(path, points)}`;
  });
}

interface Point {
  readonly value: string;
  readonly comparison: Comparison;
}

function titleOf({ mode, against, load, metric }: Comparison): string {
  return `${mode} against ${against}, ${load === null ? '' : `${load} `}${shortTitle(metric)}`;
}

/** @param points by the order of the sweep */
function wordsOf(path: string, points: readonly Point[]): string {
  const pays = points.map(({ comparison }) => comparison.verdict === METRICS[comparison.metric]);
  const isOpen = points.map(({ comparison }) => comparison.verdict === 'inconclusive');
  const said = (index: number): string => pointWords(points[index] as Point);
  const firstNot = pays.indexOf(false);
  if (firstNot === -1)
    return `pays at every value of ${path} (${points.map((_, at) => said(at)).join(', ')})`;
  const isSettled = !isOpen.includes(true);
  const last = pays.lastIndexOf(true);
  if (isSettled && last === -1)
    return `does not pay at any value of ${path} (${points.map((_, at) => said(at)).join(', ')})`;
  if (isSettled && last === firstNot - 1)
    return `pays up to ${path} = ${said(last)}, and stops at ${said(firstNot)}`;
  const first = pays.indexOf(true);
  if (isSettled && first > 0 && pays.slice(first).every(Boolean))
    return `does not pay up to ${path} = ${said(first - 1)}, and does from ${said(first)}`;
  const part = (title: string, isIn: (at: number) => boolean): string[] => {
    const those = points.flatMap((_, at) => (isIn(at) ? [said(at)] : []));
    return those.length === 0 ? [] : [`${title} ${path} = ${those.join(', ')}`];
  };
  return [
    ...part('pays at', (at) => pays[at] === true),
    ...part('does not at', (at) => pays[at] === false && isOpen[at] === false),
    ...part('cannot be told with these repeats at', (at) => isOpen[at] === true),
  ].join('; ');
}

function pointWords({ value, comparison: { ratio, ci95 } }: Point): string {
  const interval = ci95 ? `, 95% ${formatRatio(ci95[0])} to ${formatRatio(ci95[1])}` : '';
  return `${value} (${formatRatio(ratio)}${interval})`;
}

/** A model, with a table or a cache in front of it. */
function isAssisted(mode: ModeResult | undefined): boolean {
  return mode?.coverage?.requests === 1 && (mode.coverage.table !== undefined || hasSource(mode, 'cache'));
}

function isAlone(mode: ModeResult | undefined): boolean {
  return (
    mode?.coverage?.requests === 1 &&
    hasSource(mode, 'model') &&
    !hasSource(mode, 'table') &&
    !hasSource(mode, 'cache')
  );
}

function hasSource({ loads }: ModeResult, source: 'model' | 'table' | 'cache'): boolean {
  return Object.values(loads).some(({ sources }) => sources[source] > 0);
}
