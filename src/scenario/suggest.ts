import { distance } from 'fastest-levenshtein';

/** Two of five letters may be wrong; beyond that a suggestion misleads. */
const MOST_CHANGES = 0.4;

/**
 * The candidate that was probably meant: the smallest Levenshtein distance, if it is small for the length of the
 * word, else the first candidate that begins with the word (`micro` for `microservice`).
 */
export function closest(word: string, candidates: readonly string[]): string | undefined {
  const lower = word.toLowerCase();
  const near = candidates
    .filter((candidate) => candidate !== word)
    .map((candidate) => ({ candidate, most: mostChanges(word, candidate) }))
    // A distance is at least the difference in length: very long words are not compared at all.
    .filter(({ candidate, most }) => Math.abs(candidate.length - word.length) <= most)
    .map(({ candidate, most }) => ({ candidate, most, changes: changesTo(lower, candidate.toLowerCase()) }))
    .filter(({ changes, most }) => changes <= most)
    .toSorted((a, b) => a.changes - b.changes);
  if (near[0]) return near[0].candidate;
  if (word.length < 3) return undefined;
  return candidates.find((candidate) => candidate !== word && candidate.toLowerCase().startsWith(lower));
}

/** ` (did you mean "quickstart"?)`, to follow a sentence; empty where no candidate is close. */
export function meantHint(word: string, candidates: readonly string[]): string {
  const meant = closest(word, candidates);
  return meant === undefined ? '' : ` (did you mean "${meant}"?)`;
}

/** Levenshtein distance, but two neighbours that changed places are one slip of the fingers. */
function changesTo(word: string, candidate: string): number {
  const first = [...word].findIndex((letter, index) => letter !== candidate[index]);
  const swapped =
    word.slice(0, first) + (word[first + 1] ?? '') + (word[first] ?? '') + word.slice(first + 2);
  return first >= 0 && swapped === candidate ? 1 : distance(word, candidate);
}

function mostChanges(word: string, candidate: string): number {
  return Math.floor(MOST_CHANGES * Math.max(word.length, candidate.length));
}

/** `unknown key "skw" (did you mean "skew"?)`, or without a close one, `(known: ...)`. */
export function unknownKey(key: string, allowed: readonly string[]): string {
  const meant = closest(key, allowed);
  const hint = meant === undefined ? `known: ${allowed.join(', ')}` : `did you mean "${meant}"?`;
  return allowed.length === 0 ? `unknown key ${quote(key)}` : `unknown key ${quote(key)} (${hint})`;
}

/** `unknown mode "embeded" (did you mean "embedded"? known: null, embedded)`. */
export function unknownWord(noun: string, word: unknown, known: readonly string[]): string {
  const meant = typeof word === 'string' ? closest(word, known) : undefined;
  const hint = meant === undefined ? '' : `did you mean "${meant}"? `;
  return `unknown ${noun} ${quote(word)} (${hint}known: ${known.join(', ')})`;
}

/** A value as a reader of the message recognises it: JSON, one line, at most 60 characters. */
export function quote(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value));
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}
