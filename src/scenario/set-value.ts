import { isMap, isScalar, isSeq, Pair, Scalar, YAMLMap, isNode } from 'yaml';
import { formatPath, type Report } from './mistakes.js';
import { quote } from './suggest.js';
import { parseYaml, type Patch, type YamlSource } from './yaml-source.js';

/**
 * Applies `path=value` texts: a dotted path (list entries by index) and a YAML value. What is missing on the way is
 * created; whether the result makes sense is for validation to say.
 */
export function applySets(source: YamlSource, sets: readonly string[], report: Report): YamlSource {
  return sets.reduce((changed, text) => applySet(changed, text, report), source);
}

function applySet(source: YamlSource, text: string, report: Report): YamlSource {
  const origin = `--set ${text}`;
  const place = { text: origin, line: Number.POSITIVE_INFINITY };
  const equals = text.indexOf('=');
  const path = text.slice(0, equals).trim().split('.');
  if (equals < 0 || path.includes('')) {
    report([], 'expected path=value, for example --set traffic.unseen=0.1', place);
    return source;
  }
  let broken = false;
  const { document } = parseYaml(origin, text.slice(equals + 1), (_, problem) => {
    broken = true;
    report(path, problem, place);
  });
  return broken ? source : setValue(source, { path, origin }, document.contents ?? new Scalar(null), report);
}

/** @returns a copy of the source with the value at the path; the source itself, after a report, where that cannot be. */
export function setValue(source: YamlSource, patch: Patch, value: unknown, report: Report): YamlSource {
  const document = source.document.clone();
  const root = document.contents;
  const problem = isMap(root) ? put(root, patch.path, 0, value) : 'the document is not a mapping';
  if (problem !== undefined) {
    report(patch.path, problem, { text: patch.origin, line: Number.POSITIVE_INFINITY });
    return source;
  }
  return { ...source, document, patches: [...source.patches, patch] };
}

/** @returns what is in the way, or undefined once the value is in place. */
function put(parent: unknown, path: readonly string[], depth: number, value: unknown): string | undefined {
  const key = path[depth] ?? '';
  const isLast = depth === path.length - 1;
  if (isMap(parent)) {
    const found = parent.items.find((pair) => isScalar(pair.key) && pair.key.value === key);
    const pair = found ?? new Pair<unknown, unknown>(new Scalar(key), undefined);
    if (!found) parent.items.push(pair);
    if (isLast) pair.value = withCommentOf(pair.value, value);
    else if (isEmpty(pair.value)) pair.value = new YAMLMap();
    return isLast ? undefined : put(pair.value, path, depth + 1, value);
  }
  if (isSeq(parent)) {
    const { length } = parent.items;
    const index = /^\d+$/.test(key) ? Number(key) : Number.NaN;
    if (!(index <= length)) return `expected an index from 0 to ${length} in place of ${quote(key)}`;
    if (isLast) parent.items[index] = value;
    else if (isEmpty(parent.items[index])) parent.items[index] = new YAMLMap();
    return isLast ? undefined : put(parent.items[index], path, depth + 1, value);
  }
  const written = isScalar(parent) ? quote(parent.value) : 'a single value';
  return `cannot set ${quote(key)} inside ${formatPath(path.slice(0, depth))}, which is ${written}`;
}

/** What was written behind the old value stays behind the new one. */
function withCommentOf(old: unknown, value: unknown): unknown {
  if (!isNode(old) || !isNode(value) || !old.comment) return value;
  const commented = value.clone();
  commented.comment = old.comment;
  return commented;
}

function isEmpty(node: unknown): boolean {
  return node === undefined || node === null || (isScalar(node) && node.value === null);
}
