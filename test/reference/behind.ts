import type { Selection } from '../../src/metrics/query/metricQuery.js';
import type { Row, View } from './catalogView.js';
import { hasRank } from './calculate.js';
import { invalid } from './invalid.js';
import { leavesOf, readNumber, type GroupNumber, type NumberTree } from './numbers.js';
import type { Way } from './relationships.js';
import type { Scope } from './rows.js';
import type { GroupScope } from './series.js';

/** Where a number of the rows behind a relationship is: `orders.revenue`. */
export interface PlaceBehind {
  readonly way: Way;
  readonly view: View;
  readonly member: string;
}

export function placeBehind({ view, views }: Scope, name: string): PlaceBehind | undefined {
  const [relationship = '', member = '', ...further] = name.split('.');
  const way = view.relationships.get(relationship);
  const other = way?.isMany === true && further.length === 0 ? views.get(way.to) : undefined;
  return way === undefined || other?.numbers.has(member) !== true ? undefined : { way, view: other, member };
}

/** The rows of the other side, each with the values of the row that it belongs to; only those that belong to one of the view count. */
export function numberBehind(
  scope: GroupScope,
  { way, view, member }: PlaceBehind,
  { selection, rows }: { selection: Selection; rows: readonly Row[] },
): GroupNumber {
  if (way.cardinality !== 'one-to-many') invalid('They belong to several rows.');
  if (view.name === scope.view.name) invalid('Of the same dataset.');
  const { shift, window, toDate, calculate, where, segments } = selection;
  if ([shift, window, toDate, calculate].some((asked) => asked !== undefined))
    invalid('Ask the other dataset.');
  const owner = new Map(rows.flatMap((row) => way.all(row).map((behind) => [behind, row] as const)));
  const dimensions = scope.dimensions.map((column) => ({ ...column, of: (row: Row) => column.of(owner.get(row) as Row) })); // prettier-ignore
  const inside: GroupScope = { ...scope, view, dimensions, rows: [...owner.keys()], time: undefined, rangeOver: () => undefined, tables: new Map() }; // prettier-ignore
  const number = readNumber(inside, member, { ...(where === undefined ? {} : { where }), ...(segments === undefined ? {} : { segments }) }); // prettier-ignore
  if (
    hasRank(number.tree) ||
    leavesOf(number.tree).some(
      ({ part, series, rows: chosen }) =>
        chosen !== undefined ||
        part.spec.time !== undefined ||
        series.level !== undefined ||
        series.frame !== undefined ||
        series.shifts.length > 0,
    )
  )
    // prettier-ignore
    invalid('Of other rows or times.');
  return number;
}

/** There are the groups of the view's own rows, also those behind which there is nothing. */
export function ownRows({ time, rangeOver }: GroupScope): NumberTree {
  const range = time === undefined ? undefined : rangeOver(time);
  return { kind: 'leaf', part: { kind: 'measure', spec: { agg: 'count' }, args: [], filter: undefined }, tests: [], series: { time, range, shifts: [] } }; // prettier-ignore
}
