import type { GateLimit, GateRule } from '../core/gate.js';
import type { ModeEntry, ScenarioLoad } from '../core/scenario.js';
import { comparableMetrics, type Unit } from '../result/metrics.js';
import { EXACT_METRICS } from '../result/mode-metrics.js';
import { checkMapping } from './check.js';
import type { Report } from './mistakes.js';
import { closest, quote, unknownKey } from './suggest.js';
import { readBytes, readDurationMs, readDurationUs, readShare, type Reading } from './units.js';

interface Target {
  readonly mode: string;
  readonly load: string | null;
  readonly metric: string;
  readonly unit: Unit;
}

const LIMITS = ['max-increase', 'max-decrease', 'max', 'min', 'exact'] as const;

/** Reads `gates:`: figures by their path, each with what must not happen to it. */
export function readGates(
  raw: unknown,
  { modes, loads }: { readonly modes: readonly ModeEntry[]; readonly loads: readonly ScenarioLoad[] },
  report: Report,
): readonly GateRule[] | undefined {
  const gates = checkMapping(raw, ['gates'], report);
  if (gates === undefined) return undefined;
  const targets = gateTargets(modes, loads);
  const rules = Object.entries(gates).map(([path, entry]): GateRule | undefined => {
    const target = targets.get(path);
    if (!target) {
      report(['gates', path], unknownPath(path, [...targets.keys()]));
      return undefined;
    }
    const limit = readLimit(path, entry, target, report);
    const { mode, load, metric } = target;
    return limit && { path, mode, load, metric, limit };
  });
  return rules.filter((rule) => rule !== undefined);
}

/** Every figure that can be gated, by its path. */
export function gateTargets(
  modes: readonly Pick<ModeEntry, 'label'>[],
  loads: readonly Pick<ScenarioLoad, 'id' | 'kind'>[],
): ReadonlyMap<string, Target> {
  const targets = new Map<string, Target>();
  for (const { label: mode } of modes) {
    for (const { id: load, kind } of loads) {
      for (const { id: metric, unit } of comparableMetrics(kind))
        targets.set(`${mode}.${load}.${metric}`, { mode, load, metric, unit });
    }
    for (const { id: metric, unit } of EXACT_METRICS)
      targets.set(`${mode}.${metric}`, { mode, load: null, metric, unit });
  }
  return targets;
}

function unknownPath(path: string, known: readonly string[]): string {
  const meant = closest(path, known);
  if (meant !== undefined) return `no figure ${quote(path)} (did you mean "${meant}"?)`;
  return `no figure ${quote(path)}; expected MODE.LOAD.METRIC or MODE.METRIC such as ${known.slice(0, 3).join(', ')}`;
}

function readLimit(path: string, raw: unknown, target: Target, report: Report): GateLimit | undefined {
  const at = ['gates', path];
  const entry = checkMapping(raw, at, report);
  if (entry === undefined) return undefined;
  const keys = Object.keys(entry);
  const unknown = keys.filter((key) => !LIMITS.some((known) => known === key));
  for (const key of unknown) report([...at, key], unknownKey(key, LIMITS));
  if (unknown.length > 0) return undefined;
  const [key] = keys;
  if (key === undefined || keys.length > 1) {
    report(
      at,
      `expected one limit (${LIMITS.join(', ')}), found ${keys.length === 0 ? 'none' : keys.join(' and ')}`,
    );
    return undefined;
  }
  const reading = readLimitOf(key, entry[key], target);
  if ('limit' in reading) return reading.limit;
  report([...at, key], reading.problem);
  return undefined;
}

function readLimitOf(
  key: string,
  raw: unknown,
  { load, unit }: Target,
): { readonly limit: GateLimit } | { readonly problem: string } {
  if (key === 'exact') {
    if (raw !== true) return { problem: `expected true, got ${quote(raw)}` };
    return load === null
      ? { limit: { kind: 'exact' } }
      : {
          problem:
            'this figure carries noise: no two trials give the same; write max-increase or max-decrease',
        };
  }
  if (key === 'min' || key === 'max') {
    const reading = READ[unit](raw);
    if ('problem' in reading) return reading;
    return { limit: { kind: 'absolute', bound: key === 'min' ? 'least' : 'most', value: reading.value } };
  }
  const reading = readShare(raw);
  if ('problem' in reading) return reading;
  if (reading.value === 0 && load !== null)
    return { problem: 'expected more than 0: any two trials differ by noise' };
  const direction = key === 'max-increase' ? 'increase' : 'decrease';
  return { limit: { kind: 'change', direction, share: reading.value } };
}

function readNumber(raw: unknown): Reading {
  if (typeof raw === 'number' && raw > 0) return { value: raw };
  return { problem: `expected a number above 0, got ${quote(raw)}` };
}

const READ: Readonly<Record<Unit, (raw: unknown) => Reading>> = {
  us: readDurationUs,
  ms: readDurationMs,
  bytes: readBytes,
  share: readShare,
  'requests/s': readNumber,
  count: readNumber,
};
