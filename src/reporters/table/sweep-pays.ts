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
  const labels = new Set(runs.flatMap(({ result }) => Object.keys(result.modes)));
  const results = (label: string): ModeResult[] => runs.flatMap(({ result }) => result.modes[label] ?? []);
  const complete = [...labels].filter((label) => results(label).every(answersAll));
  // A cache without a hit at one value is a cache all the same.
  const assisted = new Set(complete.filter((label) => results(label).some(isAssisted)));
  const alone = new Set(complete.filter((label) => results(label).some(usesModel) && !assisted.has(label)));
  const compared = runs.flatMap(({ value, result: { comparisons } }) =>
    comparisons
      .filter(({ mode, against, metric }) => metric in METRICS && assisted.has(mode) && alone.has(against))
      .map((comparison) => ({ value, comparison })),
  );
  const titles = new Set(compared.map(({ comparison }) => titleOf(comparison)));
  return [...titles].map((title) => {
    const points = compared.filter(({ comparison }) => titleOf(comparison) === title);
    const missing = runs.filter(({ value }) => points.every((point) => point.value !== value));
    const unsaid =
      missing.length === 0 ? '' : `; no comparison at ${missing.map(({ value }) => value).join(', ')}`;
    return `${title}: ${wordsOf(path, points, missing.length === 0)}${unsaid}`;
  });
}

interface Point {
  readonly value: string;
  readonly comparison: Comparison;
}

function titleOf({ mode, against, load, metric }: Comparison): string {
  return `${mode} against ${against}, ${load === null ? '' : `${load} `}${shortTitle(metric)}`;
}

/** @param points by the order of the sweep @param isWhole whether every value of it has one */
function wordsOf(path: string, points: readonly Point[], isWhole: boolean): string {
  const pays = points.map(({ comparison }) => comparison.verdict === METRICS[comparison.metric]);
  const isOpen = points.map(({ comparison }) => comparison.verdict === 'inconclusive');
  const said = (index: number): string => pointWords(points[index] as Point);
  const firstNot = pays.indexOf(false);
  if (firstNot === -1)
    return `pays at every ${isWhole ? '' : 'compared '}value of ${path} (${points.map((_, at) => said(at)).join(', ')})`;
  const isSettled = !isOpen.includes(true);
  const last = pays.lastIndexOf(true);
  if (isSettled && last === -1)
    return `does not pay at any ${isWhole ? '' : 'compared '}value of ${path} (${points.map((_, at) => said(at)).join(', ')})`;
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

/** Something in front of a model has answered. */
function isAssisted(mode: ModeResult): boolean {
  return mode.coverage?.table !== undefined || hasSource(mode, 'table') || hasSource(mode, 'cache');
}

function usesModel(mode: ModeResult): boolean {
  return hasSource(mode, 'model');
}

/** Also true of a mode that failed, which has no coverage. */
function answersAll({ coverage }: ModeResult): boolean {
  return (coverage?.requests ?? 1) === 1;
}

function hasSource({ loads }: ModeResult, source: 'model' | 'table' | 'cache'): boolean {
  return Object.values(loads).some(({ sources }) => sources[source] > 0);
}
