import type { Scenario, ScenarioLoad } from '../core/scenario.js';
import { randomStream, shuffle } from '../statistics/random.js';

/** One mode x one load within a block. */
export interface PlannedTrial {
  readonly order: number;
  readonly mode: string;
  readonly load: string;
}

/** One repeat: every mode deployed afresh in `deployments` order, then its trials in their order. */
export interface PlannedBlock {
  readonly block: number;
  readonly deployments: readonly string[];
  readonly trials: readonly PlannedTrial[];
}

/** Warm-up of a fresh deployment unless the scenario says: a new microservice runs at 0.73 of its speed after 0.5 s. */
export const WARM_UP_MS = 1500;
/** Quiet time before a trial. */
export const SETTLE_MS = 200;

/**
 * Expands modes x loads x repeats. Trials are interleaved in a seeded random order within a block, so that a drift of
 * the machine favours no mode.
 */
export function planTrials(scenario: Pick<Scenario, 'modes' | 'loads' | 'repeats' | 'seed'>): PlannedBlock[] {
  const modes = scenario.modes.map(({ label }) => label);
  return Array.from({ length: scenario.repeats }, (_, block) => {
    const stream = randomStream(scenario.seed, 'plan', block);
    const pairs = modes.flatMap((mode) => scenario.loads.map((load) => ({ mode, load: load.id })));
    return {
      block,
      deployments: shuffle(modes, stream),
      trials: shuffle(pairs, stream).map((pair, order) => ({ ...pair, order })),
    };
  });
}

/** Milliseconds of trials and warm-up in all: what is certain before anything has run. */
export function plannedMs(scenario: Pick<Scenario, 'modes' | 'loads' | 'repeats' | 'warmUpMs'>): number {
  const perMode = scenario.loads.reduce((sum, load) => sum + plannedLoadMs(load), warmUpMsOf(scenario));
  return perMode * scenario.modes.length * scenario.repeats;
}

/** Milliseconds of load before the first trial of a deployment. */
export function warmUpMsOf({ warmUpMs = WARM_UP_MS }: Pick<Scenario, 'warmUpMs'>): number {
  return warmUpMs;
}

/** Probes of a capacity search, about: some six doublings, five bisections, and a few that are tried again. */
const USUAL_PROBES = 14;

/** Milliseconds of one trial with the quiet time before it; of a search what it usually takes. */
export function plannedLoadMs(load: ScenarioLoad): number {
  if (load.kind === 'search') return USUAL_PROBES * (load.probeMs + SETTLE_MS);
  return load.durationMs + SETTLE_MS;
}

/**
 * Where in the replayed stream a load of a block starts: the same for every mode, another for every load and block,
 * so that one trial does not warm a cache with the requests of the next.
 */
export function windowStart(block: number, load: number, loads: number, replayLength: number): number {
  const slots = loads + 1;
  // The golden ratio spreads the blocks evenly whatever their number (a Kronecker sequence).
  const turn = (load / slots + block * 0.6180339887498949) % 1;
  return Math.floor(turn * replayLength);
}
