import { isAlias, isMap, isPair, isScalar, isSeq, type Document, type Node } from 'yaml';
import type { CatalogFile } from './parseYaml.js';

export type MemberPath = readonly (string | number)[];

/**
 * Line (from 1) of the key that `path` leads to, or of the deepest one on the way that exists: a missing key is shown
 * where it should have stood. The empty path is the first line of content.
 */
export function lineOf(file: CatalogFile, path: MemberPath): number {
  let node: Node | null | undefined = file.document.contents;
  let offset = node?.range?.[0] ?? 0;
  for (const step of path) {
    const child = childOf(file.document, node, step);
    if (child === undefined) break;
    offset = child.offset ?? offset;
    node = child.node;
  }
  return file.lines.linePos(offset).line || 1;
}

function childOf(
  document: Document,
  parent: Node | null | undefined,
  step: string | number,
): { offset: number | undefined; node: Node | null } | undefined {
  const node = isAlias(parent) ? parent.resolve(document) : parent;
  if (isMap(node)) {
    for (const pair of node.items) {
      if (!isPair(pair) || !isScalar(pair.key) || String(pair.key.value) !== String(step)) continue;
      return { offset: pair.key.range?.[0], node: pair.value as Node | null };
    }
    return undefined;
  }
  if (isSeq(node)) {
    const item = node.items[Number(step)] as Node | undefined;
    return item === undefined ? undefined : { offset: item.range?.[0], node: item };
  }
  return undefined;
}

/** `['measures', 'visitors', 'agg']` → `measures.visitors.agg`; nothing for the whole file. */
export function memberName(path: MemberPath): string | undefined {
  return path.length === 0 ? undefined : path.join('.');
}
