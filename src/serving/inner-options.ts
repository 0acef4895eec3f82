import { z } from 'zod';

import { checkVariant, isMapping } from '../scenario/check.js';
import type { Report } from '../scenario/mistakes.js';
import type { ModeSchemas } from '../scenario/modes-section.js';
import { unknownWord } from '../scenario/suggest.js';
import type { InnerMode, ServingMode } from './serving-mode.js';

/** A mode as far as its options go. */
type ModeOptions = Pick<ServingMode, 'options' | 'innerOption' | 'back'>;

/**
 * The schemas of the modes' options. One that names another mode is read by that mode's own schema, to any depth, so
 * that its mistakes are told at their place; what comes out of it is an `InnerMode`.
 */
export function schemasOf(modes: Readonly<Record<string, ModeOptions>>): ModeSchemas {
  const schemas: Record<string, z.ZodType> = {};
  const behind: Record<string, z.ZodType> = {};
  for (const [id, { options, innerOption, back }] of Object.entries(modes)) {
    const schema = innerOption ? withInner(options, innerOption, behind) : options;
    schemas[id] = schema;
    if (back) behind[id] = schema;
  }
  return schemas;
}

function withInner(
  options: z.ZodType,
  { name, words }: NonNullable<ModeOptions['innerOption']>,
  behind: ModeSchemas,
): z.ZodType {
  return options.transform((read, context) => {
    const named = isMapping(read) ? read[name] : undefined;
    const report: Report = (path, message) => {
      context.addIssue({ code: 'custom', path: [...path], message });
    };
    if (typeof named === 'string') {
      if (words.includes(named)) return read;
      if (!Object.hasOwn(behind, named)) {
        report([name], unknownWord('value', named, [...words, ...Object.keys(behind)]));
        return z.NEVER;
      }
    } else if (!isMapping(named) || !('mode' in named)) return read;
    const inner = readInner(typeof named === 'string' ? { mode: named } : named, name, behind, report);
    return inner ? { ...(read as object), [name]: inner } : z.NEVER;
  });
}

function readInner(
  entry: Readonly<Record<string, unknown>>,
  name: string,
  schemas: ModeSchemas,
  report: Report,
): InnerMode | undefined {
  const found = checkVariant({ noun: 'mode', field: 'mode', schemas }, entry, [name], report);
  if (!found) return undefined;
  const options = found.value as Readonly<Record<string, unknown>>;
  if (typeof options['applications'] === 'number' && options['applications'] > 1) {
    report([name, 'applications'], 'leave it out: a mode behind another one has no application of its own');
    return undefined;
  }
  return { mode: found.variant, options };
}
