import { statfs } from 'node:fs/promises';

import { systemErrorCode, UserError } from '../core/errors.js';

/** What a job may take. */
export interface Budget {
  readonly maxRows?: number | undefined;
  readonly maxBytes: number;
}

export const DEFAULT_MAX_BYTES = 10_000_000_000;

/** @throws UserError TABLE_TOO_LARGE */
export function checkBudget(
  name: string,
  estimate: { readonly rows: number; readonly bytes: number; readonly seconds: number },
  { maxRows, maxBytes }: Budget,
): void {
  const { rows, bytes, seconds } = estimate;
  const limit =
    maxRows !== undefined && rows > maxRows
      ? `--max-rows ${count(maxRows)}`
      : bytes > maxBytes
        ? `--max-bytes ${size(maxBytes)}`
        : undefined;
  if (limit === undefined) return;
  throw new UserError(
    'TABLE_TOO_LARGE',
    `the table ${name} would have ${count(rows)} rows, about ${size(bytes)}, and take about ${duration(seconds)}: above ${limit}`,
    'take fewer keys (--keys top:N; in a scenario keys: { top: N }), or raise the limit',
  );
}

/**
 * @param folder where table and shards will lie; nothing is said where it is none
 * @throws UserError DISK_TOO_SMALL
 */
export async function checkDisk(name: string, folder: string, bytes: number): Promise<void> {
  let free: number;
  try {
    const { bavail, bsize } = await statfs(folder);
    free = bavail * bsize;
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
    return;
  }
  if (bytes <= free) return;
  throw new UserError(
    'DISK_TOO_SMALL',
    `the table ${name} needs about ${size(bytes)} while it is built, and ${folder} has ${size(free)} left`,
    'free some space, set SERVEBENCH_HOME to a folder on another disk, or take fewer keys: --keys top:N',
  );
}

function count(value: number): string {
  return value.toLocaleString('en');
}

function size(bytes: number): string {
  if (bytes < 1e6) return `${Math.ceil(bytes / 1e3)} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

function duration(seconds: number): string {
  if (seconds < 120) return `${Math.ceil(seconds)} s`;
  return seconds < 7200 ? `${Math.ceil(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
