import type { Dataset, Measure } from '../catalog/definitions.js';
import { Expression } from '../catalog/expression.js';
import type { GroupGuard, ResolvedQuery, RowFilter } from '../resolve/resolvedQuery.js';
import { allOf } from '../resolve/resolveWhere.js';
import { leavesOf, type Leaf } from '../resolve/series.js';
import { otherRows } from './otherRows.js';

/** The rows behind a number: who they are of, and how many they are. */
export interface Cell {
  /** A few of the entities, as numbers: all of them where they are fewer than the guard asks for. Undefined: nobody is counted. */
  readonly entities: Leaf | undefined;
  readonly size: Leaf;
}

/**
 * The cells that an aggregate is made of: rows under the same filters, at the same time and level, and those that its own filter leaves out. One of numbers per key is made of the rows behind
 * those; a place among groups is of none.
 */
export function cellsOf(
  leaf: Leaf,
  { dataset, guard }: Pick<ResolvedQuery, 'dataset' | 'guard'>,
): readonly Cell[] {
  if (guard === undefined) return [];
  return rowLeaves(leaf, dataset).flatMap((rows) => {
    const counted = countedBy(rows, dataset);
    return [rows, ...leftOut(rows, counted)].map((each) => cellOf(each, counted, guard));
  });
}

/** The rows that a number leaves out: another one of all rows less this one is of these. */
function leftOut(leaf: Leaf, counted: Dataset): readonly Leaf[] {
  const { measure, series } = leaf;
  const filter = allOf([ownFilter(measure, counted), leaf.filter]);
  if (filter === undefined || series?.rows !== undefined) return [];
  return [{ ...leaf, measure: { ...measure, filter: undefined }, filter: otherRows(filter) }];
}

/** The cell of all rows of a group. */
export function cellOfGroup({ dataset }: Pick<ResolvedQuery, 'dataset'>, guard: GroupGuard): Cell {
  return cellOf({ kind: 'aggregate', measure: COUNT, filter: undefined }, dataset, guard);
}

/** The dataset whose rows a number is of. */
export function countedBy({ series }: Leaf, dataset: Dataset): Dataset {
  return series?.rows?.kind === 'conversion' ? series.rows.conversion : (series?.fact ?? dataset);
}

function cellOf({ measure, filter, series }: Leaf, dataset: Dataset, guard: GroupGuard): Cell {
  const of = guard.entities.get(dataset.name);
  const over = (counted: Measure): Leaf => ({
    kind: 'aggregate',
    measure: { ...counted, filter: measure.filter, time: measure.time },
    filter,
    series,
  });
  return {
    entities: of && over(entitiesOf(of, guard.atLeast)),
    size: over(COUNT),
  };
}

function rowLeaves(leaf: Leaf, dataset: Dataset): readonly Leaf[] {
  const { series } = leaf;
  if (series?.rows?.kind === 'placed') return [];
  if (series?.rows?.kind !== 'stage') return [leaf];
  const outer = { ...series, rows: undefined };
  const counted = series.fact ?? dataset;
  const filter = allOf([leaf.filter, ownFilter(leaf.measure, counted)]);
  const inner = leavesOf(series.rows.inner).flatMap((each) =>
    rowLeaves(
      {
        ...each,
        filter: allOf([filter, each.filter, each.series?.filter]),
        series: { ...outer, rows: each.series?.rows },
      },
      dataset,
    ),
  );
  return inner.length > 0 ? inner : [{ kind: 'aggregate', measure: COUNT, filter, series: outer }];
}

function ownFilter({ filter }: Measure, dataset: Dataset): RowFilter | undefined {
  return filter && { kind: 'expression', dataset, path: [], sql: filter };
}

/** Rows of nobody in particular are those of one entity. */
function entitiesOf(of: readonly Expression[], atLeast: number): Measure {
  const text = `ifNull(sipHash64(${of.map((each) => each.text).join(', ')}), 0)`;
  const hash = new Expression(
    text,
    new Set(of.flatMap(({ identifiers }) => [...identifiers])),
    new Set(['ifNull', 'sipHash64', ...of.flatMap(({ functions }) => [...functions])]),
  );
  return {
    name: 'entities',
    description: '',
    type: 'list',
    aggregate: { name: 'groupUniqArray', parameters: String(atLeast), args: [hash] },
    fillWith: 'null',
    absentWith: 'null',
    argumentTypes: ['UInt64'],
    clickhouseType: 'Array(UInt64)',
    exposesAggregate: false,
  };
}

const COUNT: Measure = {
  name: 'size',
  description: '',
  type: 'integer',
  aggregate: { name: 'count', parameters: '', args: [] },
  fillWith: 'zero',
  absentWith: 'zero',
  argumentTypes: [],
  clickhouseType: 'UInt64',
  exposesAggregate: false,
};
