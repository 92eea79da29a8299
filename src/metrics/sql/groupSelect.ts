import { InvariantError } from '../../errors.js';
import type { MeasureNode, ResolvedQuery } from '../resolve/resolvedQuery.js';
import { renderHaving, renderOrder, type GroupScope } from './groupFilter.js';
import { outputNames, type OutputItem } from './outputNames.js';
import { renderNode, type NodeParts } from './renderNode.js';
import { readsOf, tablesOf, type RowSource } from './rowSource.js';
import { select } from './select.js';
import { fingerprint, identifier, value, type Sql } from './sql.js';
import { aggregatesOf, isDimension, isMeasure } from './uses.js';

/** A finished SELECT and what its columns are called. */
export interface NamedSelect {
  readonly select: Sql;
  readonly columns: readonly OutputItem[];
}

/** Groups the rows of a source: one SELECT with the shown fields and numbers, having, order and page. */
export function groupSelect(resolved: ResolvedQuery, source: RowSource): NamedSelect {
  const dimensions = resolved.columns
    .filter(isDimension)
    .map(({ key, field }) => ({ key, sql: source.dimension(field) }));
  const inline: NodeParts = { leaf: source.aggregate, named: () => undefined };
  // Names are chosen by what is read, which does not depend on the names.
  const rough = resolved.columns.map((column) => ({
    key: column.key,
    sql: column.kind === 'dimension' ? source.dimension(column.field) : renderNode(column.node, inline),
  }));
  const reads = [...readsOf(source), ...aggregatesOf(resolved).map(source.aggregate)];
  const names = new Map(outputNames(rough, reads, tablesOf(source)).map(({ key, name }) => [key, name]));
  const nameOf = (key: string): string => {
    const name = names.get(key);
    if (name === undefined) throw new InvariantError(`No column is shown as "${key}".`);
    return name;
  };

  const scope: GroupScope = { resolved, nameOf, parts: sharing(resolved, inline, nameOf) };
  const shown = resolved.columns.map((column) => ({
    key: column.key,
    sql: column.kind === 'dimension' ? source.dimension(column.field) : renderNode(column.node, scope.parts),
  }));
  const columns = outputNames(shown, reads, tablesOf(source));
  return {
    select: select({
      items: columns.map(({ item }) => item),
      from: source.from,
      joins: source.joins,
      where: source.where,
      groupBy: dimensions.map(({ key }) => identifier(nameOf(key))),
      having: renderHaving(resolved.having, scope),
      orderBy: dimensions.length === 0 ? [] : renderOrder(scope),
      ...page(resolved, dimensions.length > 0),
    }),
    columns,
  };
}

/** Numbers that are shown are read by their name wherever they are part of another one, filtered or ordered by. */
export function sharing(
  resolved: ResolvedQuery,
  inline: NodeParts,
  nameOf: (key: string) => string,
): NodeParts {
  const names = new Map<string, string>();
  for (const { node, key } of resolved.columns.filter(isMeasure)) {
    const same = fingerprint(renderNode(node, inline));
    if (node.kind !== 'number' && !names.has(same)) names.set(same, nameOf(key));
  }
  return {
    ...inline,
    named: (node: MeasureNode) => {
      const name = names.get(fingerprint(renderNode(node, inline)));
      return name === undefined ? undefined : identifier(name);
    },
  };
}

/** One row needs no page, unless the page skips it; nested rows are cut for each parent, around this. */
export function page(
  { query, limit, offset }: ResolvedQuery,
  grouped: boolean,
): { limit?: Sql; offset?: Sql } {
  if (query.view === 'totals' || query.view === 'rowCount' || limit === Infinity) return {};
  if (!grouped && limit > 0 && offset === 0) return {};
  return { limit: value(limit, 'UInt64'), ...(offset === 0 ? {} : { offset: value(offset, 'UInt64') }) };
}
