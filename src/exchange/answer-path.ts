/** Keys and indexes from the top of a JSON value. */
export type AnswerPath = readonly string[];

/** What a path looks like, for messages. */
export const PATH_FORM = 'a path such as predictions.0.probability or /predictions/0/probability';

/**
 * Reads `predictions.0.score`, or where a key holds a dot, a JSON pointer (RFC 6901): `/predictions/0/a.b`.
 * @returns undefined where the text is neither: JSONPath (`$.a`, `a[0]`) is another language.
 */
export function parsePath(text: string): AnswerPath | undefined {
  if (text.startsWith('/')) {
    const steps = text.slice(1).split('/');
    return steps.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  }
  const steps = text.split('.');
  return steps.some((step) => step === '' || /[[\]$]/.test(step)) ? undefined : steps;
}

/** The text that `parsePath` reads as this path. */
export function pathText(path: AnswerPath): string {
  const dotted = path.join('.');
  const read = parsePath(dotted);
  if (read?.length === path.length && read.every((step, index) => step === path[index])) return dotted;
  return path.map((step) => `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** @returns the value at a path; undefined where there is none. */
export function valueAt(json: unknown, path: AnswerPath): unknown {
  let value = json;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    // `length` is no element of a list.
    if (Array.isArray(value) && !/^\d+$/.test(step)) return undefined;
    value = Object.hasOwn(value, step) ? (value as Readonly<Record<string, unknown>>)[step] : undefined;
  }
  return value;
}

/** @throws TypeError where `parsePath` refuses the text: whoever took it from a user has checked it. */
export function checkedPath(text: string): AnswerPath {
  const path = parsePath(text);
  if (path === undefined) throw new TypeError(`"${text}" is not ${PATH_FORM}`);
  return path;
}
