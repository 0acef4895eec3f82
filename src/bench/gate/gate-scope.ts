import type { GateRule } from '../../core/gate.js';
import type { Scenario } from '../../core/scenario.js';
import { randomStream, shuffle } from '../../statistics/random.js';
import type { PlannedTrial } from '../plan-trials.js';
import { loadsOf } from './time-budget.js';

/** The modes that rules name, in their order. */
export function modesOf(rules: readonly GateRule[]): string[] {
  return [...new Set(rules.map(({ mode }) => mode))];
}

/** What a gate deploys of a side: only the modes and loads that its rules are about. @param name of the stored run */
export function gatedPart(scenario: Scenario, rules: readonly GateRule[], name: string): Scenario {
  const modes = new Set(modesOf(rules));
  const loads = new Set(rules.flatMap(({ load }) => load ?? []));
  return {
    ...scenario,
    name,
    repeats: 1,
    modes: scenario.modes.filter(({ label }) => modes.has(label)),
    loads: scenario.loads.filter(({ id }) => loads.has(id)),
    objectives: { latencyUs: {} },
  };
}

/** The deployments of one round, one after the other, in a seeded random order; so are the trials of each. */
export function planRound(
  block: number,
  modes: readonly string[],
  rules: readonly GateRule[],
  { seed, loads }: Pick<Scenario, 'seed' | 'loads'>,
): { readonly mode: string; readonly trials: readonly PlannedTrial[] }[] {
  const stream = randomStream(seed, 'gate', block);
  return shuffle([...modes], stream).map((mode, index) => {
    const wanted = loadsOf(mode, rules);
    const measured = loads.filter(({ id }) => wanted.has(id)).map(({ id }) => ({ mode, load: id }));
    const trials = shuffle(measured, stream).map((trial, order) => ({
      ...trial,
      order: index * loads.length + order,
    }));
    return { mode, trials };
  });
}
