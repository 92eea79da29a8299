import type { JoinStep, ResolvedColumn, ResolvedQuery } from './resolvedQuery.js';
import type { Scope } from './scope.js';

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
