import { UserError } from '../core/errors.js';
import { unknownWord } from '../scenario/suggest.js';
import type { FieldProfile } from './field-profile.js';

/** Names that a true outcome and a time usually have; any spelling of case. */
const LABELS = ['label', 'target', 'y', 'outcome', 'truth', 'class'];
const TIMES = ['timestamp', 'time', 'ts', 'datetime', 'date', 'event_time', 'created_at'];

/** Fields of a log that are no features. */
export interface Reserved {
  readonly label?: string;
  readonly timestamp?: string;
}

/**
 * The fields that a user named, else those whose names say what they are. One that has the name of an input stays a
 * feature. @param asked `none` for a field that is not there, whatever the names say
 * @throws UserError FIELD_UNKNOWN
 */
export function chooseReserved(
  fields: readonly FieldProfile[],
  inputs: readonly string[],
  asked: Reserved,
): Reserved {
  const known = fields.map(({ name }) => name);
  const choose = (
    flag: keyof Reserved,
    usual: readonly string[],
    fits: (field: FieldProfile) => boolean,
  ): string | undefined => {
    const named = asked[flag];
    if (named === 'none') return undefined;
    if (named !== undefined) {
      if (known.includes(named)) return named;
      throw new UserError('FIELD_UNKNOWN', `--${flag}: ${unknownWord('field', named, known)}`);
    }
    return fields.find(
      (field) => usual.includes(field.name.toLowerCase()) && !inputs.includes(field.name) && fits(field),
    )?.name;
  };
  const label = choose('label', LABELS, () => true);
  const timestamp = choose('timestamp', TIMES, ({ isTime, missing }) => isTime && missing === 0);
  return { ...(label === undefined ? {} : { label }), ...(timestamp === undefined ? {} : { timestamp }) };
}
