import type { z } from 'zod';
import type { Path } from './mistakes.js';

/**
 * Keys that a schema allows at a path, for "did you mean": zod reports an unknown key, but not the known ones.
 * Looks through optional, default, pipe and union; empty where the schema knows no keys (a record, an opaque type).
 */
export function allowedKeys(schema: z.core.$ZodType, path: Path): string[] {
  const {
    _zod: { def },
  } = schema as z.core.$ZodTypes;
  const [key, ...rest] = path;
  switch (def.type) {
    case 'object': {
      if (key === undefined) return Object.keys(def.shape);
      const field = Object.hasOwn(def.shape, key) ? def.shape[key] : undefined;
      return field ? allowedKeys(field, rest) : [];
    }
    case 'array':
      return key === undefined ? [] : allowedKeys(def.element, rest);
    case 'record':
      return key === undefined ? [] : allowedKeys(def.valueType, rest);
    case 'union':
      return [...new Set(def.options.flatMap((option) => allowedKeys(option, path)))];
    case 'pipe':
      return allowedKeys(def.in, path);
    case 'lazy':
      return allowedKeys(def.getter(), path);
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'nonoptional':
    case 'readonly':
    case 'catch':
      return allowedKeys(def.innerType, path);
    default:
      return [];
  }
}
