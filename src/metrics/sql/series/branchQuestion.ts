import { InvariantError } from '../../../errors.js';
import { cutAlike } from '../../resolve/cutAlike.js';
import { fieldIn } from '../../resolve/fieldIn.js';
import type { Dataset } from '../../catalog/definitions.js';
import type {
  DimensionField,
  ResolvedColumn,
  ResolvedQuery,
  RowFilter,
  Series,
} from '../../resolve/resolvedQuery.js';
import { isDimension, type AggregateNode, type DimensionColumn } from '../uses.js';
import { filtersRows, type Branch } from './branches.js';

/** What a branch asks of its rows, before frame and shifts: a question of its own, without groups to filter, order or cut. */
export interface BranchQuestion {
  readonly resolved: ResolvedQuery;
  readonly branch: Branch;
  /** The shown dimensions by which it is grouped, as fields of the branch's dataset, in order. */
  readonly dimensions: readonly DimensionColumn[];
  /** Its leaves as plain aggregates, in the order of the branch's. */
  readonly leaves: readonly AggregateNode[];
}

export function branchQuestion(whole: ResolvedQuery, branch: Branch): BranchQuestion {
  const { series } = branch;
  const dimensions = whole.columns
    .filter(isDimension)
    .filter(({ key }) => series?.level?.includes(key) ?? true)
    .map((column): DimensionColumn => ({ ...column, field: fieldOf(column, series, whole) }));
  const inRows = filtersRows(series);
  const leaves = branch.leaves.map(({ measure, filter }): AggregateNode => ({
    kind: 'aggregate',
    measure: inRows ? { ...measure, filter: undefined } : measure,
    filter: inRows ? undefined : filter,
  }));
  const fact = series?.fact;
  const isOwn = fact === undefined || fact.name === whole.dataset.name;
  const filters: (RowFilter | undefined)[] = [
    isOwn ? whole.filter : undefined,
    series?.filter,
    ...(inRows && series?.rows?.kind !== 'conversion' ? leafFilters(branch, fact ?? whole.dataset) : []),
  ];
  return {
    branch,
    dimensions,
    leaves,
    resolved: questionOf(whole, {
      dataset: fact ?? whole.dataset,
      // Rows of another fact that are counted by no time of theirs are in no range.
      time: series?.time !== undefined ? series.range : isOwn ? whole.time : undefined,
      filter: allFilters(filters),
      columns: [...dimensions, ...leaves.map(leafColumn)],
      // What is computed of several facts is of none of them.
      facts: fact === undefined ? whole.facts : undefined,
      withBots: series?.withBots,
    }),
  };
}

/** The same viewer's question of other rows: nothing is filtered, ordered or cut after grouping. */
export function questionOf(
  { query, timezone, dataset, time, added }: ResolvedQuery,
  changes: Partial<Pick<ResolvedQuery, 'dataset' | 'time' | 'filter' | 'columns' | 'facts' | 'withBots'>>,
): ResolvedQuery {
  return {
    // Like totals: what it shows is neither ordered nor cut.
    query: { ...query, view: 'totals' },
    timezone,
    dataset,
    time,
    // Some of it may be of other rows only; a scan takes what is its own.
    added,
    filter: undefined,
    columns: [],
    having: undefined,
    order: [],
    limit: 0,
    offset: 0,
    fill: undefined,
    ...changes,
  };
}

/** The filters of a leaf as filters of rows; the leaves of such a branch have the same ones. */
export function leafFilters({ leaves }: Branch, dataset: Dataset): readonly (RowFilter | undefined)[] {
  const [leaf] = leaves;
  const own = leaf?.measure.filter;
  return [own === undefined ? undefined : { kind: 'expression', dataset, path: [], sql: own }, leaf?.filter];
}

export function leafColumn(leaf: AggregateNode, index: number): ResolvedColumn {
  return { kind: 'measure', key: `#${index}`, name: leaf.measure.name, type: leaf.measure.type, node: leaf };
}

export function allFilters(filters: readonly (RowFilter | undefined)[]): RowFilter | undefined {
  const given = filters.filter((filter) => filter !== undefined);
  return given.length < 2 ? given[0] : { kind: 'and', of: given };
}

/** A column as a field of the branch's dataset, and so the columns that tell which group a row is in. */
function fieldOf(column: DimensionColumn, series: Series | undefined, whole: ResolvedQuery): DimensionField {
  const { fold } = column.field;
  if (fold === undefined) return ownFieldOf(column, series, whole);
  const group = fold.group.map(({ key, ...each }): DimensionColumn => ({
    kind: 'dimension',
    key,
    field: fieldOf({ key, ...each }, series, whole),
  }));
  const own = fold.isKind ? column.field : ownFieldOf(column, series, whole);
  return { ...own, fold: { ...fold, group } };
}

/** The column `date` of a question over several facts is the time that a leaf is counted by; every other one is itself. */
function ownFieldOf(
  { key, field, fields, isTime }: DimensionColumn,
  series: Series | undefined,
  whole: ResolvedQuery,
): DimensionField {
  if (series?.time !== undefined && isTime === true) return cutAlike(series.time, field);
  if (series?.fact === undefined) return field;
  const found =
    fieldIn(series, { field, fields }) ?? (series.fact.name === whole.dataset.name ? field : undefined);
  if (found === undefined) throw new InvariantError(`"${series.fact.name}" has nothing to show as "${key}".`);
  return found;
}
