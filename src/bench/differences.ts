import { parse } from 'yaml';

import type { Result } from '../result/contract.js';
import { hardwareOf } from './hardware.js';
import { WARM_UP_MS } from './plan-trials.js';

/** Parts of a scenario that a figure depends on, beside the machine and the model. */
const SECTIONS = ['traffic', 'loads', 'modes'] as const;

/** As a scenario writes it. */
const DEFAULT_WARM_UP = `${WARM_UP_MS}ms`;

/**
 * What makes two results incomparable, one sentence each; nothing where they are of the same hardware, model, seed,
 * traffic, loads and options of modes. Entries that only one of them has do not count: they are not compared.
 */
export function differencesBetween(base: Result, other: Result): string[] {
  const [a, b] = [base.run, other.run];
  const found: string[] = [];
  const compare = (what: string, left: string, right: string): void => {
    if (left !== right) found.push(`${what}: ${left} and ${right}`);
  };
  compare('hardware', hardwareOf(a.environment), hardwareOf(b.environment));
  compare('model', modelOf(a), modelOf(b));
  compare('scenario', a.scenario, b.scenario);
  // Other requests, arrivals and keys.
  compare('seed', String(a.seed), String(b.seed));
  const [left, right] = [readScenario(a.scenarioText), readScenario(b.scenarioText)];
  compare('warmUp', String(left['warmUp'] ?? DEFAULT_WARM_UP), String(right['warmUp'] ?? DEFAULT_WARM_UP));
  for (const section of SECTIONS) {
    const [mine, theirs] = [entriesOf(left[section], section), entriesOf(right[section], section)];
    for (const [name, value] of Object.entries(mine)) {
      if (name in theirs) compare(name, value, theirs[name] ?? '');
    }
  }
  return found;
}

function modelOf({ model }: Result['run']): string {
  return `${model.name}@${model.sha256.slice(0, 12)}`;
}

function readScenario(text: string): Readonly<Record<string, unknown>> {
  try {
    return (parse(text, { logLevel: 'silent' }) ?? {}) as Readonly<Record<string, unknown>>;
  } catch {
    // A later version may not read what an earlier one ran; the names still tell scenarios apart.
    return {};
  }
}

/** Traffic as one entry; loads and modes by their names. */
function entriesOf(section: unknown, name: string): Readonly<Record<string, string>> {
  if (typeof section !== 'object' || section === null) return {};
  if (name === 'traffic') return { traffic: JSON.stringify(section) };
  return Object.fromEntries(
    Object.entries(section).map(([key, value]) => [`${name}.${key}`, JSON.stringify(value ?? {})]),
  );
}
