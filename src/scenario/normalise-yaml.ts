import { isAlias, isMap, isPair, isScalar, isSeq, Scalar, visit, type Node } from 'yaml';
import type { Path } from './mistakes.js';

/** Far above any scenario; stops a document that would overflow the stack or whose aliases multiply. */
const MOST_LEVELS = 100;
const MOST_ALIASED_NODES = 100_000;

/** Reports a mistake at a node of the document that is being read. */
type ReportNode = (node: unknown, at: Path, text: string) => void;

interface Walk {
  readonly report: ReportNode;
  readonly lineOf: (node: unknown) => number;
  readonly anchors: Map<string, Node>;
  aliasedNodes: number;
}

/**
 * Brings the nodes of a freshly parsed document into the form that the rest relies on, in place: every key is a text
 * scalar (`null` and `1` become "null" and "1"), no key comes twice, every alias is replaced by a copy of what it
 * stands for.
 */
export function normaliseYaml(root: Node, report: ReportNode, lineOf: (node: unknown) => number): void {
  walkNode(root, [], { report, lineOf, anchors: new Map(), aliasedNodes: 0 });
}

function walkNode(node: unknown, at: Path, walk: Walk): unknown {
  if (isAlias(node)) return resolveAlias(node.source, node, at, walk);
  if (at.length > MOST_LEVELS) {
    walk.report(node, at.slice(0, 1), `nested more than ${MOST_LEVELS} levels deep`);
    return new Scalar(null);
  }
  if (isMap(node)) walkMap(node, at, walk);
  if (isSeq(node)) node.items = node.items.map((item, index) => walkNode(item, [...at, index], walk));
  if ((isMap(node) || isSeq(node) || isScalar(node)) && node.anchor !== undefined) {
    walk.anchors.set(node.anchor, node);
    delete node.anchor;
  }
  return node;
}

function walkMap(map: { items: { key: unknown; value: unknown }[] }, at: Path, walk: Walk): void {
  const firstLines = new Map<string, number>();
  map.items = map.items.filter((pair) => {
    const key = walkNode(pair.key, at, walk);
    const text = keyText(key);
    if (text === undefined || !isScalar(key)) {
      walk.report(key, at, 'expected a plain key, such as a name, in front of the colon');
      return false;
    }
    const firstLine = firstLines.get(text);
    if (firstLine !== undefined) {
      walk.report(key, [...at, text], `duplicate key (first on line ${firstLine})`);
      return false;
    }
    firstLines.set(text, walk.lineOf(key));
    key.value = text;
    pair.key = key;
    pair.value = walkNode(pair.value, [...at, text], walk) ?? new Scalar(null);
    return true;
  });
}

function keyText(key: unknown): string | undefined {
  if (!isScalar(key)) return undefined;
  if (typeof key.value === 'string') return key.value === '' ? undefined : key.value;
  if (key.value === null) return key.source === '' ? undefined : 'null';
  return key.source ?? String(key.value);
}

function resolveAlias(name: string, node: unknown, at: Path, walk: Walk): unknown {
  const target = walk.anchors.get(name);
  if (target === undefined) {
    walk.report(node, at, `alias *${name} has no anchor &${name} before it`);
    return new Scalar(null);
  }
  visit(target, (_, child) => {
    if (!isPair(child)) walk.aliasedNodes += 1;
  });
  if (walk.aliasedNodes > MOST_ALIASED_NODES) {
    walk.report(node, at, `aliases stand for more than ${MOST_ALIASED_NODES} values`);
    return new Scalar(null);
  }
  return target.clone();
}
