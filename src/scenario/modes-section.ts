import type { z } from 'zod';
import type { ModeEntry } from '../core/scenario.js';
import { checkMapping, checkVariant, isMapping } from './check.js';
import { LABEL, LABEL_RULE } from './fields.js';
import type { Report } from './mistakes.js';

/** Schema of the options of each kind of mode; strict objects, without the field `mode`. */
export type ModeSchemas = Readonly<Record<string, z.ZodType>>;

/** Reads `modes:`: each key is a label, `mode` names the kind and defaults to the label, the rest are its options. */
export function readModes(raw: unknown, schemas: ModeSchemas, report: Report): ModeEntry[] | undefined {
  if (raw === undefined || raw === null) {
    report(['modes'], `missing; expected at least one mode (known: ${Object.keys(schemas).join(', ')})`);
    return undefined;
  }
  const modes = checkMapping(raw, ['modes'], report);
  if (modes === undefined) return undefined;
  const entries = Object.entries(modes).map(([label, entry]) => readMode(label, entry, schemas, report));
  if (entries.length === 0) report(['modes'], 'expected at least one mode, found none');
  return entries.filter((entry) => entry !== undefined);
}

function readMode(label: string, raw: unknown, schemas: ModeSchemas, report: Report): ModeEntry | undefined {
  const at = ['modes', label];
  const entry = checkMapping(raw, at, report);
  if (entry === undefined) return undefined;
  // The text null is a kind of mode, but YAML reads it as the null value.
  const named = 'mode' in entry ? { ...entry, mode: entry['mode'] ?? 'null' } : entry;
  const kind = { noun: 'mode', field: 'mode', schemas, fallback: label };
  const found = checkVariant(kind, named, at, report);
  if (found === undefined) return undefined;
  if (!LABEL.test(label)) {
    report(at, LABEL_RULE);
    return undefined;
  }
  if (!isMapping(found.value))
    throw new TypeError(`The schema of mode ${found.variant} does not produce an object`);
  return { label, mode: found.variant, options: found.value };
}
