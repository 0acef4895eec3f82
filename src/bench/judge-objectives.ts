import type { Objectives } from '../core/scenario.js';
import type { LoadSummary } from '../result/load-contract.js';
import type { ModeResult } from '../result/mode-contract.js';
import { inMilliseconds } from './in-words.js';

const PERCENTILE_KEYS = ['p50', 'p90', 'p95', 'p99', 'p999'] as const;

/** Holds one mode against the scenario's objectives, load by load, on answered requests. Nothing where there are none. */
export function judgeObjectives(mode: ModeResult, objectives: Objectives): Pick<ModeResult, 'objectives'> {
  if (Object.keys(objectives.latencyUs).length === 0 && !hasOther(objectives)) return {};
  const missed = Object.entries(mode.loads).flatMap(([id, load]) =>
    missedByLoad(load, objectives).map((what) => `${id}: ${what}`),
  );
  if (objectives.coverage !== undefined) {
    const coverage = mode.coverage?.requests;
    if (coverage === undefined) missed.push('coverage could not be measured');
    else if (coverage < objectives.coverage)
      missed.push(`coverage ${percent(coverage)} is below ${percent(objectives.coverage)}`);
  }
  if (mode.status === 'failed') missed.push('the mode failed');
  return { objectives: { met: missed.length === 0, missed } };
}

function hasOther({ errors, throughputRps, coverage }: Objectives): boolean {
  return errors !== undefined || throughputRps !== undefined || coverage !== undefined;
}

function missedByLoad(load: LoadSummary, objectives: Objectives): string[] {
  const missed: string[] = [];
  for (const key of PERCENTILE_KEYS) {
    const limitUs = objectives.latencyUs[key];
    if (limitUs === undefined) continue;
    const actualUs = load.answered.latencyUs[key];
    // What could not be measured was not met.
    if (actualUs === null) missed.push(`${key} could not be measured: too few answers`);
    else if (actualUs > limitUs)
      missed.push(`${key} ${inMilliseconds(actualUs)} is above ${inMilliseconds(limitUs)}`);
  }
  const { sent, errors, timeouts } = load.requests;
  const failed = sent > 0 ? (errors + timeouts) / sent : 0;
  if (objectives.errors !== undefined && failed > objectives.errors) {
    missed.push(`errors ${percent(failed)} are above ${percent(objectives.errors)}`);
  }
  const { throughputRps } = load.answered;
  if (
    load.kind === 'closed' &&
    objectives.throughputRps !== undefined &&
    throughputRps < objectives.throughputRps
  ) {
    missed.push(`throughput ${Math.round(throughputRps)}/s is below ${objectives.throughputRps}/s`);
  }
  return missed;
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))}%`;
}
