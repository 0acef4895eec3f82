import { UserError } from '../core/errors.js';

/** One record of a request log as it stands there. */
export interface LogRecord {
  /** Line of the file where the record starts, from 1. */
  readonly line: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A log whose records have been counted and can be read from any of them on, in batches, in flat memory. */
export interface LogSource {
  readonly file: string;
  readonly records: number;
  /** @throws UserError naming the line of a record that cannot be read. */
  read(from: number): AsyncIterable<readonly LogRecord[]>;
}

/** A record longer than this is a file of another format. */
export const MAX_RECORD_BYTES = 32 * 1024 * 1024;

/** An error at one line of a log, in the form `file:line: what is wrong` that editors and terminals can follow. */
export function lineError(
  code: string,
  file: string,
  line: number,
  problem: string,
  next: string,
): UserError {
  return new UserError(code, `${file}:${line}: ${problem}`, next);
}

/** A short printable part of what stands in a log. */
export function excerpt(text: string): string {
  const start = text
    .slice(0, 60)
    .replace(/\p{Cc}+/gu, ' ')
    .trim();
  return text.length > 60 ? `${start}...` : start;
}
