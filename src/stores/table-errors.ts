import { UserError } from '../core/errors.js';

/** There is no such table, or no longer. */
export function missingTable(location: string): UserError {
  return new UserError(
    'TABLE_MISSING',
    `There is no prediction table at ${location}`,
    'Build it again with `servebench precompute`',
  );
}

/** @param reason completes the sentence "... is not a usable prediction table: ...". */
export function invalidTable(location: string, reason: string): UserError {
  return new UserError(
    'TABLE_INVALID',
    `${location} is not a usable prediction table: ${reason}`,
    'Remove it and build it again with `servebench precompute`',
  );
}
