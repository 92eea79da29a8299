import type { SecuredQuery } from '../policy/securedQuery.js';
import { KIND_KEY, PARENT_PREFIX } from '../query/metricQuery.js';
import type { GroupFilter, GroupValue, ResolvedQuery } from '../resolve/resolvedQuery.js';
import { renderHaving, renderOrder, type GroupScope } from './groupFilter.js';
import type { NamedSelect } from './groupSelect.js';
import { isOfShownParent } from './groupsIn.js';
import { inOneScan, type OneScan } from './oneScan.js';
import { besideOthers, namedGroups, parentNames, type Groups } from './otherGroups.js';
import { outputNames } from './outputNames.js';
import { rowSource } from './questionSource.js';
import { allOf } from './renderCondition.js';
import { renderNode, type NodeParts } from './renderNode.js';
import { select } from './select.js';
import { column, identifier, list, nested, sql, value, type Sql } from './sql.js';
import type { AggregateNode, DimensionColumn } from './uses.js';

/**
 * The shown rows and one for what is left, in one scan: every group with its parts; a place for each, 0 for those that are not shown; then the parts of
 * each place are merged, so that the number of what is left is that of its rows.
 */
export function otherSelect(secured: SecuredQuery, parent: NamedSelect | undefined): NamedSelect {
  const scan = inOneScan(secured.resolved);
  const { resolved } = scan;
  const groups = namedGroups(scan.read, rowSource(secured.part(scan.read)));
  const placed = placedGroups(scan, groups);
  const { place } = groups;
  const isShown = sql`${column(place)} > 0`;
  const outer: NodeParts = {
    ...leafParts(scan, (node) => {
      const { steps, name, total } = groups.leafOf(node);
      return total === undefined ? steps.merge(column(name)) : sql`any(${column(total)})`;
    }),
    // What is left is no group, so it has no place among them.
    rank: (node) => sql`anyOrNullIf(${column(groups.rankName(node))}, ${isShown})`,
  };
  const dimension = ({ key }: DimensionColumn): Sql => {
    const name = column(groups.nameOf(key));
    return key.startsWith(PARENT_PREFIX) ? name : sql`anyOrNullIf(${name}, ${isShown})`;
  };
  const columns = outputNames(
    [
      ...resolved.columns.map((shown) => ({
        key: shown.key,
        sql: shown.kind === 'dimension' ? dimension(shown) : renderNode(shown.node, outer),
      })),
      { key: KIND_KEY, sql: sql`if(${isShown}, 'VALUE', 'OTHER')` },
    ],
    [],
  );
  const parents = parentNames(resolved, groups);
  return {
    select: select({
      items: columns.map(({ item }) => item),
      from: nested(placed),
      where:
        parent === undefined || parents.length === 0
          ? []
          : [isOfShownParent(resolved, groups.nameOf, parent)],
      groupBy: [...parents, identifier(place)],
      orderBy: [sql`${identifier(place)} = 0`, identifier(place)],
    }),
    columns,
  };
}

/** A count of a range of which the group has no row is no number, as where ranges are read apart. */
function leafParts({ rowsOf }: OneScan, read: (node: AggregateNode) => Sql): NodeParts {
  return {
    leaf: (node) => {
      const rows = rowsOf(node);
      return rows === undefined ? read(node) : sql`if(${read(rows)} = 0, NULL, ${read(node)})`;
    },
    named: () => undefined,
  };
}

/** The same groups with their place in the order, from 1; 0 for those that having removes or that come too late. */
function placedGroups(scan: OneScan, groups: Groups): Sql {
  const { resolved } = scan;
  const finished: NodeParts = {
    ...leafParts(scan, (node) => {
      const { steps, name, total } = groups.leafOf(node);
      return total === undefined ? steps.value(column(name)) : column(total);
    }),
    rank: (node) => column(groups.rankName(node)),
  };
  const scope: GroupScope = { resolved: byNumber(resolved), nameOf: groups.nameOf, parts: finished };
  const having = renderHaving(scope.resolved.having, scope);
  const passes = having.length === 0 ? undefined : sql`ifNull(${allOf(having)}, false)`;
  const within = [...parentNames(resolved, groups), ...(passes === undefined ? [] : [passes])];
  const partition = within.length === 0 ? sql`` : sql`PARTITION BY ${list(within)} `;
  const position = identifier(groups.position);
  const isShown = allOf([
    ...(passes === undefined ? [] : [passes]),
    sql`${position} <= ${value(resolved.limit, 'UInt64')}`,
  ]);
  const { from, added } = besideOthers(groups, finished);
  return select({
    items: [
      ...groups.names.map(column),
      ...added.map(column),
      sql`row_number() OVER (${partition}ORDER BY ${list(renderOrder(scope))}) AS ${position}`,
      sql`if(${isShown}, ${position}, 0) AS ${identifier(groups.place)}`,
    ],
    from: nested(from),
  });
}

/** Numbers that are shown are not columns yet where places are given. */
function byNumber(resolved: ResolvedQuery): ResolvedQuery {
  const own = (of: GroupValue): GroupValue => {
    const shown = of.kind === 'column' ? resolved.columns.find(({ key }) => key === of.key) : undefined;
    return shown?.kind === 'measure' ? { kind: 'measure', type: shown.type, node: shown.node } : of;
  };
  const inFilter = (filter: GroupFilter): GroupFilter => {
    if (filter.kind === 'compare') return { ...filter, value: own(filter.value) };
    return filter.kind === 'not'
      ? { kind: 'not', of: inFilter(filter.of) }
      : { kind: filter.kind, of: filter.of.map(inFilter) };
  };
  return {
    ...resolved,
    having: resolved.having === undefined ? undefined : inFilter(resolved.having),
    order: resolved.order.map(({ value: of, direction }) => ({ value: own(of), direction })),
  };
}
