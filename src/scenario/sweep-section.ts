import type { Sweep } from '../core/scenario.js';
import { checkMapping, isMapping } from './check.js';
import type { Report } from './mistakes.js';
import { quote, unknownWord } from './suggest.js';

/** Sections whose entries a sweep may change, but not invent. */
const NAMED_ENTRIES = ['modes', 'loads'];

/**
 * Reads `sweep: { dotted.path: [values] }`. Whether each value makes a good scenario is checked by whoever applies it.
 *
 * @param scenario the plain document: a sweep of `modes.X` or `loads.X` needs an X.
 */
export function readSweep(raw: unknown, scenario: unknown, report: Report): Sweep | undefined {
  if (raw === undefined || raw === null) return undefined;
  const sweep = checkMapping(raw, ['sweep'], report);
  if (sweep === undefined) return undefined;
  const [entry, ...others] = Object.entries(sweep);
  if (entry === undefined || others.length > 0) {
    report(
      ['sweep'],
      `expected exactly one path such as traffic.unseen, found ${others.length + (entry ? 1 : 0)}`,
    );
    return undefined;
  }
  const [path, values] = entry;
  const problem = pathProblem(path, scenario);
  if (problem !== undefined) report(['sweep', path], problem);
  if (!Array.isArray(values) || values.length === 0) {
    report(['sweep', path], `expected a list of at least one value, got ${quote(values)}`);
    return undefined;
  }
  return problem === undefined ? { path, values } : undefined;
}

function pathProblem(path: string, scenario: unknown): string | undefined {
  const [section = '', entry = '', ...rest] = path.split('.');
  if (path.split('.').includes('') || section === 'sweep') {
    return 'expected a dotted path into the scenario such as traffic.unseen';
  }
  if (!NAMED_ENTRIES.includes(section) || rest.length === 0) return undefined;
  const entries = isMapping(scenario) ? scenario[section] : undefined;
  if (!isMapping(entries) || Object.hasOwn(entries, entry)) return undefined;
  return `${unknownWord(`entry of ${section}`, entry, Object.keys(entries))}`;
}
