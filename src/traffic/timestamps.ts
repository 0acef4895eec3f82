/** Numbers below this are seconds: as milliseconds they would lie before 3 March 1973. */
const LEAST_MILLISECONDS = 1e11;

/** Date, or date and time of ISO 8601, as RFC 3339 profiles it; also with a space for the T and without an offset. */
const ISO_8601 =
  /^(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?)(?:([Zz])|([+-]\d\d):?(\d\d)?)?)?$/;

/** The form that most logs have, and that `Date.parse` reads as it is meant: a third of the time of the other forms. */
const UTC_DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z$/;

/**
 * Reads a time: ISO 8601, or milliseconds or seconds since the epoch, as a number or as text. A time without an offset
 * is UTC (not local, as `Date.parse` would have it): a log means the same on every machine.
 *
 * @returns milliseconds since the epoch, or undefined for anything else.
 */
export function parseTimestamp(value: unknown): number | undefined {
  if (typeof value === 'number') return epochMs(value);
  if (typeof value !== 'string') return undefined;
  if (UTC_DATE_TIME.test(value)) return parsed(value);
  const text = value.trim();
  if (/^-?\d+(\.\d+)?$/.test(text)) return epochMs(Number(text));
  const match = ISO_8601.exec(text);
  if (!match) return undefined;
  const [, date, time, , offsetHours, offsetMinutes = '00'] = match;
  const offset = offsetHours ? `${offsetHours}:${offsetMinutes}` : 'Z';
  return parsed(time ? `${date}T${time.replace(',', '.')}${offset}` : `${date}T00:00Z`);
}

function parsed(text: string): number | undefined {
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
}

function epochMs(value: number): number | undefined {
  if (!Number.isFinite(value)) return undefined;
  return Math.abs(value) < LEAST_MILLISECONDS ? value * 1000 : value;
}
