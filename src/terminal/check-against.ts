import { UserError } from '../core/errors.js';
import { unknownWord } from '../scenario/suggest.js';

/** A mode that ratios are to refer to must be one of the run. @throws UserError MODE_UNKNOWN */
export function checkAgainst(label: string | undefined, labels: readonly string[]): void {
  if (label === undefined || labels.includes(label)) return;
  throw new UserError('MODE_UNKNOWN', `--against: ${unknownWord('mode', label, labels)}`);
}
