import type { SecuredQuery } from '../policy/securedQuery.js';
import { journeyFilters } from '../resolve/journey/resolvedJourney.js';
import type { ResolvedQuery, RowFilter } from '../resolve/resolvedQuery.js';
import { flatSource } from './flatSource.js';
import { joinedSource } from './joinedSource.js';
import { joinNeeds } from './joinNeeds.js';
import type { RowSource } from './rowSource.js';
import { isDimension } from './uses.js';

/** The rows that answer a question, joined to what it reads of other datasets. */
export function rowSource(secured: SecuredQuery): RowSource {
  const { resolved } = secured;
  const conditions = resolved.journey === undefined ? [] : journeyFilters(resolved.journey);
  const needs = joinNeeds(resolved, rowFilters(resolved), conditions);
  const grouped = resolved.columns.some(isDimension);
  return needs.paths.length === 0
    ? flatSource(secured, needs, { grouped })
    : joinedSource(secured, needs, { grouped, single: resolved.query.view === 'records', conditions });
}

/** The view's own filter; a filter box offers no "nothing". */
function rowFilters({ query, filter, columns }: ResolvedQuery): readonly RowFilter[] {
  const shown = query.view === 'values' ? columns.filter(isDimension) : [];
  return [
    ...(filter === undefined ? [] : [filter]),
    ...shown.map(({ field }): RowFilter => ({
      kind: 'compare',
      field,
      operator: 'isNull',
      operand: { kind: 'scalar', value: false },
    })),
  ];
}
