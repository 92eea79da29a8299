import type { Dataset, Measure } from '../catalog/definitions.js';
import { journeyFilters } from './journey/resolvedJourney.js';
import type { ResolvedQuery, RowFilter } from './resolvedQuery.js';

/**
 * Names of the datasets of which a question says itself whether it wants what programs did: what it shows or filters by reads whether a row is that of a
 * program. A single number that does is of rows of its own (`Series.withBots`).
 */
export function botsAskedOf(resolved: ResolvedQuery): ReadonlySet<string> {
  const shown = resolved.columns.flatMap((column) =>
    column.kind === 'dimension' ? [column.field, ...(column.fields?.values() ?? [])] : [],
  );
  const filters = [
    resolved.filter,
    ...(resolved.facts ?? []).map(({ filter }) => filter),
    ...(resolved.journey === undefined ? [] : journeyFilters(resolved.journey)),
  ];
  return new Set([
    ...shown.flatMap(({ dataset, dimension }) => readers(dataset, dimension.sql.identifiers)),
    ...filters.flatMap(askedBy),
  ]);
}

/** Whether a number over the rows of a dataset counts what programs did because it reads which rows those are. */
export function countsBots(dataset: Dataset, measure: Measure, filter: RowFilter | undefined): boolean {
  const { aggregate, filter: own } = measure;
  const read = [...aggregate.args, ...(own === undefined ? [] : [own])];
  return (
    read.some(({ identifiers }) => readers(dataset, identifiers).length > 0) ||
    askedBy(filter).includes(dataset.name)
  );
}

function askedBy(filter: RowFilter | undefined): readonly string[] {
  switch (filter?.kind) {
    case undefined:
      return [];
    case 'and':
    case 'or':
      return filter.of.flatMap(askedBy);
    case 'not':
      return askedBy(filter.of);
    case 'segment':
      return readers(filter.dataset, filter.dataset.segments.get(filter.segment)?.sql.identifiers);
    case 'expression':
      return readers(filter.dataset, filter.sql.identifiers);
    case 'compare':
      return readers(filter.field.dataset, filter.field.dimension.sql.identifiers);
    case 'exists':
      return [...botsAskedOf(filter.behind)];
  }
}

/** The dataset's name when its column of programs is among these. */
function readers(
  { name, website }: Dataset,
  identifiers: ReadonlySet<string> | undefined,
): readonly string[] {
  if (website?.bots === undefined || identifiers === undefined) return [];
  return [...website.bots.sql.identifiers].every((column) => identifiers.has(column)) ? [name] : [];
}
