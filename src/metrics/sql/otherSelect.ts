import { aggregateFunction } from '../catalog/aggregateFunctions.js';
import type { SecuredQuery } from '../policy/securedQuery.js';
import { KIND_KEY, PARENT_PREFIX } from '../query/metricQuery.js';
import type { ResolvedQuery, Series } from '../resolve/resolvedQuery.js';
import { leavesOf } from '../resolve/series.js';
import { renderHaving, renderOrder, type GroupScope } from './groupFilter.js';
import type { NamedSelect } from './groupSelect.js';
import { isOfShownParent } from './groupsIn.js';
import { byNumber } from './numbers.js';
import { besideOthers, namedGroups, parentNames, type Groups } from './otherGroups.js';
import { outputNames } from './outputNames.js';
import { rowSource } from './questionSource.js';
import { allOf } from './renderCondition.js';
import { renderNode, type NodeParts } from './renderNode.js';
import { select } from './select.js';
import { column, identifier, list, nested, sql, value, type Sql } from './sql.js';
import { ranksOf } from './series/rankGroups.js';
import { aggregatesOf, type DimensionColumn } from './uses.js';

/**
 * Whether one scan is the way: every number is of the rows of its group or of all groups of the row around. Sketches and sets of many groups take longer
 * to keep and to merge than the rows take to be read again, so without shares and places the groups are picked first.
 */
export function isOfOneScan(resolved: ResolvedQuery): boolean {
  if (resolved.facts !== undefined) return false;
  const leaves = aggregatesOf(resolved);
  const needsGroups = ranksOf(resolved).length > 0 || leaves.some(({ series }) => series !== undefined);
  const isState = leaves.some(
    ({ measure }) => aggregateFunction(measure.aggregate.name).reaggregate === undefined,
  );
  if (isState && !needsGroups) return false;
  const plain = aggregatesOf(resolved).every(
    ({ series }) => series === undefined || isTotal(series, resolved),
  );
  // Of what is the same for all groups the place is one among all of these.
  const ranked = ranksOf(resolved).every(({ of }) =>
    leavesOf(of).every(({ series }) => series === undefined),
  );
  return plain && ranked;
}

function isTotal(
  { level, shifts, frame, rows, fact, filter, time }: Series,
  { dataset, time: viewed }: ResolvedQuery,
): boolean {
  const moves = frame !== undefined || shifts.length > 0;
  if (moves || [rows, fact, filter].some((each) => each !== undefined)) return false;
  const isViewTime =
    time === undefined || time.dimension.name === (viewed?.field.dimension.name ?? dataset.time);
  return isViewTime && level?.every((key) => key.startsWith(PARENT_PREFIX)) === true;
}

/**
 * The shown rows and one for what is left, in one scan: every group with its parts; a place for each, 0 for those that are not shown; then the parts of
 * each place are merged, so that the number of what is left is that of its rows.
 */
export function otherSelect(secured: SecuredQuery, parent: NamedSelect | undefined): NamedSelect {
  const { resolved } = secured;
  const groups = namedGroups(resolved, rowSource(secured));
  const placed = placedGroups(resolved, groups);
  const { place } = groups;
  const isShown = sql`${column(place)} > 0`;
  const outer: NodeParts = {
    leaf: (node) => {
      const { steps, name, total } = groups.leafOf(node);
      return total === undefined ? steps.merge(column(name)) : sql`any(${column(total)})`;
    },
    named: () => undefined,
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

/** The same groups with their place in the order, from 1; 0 for those that having removes or that come too late. */
function placedGroups(resolved: ResolvedQuery, groups: Groups): Sql {
  const finished: NodeParts = {
    leaf: (node) => {
      const { steps, name, total } = groups.leafOf(node);
      return total === undefined ? steps.value(column(name)) : column(total);
    },
    named: () => undefined,
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
