import { InvariantError } from '../../errors.js';
import type { SecuredQuery } from '../policy/securedQuery.js';
import type { ResolvedFill, ResolvedQuery } from '../resolve/resolvedQuery.js';
import { cellPart, fillBuckets, joinCells, tuple } from './fillCells.js';
import { renderHaving, renderOrder, type GroupScope } from './groupFilter.js';
import { page, sharing, type NamedSelect } from './groupSelect.js';
import { Names } from './names.js';
import { outputNames } from './outputNames.js';
import { renderNode, type NodeParts } from './renderNode.js';
import { readsOf, tablesOf, type RowSource } from './rowSource.js';
import { select } from './select.js';
import { column, fingerprint, identifier, nested, sql, type Sql } from './sql.js';
import { aggregatesOf, isDimension, isMeasure, type AggregateNode } from './uses.js';

/**
 * Every bucket of the range for each group. One scan: aggregates by group and bucket; the buckets of a group become one array, to which the missing
 * ones are added; the array becomes rows again. Only then are ratios made and groups filtered, ordered and cut, so that empty buckets take part.
 */
export function filledSelect(secured: SecuredQuery, fill: ResolvedFill, source: RowSource): NamedSelect {
  const { resolved } = secured;
  const bucketColumn = resolved.columns.filter(isDimension).find(({ key }) => key === fill.key);
  if (bucketColumn === undefined) throw new InvariantError(`No bucket is shown as "${fill.key}".`);
  const others = resolved.columns.filter(isDimension).filter((shown) => shown !== bucketColumn);
  const leaves = distinctLeaves(resolved, source);

  const names = new Names(resolved.columns.map(({ key }) => key));
  const leafKeys = leaves.map((node) => ownKey(resolved, node, source) ?? names.take(node.measure.name));
  const grouped = outputNames(
    [
      ...[...others, bucketColumn].map(({ key, field }) => ({ key, sql: source.dimension(field) })),
      ...leaves.map((node, index) => ({ key: leafKeys[index] as string, sql: finished(node, source) })),
    ],
    readsOf(source),
    tablesOf(source),
  );
  grouped.forEach(({ name }) => names.reserve(name));
  const cells = { cells: names.take('cells'), cell: names.take('cell'), bucket: names.take('bucket') };
  const nameIn = new Map(grouped.map(({ key, name }) => [key, name]));
  const inner = (key: string) => column(nameIn.get(key) as string);
  const aggregated = select({
    items: grouped.map(({ item }) => item),
    from: source.from,
    joins: source.joins,
    where: source.where,
    groupBy: [...others, bucketColumn].map(({ key }) => inner(key)),
  });
  const collected = select({
    items: [
      ...others.map(({ key }) => inner(key)),
      sql`groupArray(${tuple([fill.key, ...leafKeys].map(inner))}) AS ${identifier(cells.cells)}`,
    ],
    from: nested(aggregated),
    groupBy: others.map(({ key }) => inner(key)),
  });

  const element = (index: number) => cellPart(cells, index);
  const positions = new Map(leaves.map((node, index) => [leafIdentity(node, source), index + 1]));
  const inline: NodeParts = {
    leaf: (node) => element(positions.get(leafIdentity(node, source)) as number),
    named: () => undefined,
  };
  const dimensionSql = (key: string) => (key === fill.key ? element(0) : inner(key));
  const rough = resolved.columns.map((shown) => ({
    key: shown.key,
    sql: shown.kind === 'dimension' ? dimensionSql(shown.key) : renderNode(shown.node, inline),
  }));
  const outer = new Map(outputNames(rough, []).map(({ key, name }) => [key, name]));
  const nameOf = (key: string): string => outer.get(key) as string;
  const scope: GroupScope = { resolved, nameOf, parts: sharing(resolved, inline, nameOf) };
  const shown = resolved.columns.map((output) => ({
    key: output.key,
    sql: output.kind === 'dimension' ? dimensionSql(output.key) : renderNode(output.node, scope.parts),
  }));
  const columns = outputNames(shown, []);

  return {
    select: select({
      items: columns.map(({ item }) => item),
      from: nested(collected),
      joins: [joinCells(cells, fillBuckets(fill, secured), leaves)],
      where: renderHaving(resolved.having, scope),
      orderBy: renderOrder(scope),
      ...page(resolved, true),
    }),
    columns,
  };
}

function distinctLeaves(resolved: ResolvedQuery, source: RowSource): readonly AggregateNode[] {
  const leaves = new Map(aggregatesOf(resolved).map((node) => [leafIdentity(node, source), node]));
  return [...leaves.values()];
}

/** Two measures can be the same aggregate and differ in what an empty bucket shows. */
function leafIdentity(node: AggregateNode, source: RowSource): string {
  return `${node.measure.fillWith} ${fingerprint(source.aggregate(node))}`;
}

/** The key under which this very aggregate is shown, so that it is called the same inside. */
function ownKey(resolved: ResolvedQuery, node: AggregateNode, source: RowSource): string | undefined {
  const same = leafIdentity(node, source);
  return resolved.columns
    .filter(isMeasure)
    .find((shown) => shown.node.kind === 'aggregate' && leafIdentity(shown.node, source) === same)?.key;
}

/** A sum over rows that all hold NULL shows what an empty bucket shows. */
function finished(node: AggregateNode, source: RowSource): Sql {
  const aggregate = source.aggregate(node);
  return node.measure.fillWith === 'zero' && node.measure.aggregate.name.startsWith('sum')
    ? sql`ifNull(${aggregate}, 0)`
    : aggregate;
}
