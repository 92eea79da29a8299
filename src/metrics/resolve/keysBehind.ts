import type {
  DimensionField,
  GroupFilter,
  JoinStep,
  MeasureNode,
  ResolvedColumn,
  ResolvedQuery,
  RowFilter,
} from './resolvedQuery.js';
import type { Scope } from './scope.js';
import type { Shown } from './shown.js';

/**
 * A question for the keys by which the rows behind a relationship are found: all of them, until it is given a filter. It shows nothing to anybody and
 * has neither order nor page.
 */
export function keysBehind(
  { zone }: Scope,
  { relationship, dataset }: JoinStep,
  prefix: '' | '@' = '',
): ResolvedQuery {
  const { on, validity } = relationship;
  const keys = on.map(({ to }, index) => [`Key${index === 0 ? '' : index + 1}`, to] as const);
  // Of several versions also when they begin and end.
  const begin = validity === undefined ? [] : [['From', validity.from] as const];
  const end = validity?.to === undefined ? [] : [['Until', validity.to] as const];
  const columns = [...keys, ...begin, ...end].map(([part, to]): ResolvedColumn => {
    const name = `${prefix}${relationship.name}${part}`;
    const dimension = { name, description: '', type: 'string', sql: to, clickhouseType: '' } as const;
    return { kind: 'dimension', key: name, field: { path: [], dataset, dimension } };
  });
  return {
    query: { dataset: dataset.name, view: 'rowCount' },
    dataset,
    timezone: zone.name,
    time: undefined,
    filter: undefined,
    columns,
    having: undefined,
    order: [],
    limit: 1,
    offset: 0,
    fill: undefined,
  };
}

/** What numbers of the rows behind are computed by: their keys, as the dimensions that they are. Levels and places are among the groups of the keys. */
export function shownKeys({ query, columns, dataset }: ResolvedQuery): Shown {
  const dimensions = columns.flatMap((column) => {
    if (column.kind !== 'dimension') return [];
    const { sql } = column.field.dimension;
    const same = [...dataset.dimensions.values()].find((dimension) => dimension.sql.text === sql.text);
    return [same === undefined ? column : { ...column, field: { ...column.field, dimension: same } }];
  });
  return { query, time: undefined, isRanged: false, rangeOver: () => undefined, dimensions };
}

/** Rows without a key are of no row before them, and take none's place: the filter that leaves them out, where places are compared. */
export function withoutUnknownKeys(
  { columns }: ResolvedQuery,
  having: GroupFilter | undefined,
): readonly RowFilter[] {
  if (having === undefined || !comparesPlaces(having)) return [];
  const known = (field: DimensionField): RowFilter => ({
    kind: 'compare',
    field,
    operator: 'isNull',
    operand: { kind: 'scalar', value: false },
  });
  return columns.flatMap((column) => (column.kind === 'dimension' ? [known(column.field)] : []));
}

function comparesPlaces(filter: GroupFilter): boolean {
  if (filter.kind === 'compare') return filter.value.kind === 'measure' && hasPlace(filter.value.node);
  return filter.kind === 'not' ? comparesPlaces(filter.of) : filter.of.some(comparesPlaces);
}

function hasPlace(node: MeasureNode): boolean {
  switch (node.kind) {
    case 'aggregate':
    case 'number':
      return false;
    case 'divide':
      return hasPlace(node.numerator) || hasPlace(node.denominator);
    case 'arithmetic':
      return hasPlace(node.left) || hasPlace(node.right);
    case 'call':
      return node.args.some(hasPlace);
    case 'rank':
      return true;
  }
}
