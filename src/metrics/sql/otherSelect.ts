import { InvariantError } from '../../errors.js';
import type { SecuredQuery } from '../policy/securedQuery.js';
import { KIND_KEY, PARENT_PREFIX } from '../query/metricQuery.js';
import type { GroupFilter, GroupValue, ResolvedQuery } from '../resolve/resolvedQuery.js';
import { renderHaving, renderOrder, type GroupScope } from './groupFilter.js';
import type { NamedSelect } from './groupSelect.js';
import { isOfShownParent, parentColumns } from './groupsIn.js';
import { Names } from './names.js';
import { inOneScan, type OneScan } from './oneScan.js';
import { outputNames } from './outputNames.js';
import { rowSource } from './questionSource.js';
import type { TwoSteps } from './renderAggregate.js';
import { allOf } from './renderCondition.js';
import { renderNode, type NodeParts } from './renderNode.js';
import type { RowSource } from './rowSource.js';
import { select } from './select.js';
import { column, fingerprint, identifier, list, nested, sql, value, type Sql } from './sql.js';
import { aggregatesOf, isDimension, type AggregateNode, type DimensionColumn } from './uses.js';

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
  const outer = leafParts(scan, (node) => {
    const { steps, name, total } = groups.leafOf(node);
    return total === undefined ? steps.merge(column(name)) : sql`any(${column(total)})`;
  });
  const isShown = sql`${column(place)} > 0`;
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

interface Leaf {
  readonly steps: TwoSteps;
  /** The column that holds its part of each group. */
  readonly name: string;
  /** For a leaf over all groups (of the parent row): the column that holds it, finished. */
  readonly total: string | undefined;
  readonly level: readonly string[] | undefined;
}

interface Groups {
  readonly select: Sql;
  readonly names: readonly string[];
  readonly nameOf: (key: string) => string;
  readonly leafOf: (node: AggregateNode) => Leaf;
  readonly leaves: readonly Leaf[];
  /** Column of the place in the order, and of that place or 0. */
  readonly position: string;
  readonly place: string;
}

/** Every group of the view with a part of each aggregate. */
function namedGroups(resolved: ResolvedQuery, source: RowSource): Groups {
  const names = new Names(resolved.columns.map(({ key }) => key));
  const dimensions = resolved.columns.filter(isDimension).map(({ key, field }) => ({
    key,
    inner: key.startsWith(PARENT_PREFIX) ? key : names.take(key),
    sql: source.dimension(field),
  }));
  const plain = source.steps;
  const parts = new Map<string, { node: AggregateNode; key: string }>();
  const identity = (node: AggregateNode) => fingerprint(plain(node).part);
  for (const node of aggregatesOf(resolved)) {
    const same = identity(node);
    if (!parts.has(same)) parts.set(same, { node, key: names.take(node.measure.name) });
  }
  const items = outputNames(
    [
      ...dimensions.map(({ inner, sql: read }) => ({ key: inner, sql: read })),
      ...[...parts.values()].map(({ node, key }) => ({ key, sql: plain(node).part })),
    ],
    source.where,
  );
  const known = new Map(items.map(({ key, name }) => [key, name]));
  for (const { key, inner } of dimensions) known.set(key, known.get(inner) as string);
  items.forEach(({ name }) => names.reserve(name));
  const nameOf = (key: string): string => {
    const name = known.get(key);
    if (name === undefined) throw new InvariantError(`Nothing is grouped by "${key}".`);
    return name;
  };
  const leaves = new Map<string, Leaf>();
  for (const node of aggregatesOf(resolved)) {
    const key = leafKey(node, identity);
    const { level } = node.series ?? {};
    if (leaves.has(key)) continue;
    const total = level === undefined ? undefined : names.take(`${node.measure.name}_total`);
    leaves.set(key, {
      steps: plain(node),
      name: nameOf(parts.get(identity(node))?.key as string),
      total,
      level,
    });
  }
  return {
    nameOf,
    names: items.map(({ name }) => name),
    leafOf: (node) => leaves.get(leafKey(node, identity)) as Leaf,
    leaves: [...leaves.values()],
    position: names.take('position'),
    place: names.take('place'),
    select: select({
      items: items.map(({ item }) => item),
      from: source.from,
      joins: source.joins,
      where: source.where,
      groupBy: dimensions.map(({ key }) => identifier(nameOf(key))),
    }),
  };
}

function leafKey(node: AggregateNode, identity: (node: AggregateNode) => string): string {
  return JSON.stringify([identity(node), node.series?.level]);
}

/** The same groups with their place in the order, from 1; 0 for those that having removes or that come too late. */
function placedGroups(scan: OneScan, groups: Groups): Sql {
  const { resolved } = scan;
  const finished = leafParts(scan, (node) => {
    const { steps, name, total } = groups.leafOf(node);
    return total === undefined ? steps.value(column(name)) : column(total);
  });
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
  const { from, totals } = withTotals(groups);
  return select({
    items: [
      ...groups.names.map(column),
      ...totals.map(column),
      sql`row_number() OVER (${partition}ORDER BY ${list(renderOrder(scope))}) AS ${position}`,
      sql`if(${isShown}, ${position}, 0) AS ${identifier(groups.place)}`,
    ],
    from: nested(from),
  });
}

/** Beside each group the numbers of all groups, which may take part in the order. */
function withTotals({ select: groups, leaves, names, nameOf }: Groups): {
  from: Sql;
  totals: readonly string[];
} {
  const leveled = leaves.flatMap(({ total, level, steps, name }) => {
    if (total === undefined || level === undefined) return [];
    const keys = level.map((key) => column(nameOf(key)));
    const over = keys.length === 0 ? sql`()` : sql`(PARTITION BY ${list(keys)})`;
    return [{ total, item: sql`${steps.merge(column(name), undefined, over)} AS ${identifier(total)}` }];
  });
  if (leveled.length === 0) return { from: groups, totals: [] };
  return {
    from: select({ items: [...names.map(column), ...leveled.map(({ item }) => item)], from: nested(groups) }),
    totals: leveled.map(({ total }) => total),
  };
}

function parentNames(resolved: ResolvedQuery, { nameOf }: Groups): readonly Sql[] {
  return parentColumns(resolved).map(({ key }) => identifier(nameOf(key)));
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
