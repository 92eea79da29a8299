import type { Dataset, Measure, Metric, Relationship } from '../catalog/definitions.js';
import { isOfOwnRows } from '../catalog/ofOwnRows.js';
import { Expression } from '../catalog/expression.js';
import type { Selection } from '../query/metricQuery.js';
import type { IssuePath } from './issues.js';
import { rangeFilters } from './rangeFilters.js';
import { resolveMeasure } from './resolveMeasure.js';
import { allOf, resolveFilter } from './resolveWhere.js';
import type { JoinStep, MeasureNode, ResolvedColumn, ResolvedTime, RowFilter } from './resolvedQuery.js';
import type { Scope } from './scope.js';
import { mapLeaves } from './series.js';
import type { DimensionColumn } from './shown.js';

/** A measure of the rows behind a relationship to many, beside the numbers of the dataset itself. */
export interface NumberBehind {
  readonly step: JoinStep;
  readonly member: Measure | Metric;
}

/**
 * Aggregated over its own rows, which are never multiplied: each of them leads back to one row of the dataset, by whose dimensions it is grouped. Only
 * those count that lead back to a row of the view, which `filter` and `time` are of. Undefined, and reported, when it cannot be.
 */
export function measureBehind(
  scope: Scope,
  asked: {
    readonly found: NumberBehind;
    readonly selection: Selection;
    readonly filter: RowFilter | undefined;
    readonly time: ResolvedTime | undefined;
  },
  path: IssuePath,
): { readonly type: Measure['type']; readonly node: MeasureNode } | undefined {
  const { found, selection } = asked;
  const { step, member } = found;
  const problem = whyNot(scope.dataset, step, selection);
  if (problem !== undefined)
    return scope.issues.add(
      'NOT_SUPPORTED',
      path,
      `"${selection.field}" ${problem} Ask "${step.dataset.name}" itself for it.`,
    );
  const inside: Scope = {
    ...scope,
    dataset: step.dataset,
    shown: undefined,
    fact: undefined,
    facts: undefined,
    isBehind: true,
  };
  const own = resolveFilter(inside, selection, path);
  const measure = resolveMeasure(inside, { name: member.name, filter: () => own }, [...path, 'field']);
  if (measure === undefined) return undefined;
  const back = stepBack(scope.dataset, step);
  const filter = allOf([
    // NULL, and so not true, where nothing is led back to.
    { kind: 'expression', dataset: scope.dataset, path: [back], sql: FOUND },
    ...[...rangeFilters(asked.time), ...(asked.filter === undefined ? [] : [asked.filter])].map((part) =>
      behind(part, back),
    ),
  ]);
  // A level names dimensions of the other dataset, of which the view shows none.
  let plain = isOfOwnRows(step.dataset, member.name);
  const node = mapLeaves(measure.node, (leaf): MeasureNode => {
    if (leaf.series !== undefined) plain = false;
    return { ...leaf, series: { fact: step.dataset, way: step.relationship.name, filter, shifts: [] } };
  });
  if (plain) return { type: measure.type, node };
  return scope.issues.add(
    'NOT_SUPPORTED',
    path,
    `"${selection.field}" is a number of other times or of chosen rows. Ask "${step.dataset.name}" itself for it.`,
  );
}

const FOUND = new Expression('true', new Set());

function whyNot(dataset: Dataset, step: JoinStep, selection: Selection): string | undefined {
  if (step.relationship.cardinality !== 'one-to-many')
    return 'is of rows that belong to several rows here, so it would count them more than once.';
  if (step.dataset.name === dataset.name) return 'is of the same dataset.';
  const other = (['shift', 'window', 'toDate', 'calculate'] as const).find(
    (key) => selection[key] !== undefined,
  );
  return other === undefined ? undefined : `has no "${other}" here.`;
}

/** From a row behind the relationship to the one before it. */
function stepBack(dataset: Dataset, { relationship }: JoinStep): JoinStep {
  const back: Relationship = {
    // No relationship of a catalog has such a name.
    name: `${relationship.name}_of`,
    description: '',
    to: dataset.name,
    on: relationship.on.map(({ from, to }) => ({ from: to, to: from })),
    cardinality: 'many-to-one',
  };
  return { relationship: back, dataset };
}

/** A filter of the dataset's rows, asked of the rows that lead back to them. */
function behind(filter: RowFilter, back: JoinStep): RowFilter {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return { ...filter, of: filter.of.map((part) => behind(part, back)) };
    case 'not':
      return { ...filter, of: behind(filter.of, back) };
    case 'compare':
      return { ...filter, field: { ...filter.field, path: [back, ...filter.field.path] } };
    default:
      return { ...filter, path: [back, ...filter.path] };
  }
}

/** The shown dimensions, as rows behind each of the relationships lead back to them. */
export function fieldsBehind(
  columns: readonly ResolvedColumn[],
  { dataset, steps }: { dataset: Dataset; steps: readonly JoinStep[] },
): readonly ResolvedColumn[] {
  if (steps.length === 0) return columns;
  const seen = (column: DimensionColumn): DimensionColumn => ({
    ...column,
    fields: new Map([
      // Those of rows around these may have ways back of their own.
      ...(column.fields ?? []),
      ...steps.map((step) => {
        const { field } = column;
        return [
          step.relationship.name,
          { ...field, path: [stepBack(dataset, step), ...field.path] },
        ] as const;
      }),
    ]),
  });
  return columns.map((column) => (column.kind === 'dimension' ? seen(column) : column));
}
