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
      return [node];
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
  const rank = (node: RankNode) => column(rankNames.get(structureKey(node)) as string);
  if (ranks.length === 0) return { select: groups.select, rank };
  const placed = ranks.map((node) => {
    const ranked = renderNode(node.of, parts);
    const by =
      node.within.length === 0
        ? sql``
        : sql`PARTITION BY ${list(node.within.map((key) => column(names.dimension(key))))} `;
    const place = sql`rank() OVER (${by}ORDER BY ${ranked} DESC)`;
    return sql`if(isNull(${ranked}), NULL, ${place}) AS ${identifier(rankNames.get(structureKey(node)) as string)}`;
  });
  return {
    select: select({ items: [...groups.columns.map(column), ...placed], from: nested(groups.select) }),
    rank,
  };
}
