import { UserError } from '../core/errors.js';
import { readBytes } from '../scenario/units.js';

/** Bytes of a flag such as `--max-bytes 10GB`. @throws UserError FLAG_INVALID */
export function bytesFlag(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const reading = readBytes(text);
  if ('value' in reading) return reading.value;
  throw new UserError('FLAG_INVALID', `--${name}: ${reading.problem}`);
}
