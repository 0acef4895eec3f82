import { distance } from 'fastest-levenshtein';

/** @returns the candidate that a name was probably meant to be: the same but for case and separators, or few typos. */
export function similarName(name: string, candidates: readonly string[]): string | undefined {
  const wanted = normalise(name);
  const ranked = candidates
    .map((candidate) => ({ candidate, edits: distance(wanted, normalise(candidate)) }))
    .sort((a, b) => a.edits - b.edits);
  const [best] = ranked;
  return best && best.edits <= Math.floor(wanted.length / 3) ? best.candidate : undefined;
}

/** A name without case and separators: `deviceType` and `device_type` are one. */
export function normalise(name: string): string {
  return name.toLowerCase().replace(/[\s_\-.]/g, '');
}
