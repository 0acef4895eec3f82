import { UserError } from '../core/errors.js';
import type { ModeProposal } from '../scaffold/propose-modes.js';
import { unknownWord } from '../scenario/suggest.js';

/** Reads `--fill input=a,b,c`. @throws UserError FLAG_INVALID */
export function readFill(texts: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const fill = new Map<string, readonly string[]>();
  for (const text of texts) {
    // A name of an input may hold `=`; fields are what stands after the last one.
    const at = text.lastIndexOf('=');
    const fields = text
      .slice(at + 1)
      .split(',')
      .map((field) => field.trim());
    if (at < 1 || fields.includes('')) {
      throw new UserError(
        'FLAG_INVALID',
        `--fill: expected INPUT=FIELD,FIELD,..., got ${JSON.stringify(text)}`,
        'such as --fill x=age,income,visits',
      );
    }
    fill.set(text.slice(0, at), fields);
  }
  return fill;
}

/** The modes that were asked for, also one that is not proposed; all proposed ones without. @throws UserError MODE_UNKNOWN */
export function pickModes(
  proposed: readonly ModeProposal[],
  labels: readonly string[] | undefined,
): readonly ModeProposal[] {
  if (labels === undefined) return proposed;
  const known = proposed.map(({ label }) => label);
  for (const label of labels) {
    if (!known.includes(label))
      throw new UserError('MODE_UNKNOWN', `--modes: ${unknownWord('mode', label, known)}`);
  }
  const chosen = proposed.filter(({ label }) => labels.includes(label));
  return chosen.map(({ label, options, summary }) => ({ label, options, summary }));
}
