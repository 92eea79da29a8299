import { InvariantError } from '../../errors.js';
import { PARENT_PREFIX } from '../query/metricQuery.js';
import type { ResolvedQuery } from '../resolve/resolvedQuery.js';
import { parentColumns } from './groupsIn.js';
import { Names } from './names.js';
import { outputNames } from './outputNames.js';
import type { TwoSteps } from './renderAggregate.js';
import { renderNode, type NodeParts, type RankNode } from './renderNode.js';
import { readsOf, tablesOf, type RowSource } from './rowSource.js';
import { select } from './select.js';
import { ranksOf } from './series/rankGroups.js';
import { structureKey } from './series/structureKey.js';
import { column, fingerprint, identifier, join, list, nested, sql, type Sql } from './sql.js';
import { aggregatesOf, isDimension, type AggregateNode } from './uses.js';

interface Leaf {
  readonly steps: TwoSteps;
  /** The column that holds its part of each group. */
  readonly name: string;
  /** For a leaf over all groups (of the parent row): the column that holds it, finished. */
  readonly total: string | undefined;
  readonly level: readonly string[] | undefined;
}

/** Groups that are not finished, and what their columns are called. */
export interface Groups {
  readonly select: Sql;
  readonly names: readonly string[];
  readonly nameOf: (key: string) => string;
  readonly leafOf: (node: AggregateNode) => Leaf;
  readonly leaves: readonly Leaf[];
  readonly ranks: readonly RankNode[];
  readonly rankName: (node: RankNode) => string;
  /** Column of the place in the order, and of that place or 0. */
  readonly position: string;
  readonly place: string;
}

/** Every group of the view with a part of each aggregate. */
export function namedGroups(resolved: ResolvedQuery, source: RowSource): Groups {
  const names = new Names(resolved.columns.map(({ key }) => key));
  const tables = new Set(tablesOf(source).flatMap((piece) => [...piece.identifiers]));
  const dimensions = resolved.columns.filter(isDimension).map(({ key, field }) => ({
    key,
    inner: key.startsWith(PARENT_PREFIX) ? key : names.take(key, tables),
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
    readsOf(source),
    tablesOf(source),
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
  const ranks = new Map(
    ranksOf(resolved).map((node) => [structureKey(node), { node, name: names.take('rank') }]),
  );
  return {
    ranks: [...ranks.values()].map(({ node }) => node),
    rankName: (node) => ranks.get(structureKey(node))?.name as string,
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

/** Beside each group the numbers of all groups and its rank among them, which may take part in the order. */
export function besideOthers(groups: Groups, finished: NodeParts): { from: Sql; added: readonly string[] } {
  const { leaves, names, nameOf } = groups;
  const window = (keys: readonly string[], order?: Sql) => {
    const by = keys.length === 0 ? [] : [sql`PARTITION BY ${list(keys.map((key) => column(nameOf(key))))}`];
    return sql`(${join([...by, ...(order === undefined ? [] : [sql`ORDER BY ${order}`])], sql` `)})`;
  };
  const totals = leaves.flatMap(({ total, level, steps, name }) =>
    total === undefined || level === undefined
      ? []
      : [{ name: total, sql: steps.merge(column(name), undefined, window(level)) }],
  );
  const ranks = groups.ranks.map((node) => {
    const ranked = renderNode(node.of, finished);
    const rank = sql`rank() OVER ${window(node.within, sql`${ranked} DESC`)}`;
    return { name: groups.rankName(node), sql: sql`if(isNull(${ranked}), NULL, ${rank})` };
  });
  const added = [...totals, ...ranks];
  if (added.length === 0) return { from: groups.select, added: [] };
  const items = added.map(({ name, sql: made }) => sql`${made} AS ${identifier(name)}`);
  return {
    from: select({ items: [...names.map(column), ...items], from: nested(groups.select) }),
    added: added.map(({ name }) => name),
  };
}

/** The columns of the row that groups are nested in. */
export function parentNames(resolved: ResolvedQuery, { nameOf }: Groups): readonly Sql[] {
  return parentColumns(resolved).map(({ key }) => identifier(nameOf(key)));
}
