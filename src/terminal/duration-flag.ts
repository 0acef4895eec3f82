import { UserError } from '../core/errors.js';
import { readDurationMs } from '../scenario/units.js';

/** Milliseconds of a flag such as `--duration 5s`. @throws UserError FLAG_INVALID */
export function durationFlag(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const reading = readDurationMs(text);
  if ('value' in reading) return reading.value;
  throw new UserError('FLAG_INVALID', `--${name}: ${reading.problem}`);
}
