import type { MetricDefinition } from '../catalog/definitions.js';
import { InvariantError } from '../../errors.js';
import { withFilter, type FilterIn } from './catalogFilter.js';
import { fieldOf, type NodeOf } from './measureLeaf.js';
import type { MeasureNode, RowFilter, Series } from './resolvedQuery.js';
import { allOf } from './resolveWhere.js';
import type { Scope } from './scope.js';
import { seriesOf, type Leaf, type Refuse } from './series.js';

type Conversion = Extract<MetricDefinition, { kind: 'conversion' }>;

/**
 * Conversions, each counted with the base event that led to it, or their share of the base events. Filters of the question and of the metric choose
 * base events: the dimensions that are shown are theirs.
 */
export function conversionNode(
  scope: Scope,
  {
    definition,
    filter,
    nodeOf,
    refuse,
  }: { definition: Conversion; filter: FilterIn; nodeOf: NodeOf; refuse: Refuse },
): MeasureNode {
  const { conversion, on, window, show } = definition;
  const base = single(
    nodeOf(scope, definition.base, withFilter(scope, { filter, where: definition.where, refuse })),
  );
  const other =
    conversion.dataset === scope.dataset.name
      ? scope.dataset
      : scope.catalog.datasets.get(conversion.dataset);
  if (other === undefined)
    throw new InvariantError(`There is no dataset "${conversion.dataset}" to convert to.`);
  // The other events are taken whenever they happen; only their own filters hold for them.
  const converted = single(
    nodeOf(
      { ...scope, dataset: other, shown: undefined, fact: undefined },
      conversion.measure,
      () => undefined,
    ),
  );
  const seen = seriesOf(scope, base);
  const ownTime = base.measure.time ?? scope.dataset.time;
  // Rows behind a relationship are not shown by time, and happen at one all the same.
  const baseTime = seen.time ?? (ownTime === undefined ? undefined : fieldOf(scope.dataset, ownTime));
  const conversionTime = converted.measure.time ?? other.time;
  if (baseTime === undefined || conversionTime === undefined) {
    refuse('A conversion needs to know when both events happen: give both datasets a time dimension.');
    return base;
  }
  const leaf: Leaf = {
    kind: 'aggregate',
    measure: converted.measure,
    filter: converted.filter,
    series: {
      ...seen,
      time: baseTime,
      rows: {
        kind: 'conversion',
        conversion: other,
        baseTime,
        conversionTime: fieldOf(other, conversionTime),
        on: on.map((pair) => ({
          base: fieldOf(scope.dataset, pair.base),
          conversion: fieldOf(other, pair.conversion),
        })),
        window,
        baseFilter: baseFilter(scope, base),
      },
    } satisfies Series,
  };
  return show === 'conversions' ? leaf : { kind: 'divide', numerator: leaf, denominator: base };
}

/** Base events are the rows that the base measure counts. */
function baseFilter({ dataset }: Scope, { measure, filter }: Leaf): RowFilter | undefined {
  return allOf([
    measure.filter === undefined ? undefined : { kind: 'expression', dataset, path: [], sql: measure.filter },
    filter,
  ]);
}

/** The catalog takes only measures and filtered measures as the events of a conversion. */
function single(node: MeasureNode): Leaf {
  if (node.kind !== 'aggregate' || node.series?.rows !== undefined)
    throw new InvariantError('A conversion is between events, not between computed numbers.');
  return node;
}
