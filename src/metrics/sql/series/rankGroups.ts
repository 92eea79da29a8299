import type { MeasureNode, ResolvedQuery } from '../../resolve/resolvedQuery.js';
import { renderNode, type NodeParts, type RankNode } from '../renderNode.js';
import { select } from '../select.js';
import { column, identifier, list, nested, sql, type Sql } from '../sql.js';
import { nodesOf } from '../uses.js';
import type { BranchNames } from './branchSelect.js';
import { structureKey } from './structureKey.js';

/** The ranks that a question asks for, each once. */
export function ranksOf(resolved: ResolvedQuery): readonly RankNode[] {
  const ranks = nodesOf(resolved).flatMap(ranksIn);
  return [...new Map(ranks.map((rank) => [structureKey(rank), rank])).values()];
}

function ranksIn(node: MeasureNode): readonly RankNode[] {
  switch (node.kind) {
    case 'rank':
      // Places of what is computed from places come after those.
      return [...ranksIn(node.of), node];
    case 'divide':
      return [...ranksIn(node.numerator), ...ranksIn(node.denominator)];
    case 'arithmetic':
      return [...ranksIn(node.left), ...ranksIn(node.right)];
    case 'call':
      return node.args.flatMap(ranksIn);
    case 'aggregate':
    case 'number':
      return [];
  }
}

/** Adds a column for each rank to finished groups, and tells which one holds it. */
export function rankGroups(
  groups: { readonly select: Sql; readonly columns: readonly string[] },
  ranks: readonly RankNode[],
  { names, parts }: { readonly names: BranchNames; readonly parts: NodeParts },
): { readonly select: Sql; readonly rank: (node: RankNode) => Sql } {
  const rankNames = new Map(ranks.map((rank) => [structureKey(rank), names.take('place')]));
  const nameOf = (node: RankNode) => rankNames.get(structureKey(node)) as string;
  const rank = (node: RankNode) => column(nameOf(node));
  if (ranks.length === 0) return { select: groups.select, rank };
  const deepest = Math.max(...ranks.map(depthOf));
  let shown = [...groups.columns];
  let source = groups.select;
  for (let depth = 0; depth <= deepest; depth++) {
    const layer = ranks.filter((node) => depthOf(node) === depth);
    const placed = layer.map((node) => {
      const ranked = renderNode(node.of, { ...parts, rank });
      const by =
        node.within.length === 0
          ? sql``
          : sql`PARTITION BY ${list(node.within.map((key) => column(names.dimension(key))))} `;
      const place = sql`rank() OVER (${by}ORDER BY ${ranked} DESC)`;
      return sql`if(isNull(${ranked}), NULL, ${place}) AS ${identifier(nameOf(node))}`;
    });
    source = select({ items: [...shown.map(column), ...placed], from: nested(source) });
    shown = [...shown, ...layer.map(nameOf)];
  }
  return { select: source, rank };
}

/** How many places a place is made of, one inside the other. */
function depthOf({ of: node }: RankNode): number {
  return Math.max(0, ...ranksIn(node).map((inner) => 1 + depthOf(inner)));
}
