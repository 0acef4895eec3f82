import { quote } from './suggest.js';

/** A number that a person wrote with a unit, or what is wrong with it. */
export type Reading = { readonly value: number } | { readonly problem: string };

const MICROSECONDS: ReadonlyMap<string, number> = new Map([
  ['us', 1],
  ['µs', 1],
  ['ms', 1e3],
  ['s', 1e6],
  ['m', 60e6],
  ['h', 3600e6],
]);
/** Above 2^31 ms timers of Node.js fire at once; nothing here takes a day. */
const MOST_MICROSECONDS = 24 * 3600e6;
const A_DURATION = 'a duration such as 500ms, 5s or 2m';

const BYTES: ReadonlyMap<string, number> = new Map([
  ['b', 1],
  ['kb', 1e3],
  ['mb', 1e6],
  ['gb', 1e9],
  ['tb', 1e12],
  ['kib', 2 ** 10],
  ['mib', 2 ** 20],
  ['gib', 2 ** 30],
  ['tib', 2 ** 40],
]);
const A_SIZE = 'a size in bytes such as 500MB or 2GiB';

const A_SHARE = 'a share from 0 to 1 such as 0.05, or a percentage such as 5%';

/** `500us`, `20ms`, `1.5s`, `2m`, `1h`: more than 0, at most a day. A number without a unit is refused. */
export function readDurationUs(raw: unknown): Reading {
  const [amount, unit] = splitUnit(raw);
  if (amount === undefined) return expected(A_DURATION, raw);
  if (unit === '') return { problem: `${quote(raw)} has no unit; expected ${A_DURATION}` };
  const factor = MICROSECONDS.get(unit);
  if (factor === undefined) {
    return { problem: `unknown unit in ${quote(raw)}; expected ${A_DURATION} (units: us, ms, s, m, h)` };
  }
  const value = Math.round(amount * factor);
  if (value <= 0) return { problem: `expected a duration of more than 0, got ${quote(raw)}` };
  return value > MOST_MICROSECONDS ? { problem: `expected at most 24h, got ${quote(raw)}` } : { value };
}

/** As `readDurationUs`, in milliseconds with microsecond precision. */
export function readDurationMs(raw: unknown): Reading {
  const reading = readDurationUs(raw);
  return 'value' in reading ? { value: reading.value / 1e3 } : reading;
}

/** The shortest text that `readDurationMs` reads back: `5s`, `1500ms`. */
export function formatDurationMs(durationMs: number): string {
  return durationMs % 1e3 === 0 ? `${durationMs / 1e3}s` : `${durationMs}ms`;
}

/** `0.05` or `5%`: from 0 to 1. */
export function readShare(raw: unknown): Reading {
  if (typeof raw === 'number') {
    if (raw >= 0 && raw <= 1) return { value: raw };
    const percent = raw > 1 && raw <= 100 ? ` (for ${raw} percent write ${raw}%)` : '';
    return { problem: `expected a share from 0 to 1, got ${quote(raw)}${percent}` };
  }
  const [amount, unit] = splitUnit(raw);
  if (amount === undefined || unit !== '%') return expected(A_SHARE, raw);
  return amount <= 100 ? { value: amount / 100 } : { problem: `expected at most 100%, got ${quote(raw)}` };
}

/** `500MB` (powers of ten), `2GiB` (powers of two) or a plain number of bytes; a whole number of at least 1. */
export function readBytes(raw: unknown): Reading {
  const [amount, unit] = splitUnit(raw);
  const factor = unit === '' ? 1 : BYTES.get(unit.toLowerCase());
  if (amount === undefined || factor === undefined) return expected(A_SIZE, raw);
  const value = Math.round(amount * factor);
  return value >= 1 && Number.isSafeInteger(value) ? { value } : expected(A_SIZE, raw);
}

function splitUnit(raw: unknown): [amount: number | undefined, unit: string] {
  if (typeof raw === 'number') return [raw >= 0 ? raw : undefined, ''];
  const match = typeof raw === 'string' ? /^(\d+(?:\.\d+)?) ?(\p{L}*|%)$/u.exec(raw) : null;
  return match ? [Number(match[1]), match[2] ?? ''] : [undefined, ''];
}

function expected(what: string, raw: unknown): Reading {
  return { problem: raw === undefined ? `missing; expected ${what}` : `expected ${what}, got ${quote(raw)}` };
}
