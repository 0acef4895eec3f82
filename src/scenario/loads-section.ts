import { z } from 'zod';
import type { ScenarioLoad } from '../core/scenario.js';
import { checkMapping, checkVariant } from './check.js';
import { durationMs, LABEL, LABEL_RULE, loadDurationMs } from './fields.js';
import type { Report } from './mistakes.js';
import { OPEN_LOAD } from './open-load.js';
import { searchLoad } from './search-load.js';

/** Loads of a scenario that names none. */
export const DEFAULT_LOADS = { saturation: { kind: 'closed' } } as const;

const closed = z
  .strictObject({
    connections: z.int().min(1).default(32),
    duration: loadDurationMs().default(1000),
    timeout: durationMs().default(10_000),
  })
  .transform((load) => ({
    kind: 'closed' as const,
    connections: load.connections,
    durationMs: load.duration,
    timeoutMs: load.timeout,
  }));

/** One schema for each kind of load, producing its plan without the id: another kind is one more line. */
const LOADS = { closed, open: OPEN_LOAD, search: searchLoad } satisfies {
  [K in ScenarioLoad['kind']]: z.ZodType<Omit<Extract<ScenarioLoad, { kind: K }>, 'id'>>;
};

/** Reads `loads:`: each key is an id, `kind` names the kind. Missing loads are one closed loop. */
export function readLoads(raw: unknown, report: Report): ScenarioLoad[] | undefined {
  const loads = checkMapping(raw ?? DEFAULT_LOADS, ['loads'], report);
  if (loads === undefined) return undefined;
  const plans = Object.entries(loads).map(([id, entry]) => readLoad(id, entry, report));
  if (plans.length === 0) report(['loads'], 'expected at least one load, found none');
  return plans.filter((plan) => plan !== undefined);
}

function readLoad(id: string, raw: unknown, report: Report): ScenarioLoad | undefined {
  const at = ['loads', id];
  if (!LABEL.test(id)) report(at, LABEL_RULE);
  const entry = checkMapping(raw, at, report);
  if (entry === undefined) return undefined;
  const kind = { noun: 'kind of load', field: 'kind', schemas: LOADS };
  const found = checkVariant(kind, entry, at, report);
  return found && { id, ...found.value };
}
