import { UserError } from '../core/errors.js';
import { readShare } from '../scenario/units.js';

/** A share of a flag such as `--precision 5%`. @throws UserError FLAG_INVALID */
export function shareFlag(name: string, text: string | undefined, example = '5%'): number | undefined {
  if (text === undefined) return undefined;
  // A flag is text where YAML has numbers.
  const reading = readShare(/^\d*\.?\d+$/.test(text) ? Number(text) : text);
  if ('value' in reading && reading.value > 0) return reading.value;
  const problem = 'value' in reading ? 'expected more than 0' : reading.problem;
  throw new UserError('FLAG_INVALID', `--${name}: ${problem}`, `such as --${name} ${example}`);
}
