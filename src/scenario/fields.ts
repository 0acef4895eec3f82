import { z } from 'zod';
import { readBytes, readDurationMs, readDurationUs, readShare, type Reading } from './units.js';

/** What is shorter is mostly the opening of connections. */
const LEAST_LOAD_MS = 100;

/** Duration with a unit (`5s`), read as milliseconds. */
export const durationMs = () => measured(readDurationMs);
/** How long a load lasts. The warm-up of a deployment comes before it and is no part of it. */
export const loadDurationMs = () =>
  atLeast(LEAST_LOAD_MS, ' (the warm-up comes before it and is no part of it)');
/** How long a fresh deployment is warmed up. */
export const warmUpMs = () => atLeast(LEAST_LOAD_MS, '');
/** Duration with a unit (`20ms`), read as microseconds. */
export const durationUs = () => measured(readDurationUs);
/** `0.05` or `5%`, read as a number from 0 to 1. */
export const share = () => measured(readShare);
/** `500MB`, `2GiB` or a plain number, read as bytes. */
export const bytes = () => measured(readBytes);
/** Text of at least one character. */
export const words = () => z.string().min(1);

/** A name that is safe in dotted paths, comma-separated flags, file names and URLs. */
export const LABEL = /^[A-Za-z0-9][A-Za-z0-9_-]*$/;
export const LABEL_RULE = 'expected letters, digits, "-" and "_", starting with a letter or digit';

function atLeast(leastMs: number, note: string) {
  return durationMs().refine((ms) => ms >= leastMs, {
    error: ({ input }) => `expected at least ${leastMs}ms, got ${Number(input)}ms${note}`,
  });
}

function measured(read: (raw: unknown) => Reading) {
  return z.unknown().transform((raw, context): number => {
    const reading = read(raw);
    if ('value' in reading) return reading.value;
    context.addIssue({ code: 'custom', message: reading.problem });
    return z.NEVER;
  });
}
