import type { Dataset } from '../catalog/definitions.js';
import type { Expression } from '../catalog/expression.js';
import { rangeFilters } from '../resolve/rangeFilters.js';
import type { JoinPath, JoinStep, ResolvedQuery, RowFilter } from '../resolve/resolvedQuery.js';
import { conjunctsOf, pathKey } from './uses.js';

type Compare = Extract<RowFilter, { kind: 'compare' }>;

/**
 * Days and times that are a key of a join are the same on both sides, so a range of the one is a range of the other: partitions in which no partner can be
 * are not read. What such a range says of the rows that a path leads to, as conditions over their own dataset.
 */
export function keyRanges(path: JoinPath, resolved: ResolvedQuery): readonly Compare[] {
  let place: readonly Compare[] = [...ranges([], resolved), ...rangesBefore(resolved)];
  path.forEach((step) => (place = ahead(place, step)));
  return place;
}

/** What filters of related rows say of the dataset's own ones. */
export function rangesBefore(resolved: ResolvedQuery): readonly Compare[] {
  const paths = new Map(
    conjunctsOf(resolved.filter).flatMap((filter) =>
      filter.kind === 'compare' && filter.field.path.length > 0
        ? [[pathKey(filter.field.path), filter.field.path]]
        : [],
    ),
  );
  return [...paths.values()].flatMap((path) => {
    let place = ranges(path, resolved);
    for (let length = path.length; length > 0; length--) {
      const dataset = length === 1 ? resolved.dataset : (path[length - 2] as JoinStep).dataset;
      place = back(place, path[length - 1] as JoinStep, dataset);
    }
    return place;
  });
}

/** Conditions that every row must satisfy, and that a NULL does not. */
function ranges(path: JoinPath, { time, filter }: ResolvedQuery): readonly Compare[] {
  const asked = path.length === 0 ? rangeFilters(time) : [];
  const here = conjunctsOf(filter).flatMap((part) =>
    part.kind === 'compare' && pathKey(part.field.path) === pathKey(path) && isRange(part) ? [part] : [],
  );
  return [...asked, ...here].map((part) => ({ ...part, field: { ...part.field, path: [] } }));
}

function isRange({ field, operator, operand }: Compare): boolean {
  const { dimension, grain, part, interval } = field;
  if (dimension.type !== 'date' && dimension.type !== 'time') return false;
  if (grain !== undefined || part !== undefined || interval !== undefined) return false;
  if (operator === 'in') return operand.kind === 'list' && operand.values.every((value) => value !== null);
  return ['eq', 'gt', 'gte', 'lt', 'lte', 'between'].includes(operator);
}

function ahead(place: readonly Compare[], { relationship, dataset, day }: JoinStep): readonly Compare[] {
  // A day that is looked up in a calendar is cut from a time.
  if (day !== undefined) return [];
  return relationship.on.flatMap(({ from, to }) => moved(place, { from, to, dataset }));
}

function back(
  place: readonly Compare[],
  { relationship, day }: JoinStep,
  dataset: Dataset,
): readonly Compare[] {
  if (day !== undefined) return [];
  return relationship.on.flatMap(({ from, to }) => moved(place, { from: to, to: from, dataset }));
}

/** Only where both sides are dimensions of one type: what else compares as equal need not be in one range. */
function moved(
  place: readonly Compare[],
  { from, to, dataset }: { readonly from: Expression; readonly to: Expression; readonly dataset: Dataset },
): readonly Compare[] {
  return place
    .filter(({ field }) => isSame(field.dimension.sql, from))
    .flatMap((condition) => {
      const other = [...dataset.dimensions.values()].find(
        ({ sql, type }) => type === condition.field.dimension.type && isSame(sql, to),
      );
      return other === undefined ? [] : [{ ...condition, field: { path: [], dataset, dimension: other } }];
    });
}

function isSame(a: Expression, b: Expression): boolean {
  return (a.plainColumn ?? a.text) === (b.plainColumn ?? b.text);
}
