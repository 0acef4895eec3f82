import { Document, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, type Node } from 'yaml';
import type { Path, Place, Report } from './mistakes.js';
import { normaliseYaml } from './normalise-yaml.js';

/** A change to a document that came from a flag. */
export interface Patch {
  readonly path: readonly string[];
  /** The flag as written: `--set repeats=5`. */
  readonly origin: string;
}

/** A YAML document that still knows where each value was written. */
export interface YamlSource {
  /** As the user named it. */
  readonly file: string;
  readonly text: string;
  readonly document: Document;
  readonly lines: LineCounter;
  readonly patches: readonly Patch[];
}

/**
 * Parses one YAML 1.2 document (core schema) and reports syntax errors, duplicate keys and unknown tags, each with
 * its line.
 */
export function parseYaml(file: string, text: string, report: Report): YamlSource {
  const lines = new LineCounter();
  const document = parseDocument<Node>(text, {
    lineCounter: lines,
    prettyErrors: false,
    schema: 'core',
    resolveKnownTags: false,
    uniqueKeys: false,
  });
  const placeAt = (line: number): Place => ({ text: `${file}:${line}`, line });
  for (const { message, pos } of [...document.errors, ...document.warnings]) {
    report([], `not valid YAML: ${message}`, placeAt(lines.linePos(pos[0]).line));
  }
  const lineOf = (node: unknown) => lineOfNode(node, lines) ?? 1;
  if (document.errors.length === 0 && document.contents !== null) {
    normaliseYaml(
      document.contents,
      (node, at, problem) => report(at, problem, placeAt(lineOf(node))),
      lineOf,
    );
  }
  return { file, text, document, lines, patches: [] };
}

/** @returns the document as plain objects, lists and scalars. */
export function plainValue(source: YamlSource): unknown {
  return source.document.toJS();
}

/** @returns the text as written, or the changed document as text where flags changed it. */
export function sourceText(source: YamlSource): string {
  return source.patches.length === 0 ? source.text : source.document.toString({ lineWidth: 0 });
}

/** @returns the node at a path, or undefined where the document has none. */
export function nodeAt(source: YamlSource, path: Path): unknown {
  return descend(source.document.contents, path).at(-1)?.node;
}

/**
 * The line that a path was written on; of what is missing, the line of the nearest thing around it. The flag where a
 * flag put it there.
 */
export function placeOf(source: YamlSource, path: Path): Place {
  const patch = source.patches.findLast((candidate) => isPrefix(candidate.path, path));
  if (patch) return flag(patch);
  const found = descend(source.document.contents, path).filter(({ node }) => node !== undefined);
  const deepest = found.at(-1);
  const line = deepest ? lineOfNode(deepest.start, source.lines) : 1;
  if (line !== undefined) return { text: `${source.file}:${line}`, line };
  const around = path.slice(0, found.length);
  const creator = source.patches.findLast((candidate) => isPrefix(around, candidate.path));
  return creator ? flag(creator) : { text: source.file, line: 0 };
}

/** @returns for each key of the path its node and the node that its line is taken from; shorter where it ends early. */
function descend(root: unknown, path: Path): { node: unknown; start: unknown }[] {
  const steps: { node: unknown; start: unknown }[] = [];
  let node = root;
  for (const key of path) {
    let start: unknown;
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && item.key.value === `${key}`);
      start = pair?.key;
      node = pair?.value;
    } else {
      node = isSeq(node) ? node.items[Number(key)] : undefined;
      start = node;
    }
    steps.push({ node: node ?? undefined, start });
    if (node === undefined || node === null) break;
  }
  return steps;
}

function lineOfNode(node: unknown, lines: LineCounter): number | undefined {
  const offset = isNode(node) ? node.range?.[0] : undefined;
  return offset === undefined ? undefined : lines.linePos(offset).line;
}

function isPrefix(prefix: Path, path: Path): boolean {
  return prefix.length <= path.length && prefix.every((key, index) => `${key}` === `${path[index]}`);
}

function flag(patch: Patch): Place {
  return { text: patch.origin, line: Number.POSITIVE_INFINITY };
}
