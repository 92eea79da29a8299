import { InvariantError } from '../../errors.js';
import type { ResolvedColumn, ResolvedOrder, ResolvedQuery } from '../resolve/resolvedQuery.js';
import { renderOrder } from './groupFilter.js';
import type { NamedSelect } from './groupSelect.js';
import { isOfShownParent, parentColumns } from './groupsIn.js';
import type { NodeParts } from './renderNode.js';
import { select } from './select.js';
import { identifier, nested, value, type Sql } from './sql.js';

/**
 * Rows nested in rows: all groups by the parent's dimensions and the own ones, of which those stay that belong to a row which the parent shows, and of
 * each such row the first few. `rows` makes the groups; whether they are filled or of other times is its own affair. Without `parent` every row around
 * is shown.
 */
export function nestedSelect(
  resolved: ResolvedQuery,
  rows: (asked: ResolvedQuery) => NamedSelect,
  parent: NamedSelect | undefined,
): NamedSelect {
  const keys = parentColumns(resolved);
  // A parent without dimensions is one row.
  if (keys.length === 0) return rows(resolved);
  const asked = withOrderShown(resolved);
  const inner = rows({ ...asked, order: [], limit: Infinity, offset: 0 });
  const names = new Map(inner.columns.map(({ key, name }) => [key, name]));
  const nameOf = (key: string): string => names.get(key) as string;
  const columns = inner.columns
    .filter(({ key }) => resolved.columns.some((shown) => shown.key === key))
    .map(({ key, name }) => ({ key, name, item: identifier(name) }));
  return {
    select: select({
      items: columns.map(({ item }) => item),
      from: nested(inner.select),
      where: parent === undefined ? [] : [isOfShownParent(resolved, nameOf, parent)],
      orderBy: renderOrder({ resolved: asked, nameOf, parts: finishedParts }),
      pageOfEach:
        resolved.limit === Infinity
          ? undefined
          : { ...pageOf(resolved), by: keys.map(({ key }) => identifier(nameOf(key))) },
    }),
    columns,
  };
}

const finishedParts: NodeParts = {
  leaf: () => {
    throw new InvariantError('Nested rows are ordered by what they show.');
  },
  named: () => undefined,
};

/** The groups are finished before they are ordered, so every number that they are ordered by is one of their columns. */
function withOrderShown(resolved: ResolvedQuery): ResolvedQuery {
  const hidden: ResolvedColumn[] = [];
  const order = resolved.order.map(({ value: ordered, direction }): ResolvedOrder => {
    if (ordered.kind === 'column') return { value: ordered, direction };
    const key = `#order${hidden.length + 1}`;
    hidden.push({ kind: 'measure', key, name: key, type: ordered.type, node: ordered.node });
    return { value: { kind: 'column', key }, direction };
  });
  return { ...resolved, columns: [...resolved.columns, ...hidden], order };
}

function pageOf({ limit, offset }: ResolvedQuery): { limit: Sql; offset?: Sql } {
  return { limit: value(limit, 'UInt64'), ...(offset === 0 ? {} : { offset: value(offset, 'UInt64') }) };
}
