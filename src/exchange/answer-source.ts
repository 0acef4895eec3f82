import { checkedPath, valueAt } from './answer-path.js';

/** Reads the source of an answer out of its body; undefined where it names none. */
export type ReadSource = (body: string) => string | undefined;

/** @returns undefined where no path was given: then the header alone tells, and no body is read. */
export function sourceReader(path: string | undefined): ReadSource | undefined {
  if (path === undefined) return undefined;
  const steps = checkedPath(path);
  return (body) => {
    const source = valueAt(parseJson(body), steps);
    return typeof source === 'string' ? source : undefined;
  };
}

/** @returns undefined for a text that is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Whoever asked says what was expected.
    return undefined;
  }
}
