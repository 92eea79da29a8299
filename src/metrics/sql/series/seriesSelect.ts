import type { SecuredQuery } from '../../policy/securedQuery.js';
import type { ResolvedQuery } from '../../resolve/resolvedQuery.js';
import { renderHaving, renderOrder, type GroupScope } from '../groupFilter.js';
import { groupSelect, page, sharing, type NamedSelect } from '../groupSelect.js';
import { Names } from '../names.js';
import { outputNames } from '../outputNames.js';
import { rowSource } from '../questionSource.js';
import { renderNode, type NodeParts } from '../renderNode.js';
import { select } from '../select.js';
import { column, nested } from '../sql.js';
import { aggregatesOf, isDimension, isMeasure, type AggregateNode } from '../uses.js';
import { branchesOf, leafKey } from './branches.js';
import type { BranchNames } from './branchSelect.js';
import { fillGroups } from './fillGroups.js';
import { meetBranches, type ReadyBranch } from './meetBranches.js';
import { prepareBranch } from './prepareBranch.js';
import { rankGroups, ranksOf } from './rankGroups.js';
import { spineGroups } from './spineGroups.js';
import { isGuarded, withCells, withholdGroups } from './withholdGroups.js';

/** Whether some number is not simply of the rows of its group, or some group not of rows; or they must be known before they are shown. */
export function hasSeries(resolved: ResolvedQuery): boolean {
  return (
    resolved.spine !== undefined ||
    isGuarded(resolved) ||
    aggregatesOf(resolved).some(({ series }) => series !== undefined) ||
    ranksOf(resolved).length > 0
  );
}

/**
 * Numbers over other times, other rows and other levels. Each branch is one SELECT; they meet in groups; empty buckets and ranks are added; only then are
 * ratios made and groups filtered, ordered and cut.
 */
export function seriesSelect(whole: SecuredQuery): NamedSelect {
  const { resolved } = whole;
  const secured = isGuarded(resolved) ? whole.part(withCells(resolved)) : whole;
  const branches = branchesOf(secured.resolved).map((branch): ReadyBranch => ({
    branch,
    prepared: prepareBranch(secured, branch, partSelect),
  }));
  const names = branchNames(secured.resolved, branches);
  const keys = resolved.columns.filter(isDimension).map(({ key }) => key);
  const met = meetBranches(branches, keys, names);
  const { fill, spine } = resolved;
  const filled = fill === undefined ? met : fillGroups(met, { fill, secured }, names);
  const spined = spine === undefined ? filled : spineGroups(filled, { secured, spine }, names);
  const groups = isGuarded(resolved) ? withholdGroups(spined, resolved, names) : spined;

  const leafOf = (node: AggregateNode) => column(names.leaf(node));
  const plain: NodeParts = { leaf: leafOf, named: () => undefined };
  const groupColumns = [...groups.dimensions, ...groups.leaves.map(({ name }) => name)];
  const ranked = rankGroups({ select: groups.select, columns: groupColumns }, ranksOf(resolved), { names, parts: plain }); // prettier-ignore
  const inline: NodeParts = { ...plain, rank: ranked.rank };

  const rough = resolved.columns.map((shown) => ({
    key: shown.key,
    sql: shown.kind === 'dimension' ? column(names.dimension(shown.key)) : renderNode(shown.node, inline),
  }));
  const read = aggregatesOf(resolved).map(leafOf);
  const outer = new Map(outputNames(rough, read).map(({ key, name }) => [key, name]));
  const nameOf = (key: string): string => outer.get(key) as string;
  const scope: GroupScope = { resolved, nameOf, parts: sharing(resolved, inline, nameOf) };
  const columns = outputNames(
    resolved.columns.map((shown) => ({
      key: shown.key,
      sql:
        shown.kind === 'dimension' ? column(names.dimension(shown.key)) : renderNode(shown.node, scope.parts),
    })),
    read,
  );
  return {
    select: select({
      items: columns.map(({ item }) => item),
      from: nested(ranked.select),
      where: renderHaving(resolved.having, scope),
      orderBy: keys.length === 0 ? [] : renderOrder(scope),
      ...page(resolved, keys.length > 0),
    }),
    columns,
  };
}

/** A question that is a part of another one: numbers per key, of which others are made. */
function partSelect(part: SecuredQuery): NamedSelect {
  return hasSeries(part.resolved) ? seriesSelect(part) : groupSelect(part.resolved, rowSource(part));
}

/** A leaf that is shown as it is has its key for a name; no name is one that a branch reads. */
function branchNames(resolved: ResolvedQuery, branches: readonly ReadyBranch[]): BranchNames {
  const reads = new Set(
    branches.flatMap(({ prepared }) => prepared.reads.flatMap((piece) => [...piece.identifiers])),
  );
  const taken = new Names();
  const dimensions = new Map(
    resolved.columns.filter(isDimension).map(({ key }) => {
      // Where a branch does not have it, NULL is called so, and would take the place of the column in its WHERE.
      const isColumn = branches.every(({ prepared }) =>
        prepared.dimensions.some(({ key: own, field }) => own === key && isColumnNamed(field, key)),
      );
      return [key, taken.take(key, isColumn ? new Set() : reads)];
    }),
  );
  const shown = new Map(
    resolved.columns
      .filter(isMeasure)
      .flatMap(({ key, node }) => (node.kind === 'aggregate' ? [[leafKey(node), key]] : [])),
  );
  const all = aggregatesOf(resolved);
  const leaves = new Map<string, string>();
  for (const leaf of all) {
    const key = leafKey(leaf);
    if (!leaves.has(key)) leaves.set(key, taken.take(shown.get(key) ?? leaf.measure.name, reads));
  }
  return {
    dimension: (key) => dimensions.get(key) as string,
    leaf: (leaf) => leaves.get(leafKey(leaf)) as string,
    take: (preferred) => taken.take(preferred, reads),
  };
}

function isColumnNamed(
  { path, dimension, grain, part, interval, fold }: PreparedField,
  key: string,
): boolean {
  const cut = [grain, part, interval, fold].some((way) => way !== undefined);
  return path.length === 0 && !cut && dimension.sql.plainColumn === key;
}
type PreparedField = ReadyBranch['prepared']['dimensions'][number]['field'];
