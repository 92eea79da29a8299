import { MAX_COLUMNS, MAX_KEY_LENGTH } from '../query/limits.js';
import type { MetricQuery, Selection } from '../query/metricQuery.js';
import { askedFilter } from './catalogFilter.js';
import { ConditionBudget } from './conditionBudget.js';
import { findField, type FoundField } from './findField.js';
import { isLong } from './isLong.js';
import { Issues, type IssuePath } from './issues.js';
import { fieldsBehind, measureBehind } from './measureBehind.js';
import { resolveCut } from './resolveCut.js';
import type { DimensionField, JoinStep, ResolvedColumn } from './resolvedQuery.js';
import { calculated } from './resolveCalculation.js';
import { resolveMeasure } from './resolveMeasure.js';
import { resolveTime } from './resolveTime.js';
import { resolveFilter } from './resolveWhere.js';
import type { Scope } from './scope.js';
import { withShown } from './shown.js';

/** The columns of a view, in the order they were asked; as many as `outer` has, those of the row that it is nested in, come first. */
export function resolveColumns(
  scope: Scope,
  query: MetricQuery,
  outer: readonly ResolvedColumn[] = [],
): readonly ResolvedColumn[] {
  switch (query.view) {
    case 'rows':
    case 'totals':
    case 'records':
      return resolveSelections(scope, query, outer);
    case 'rowCount':
      if (isLong(scope.issues, ['by'], query.by)) return [];
      return (query.by ?? []).flatMap(
        (name, index) => resolveDimension(scope, { name, key: name }, ['by', index]) ?? [],
      );
    case 'values':
      return query.of === undefined
        ? []
        : [resolveDimension(scope, { name: query.of, key: 'value' }, ['of'])].filter(
            (column) => column !== undefined,
          );
    case 'funnel':
    case 'retention':
    case 'lifecycle':
      return [];
  }
}

function resolveSelections(
  scope: Scope,
  query: MetricQuery,
  outer: readonly ResolvedColumn[],
): readonly ResolvedColumn[] {
  const { issues } = scope;
  const { select = [], view } = query;
  if (select.length === 0)
    issues.add('EMPTY_SELECTION', ['select'], 'Nothing is selected: choose at least one field.');
  if (select.length > MAX_COLUMNS) {
    issues.add(
      'TOO_MANY',
      ['select'],
      `A view has at most ${MAX_COLUMNS} fields; this one has ${select.length}.`,
    );
    return outer;
  }
  const keys = new KeyTree();
  const asked = select.flatMap((selection, index): readonly Part[] => {
    const path = ['select', index];
    const key = selection.as ?? selection.field;
    const problem = keys.add(key);
    if (problem !== undefined)
      issues.add(problem.code, selection.as === undefined ? path : [...path, 'as'], problem.message);
    const found = findField(scope, selection.field, [...path, 'field']);
    if (found === undefined) return [];
    if (found.kind === 'dimension' && view === 'totals') {
      issues.add(
        'WRONG_KIND',
        [...path, 'field'],
        `"${selection.field}" is a dimension: totals have no groups. Ask for it in rows.`,
      );
      return [];
    }
    if (found.kind === 'measure' && view === 'records') {
      issues.add(
        'WRONG_KIND',
        [...path, 'field'],
        `"${selection.field}" is a measure: single rows have only dimensions. Ask for it in rows or totals.`,
      );
      return [];
    }
    return found.kind === 'dimension'
      ? [{ column: dimensionColumn(scope, { selection, key, found }, path) }]
      : [{ measure: { selection, key, found }, path }];
  });
  // Numbers depend on the dimensions they are shown by, wherever those stand.
  const dimensions = asked.flatMap((part) => ('column' in part ? (part.column ?? []) : []));
  const shown = withShown(scope, query, [...outer, ...dimensions]);
  const columns = asked.flatMap((part) => {
    if ('column' in part) return part.column ?? [];
    const { behind } = part.measure.found;
    return (
      (behind === undefined
        ? measureColumn(shown, part.measure, part.path)
        : behindColumn(scope, { ...part.measure, step: behind, query }, part.path)) ?? []
    );
  });
  const steps = asked.flatMap((part) => ('measure' in part ? (part.measure.found.behind ?? []) : []));
  return fieldsBehind([...outer, ...columns], { dataset: scope.dataset, steps });
}

function behindColumn(
  scope: Scope,
  { selection, key, found, step, query }: Asked<'measure'> & { step: JoinStep; query: MetricQuery },
  path: IssuePath,
): ResolvedColumn | undefined {
  // What is wrong with the view's own time and filter is reported where they are resolved.
  const silent: Scope = { ...scope, issues: new Issues(), conditions: new ConditionBudget() };
  const filter = resolveFilter(silent, query, []);
  const time = resolveTime(silent, query);
  const measure = measureBehind(scope, { found: { step, member: found.member }, selection, filter, time }, path); // prettier-ignore
  const narrowed = selection.where !== undefined || selection.segments !== undefined;
  return measure === undefined
    ? undefined
    : { kind: 'measure', key, name: selection.field, narrowed, ...measure };
}

/** A selected field: a finished dimension, or a number that is resolved once all dimensions are known. */
type Part =
  | { readonly column: ResolvedColumn | undefined }
  | { readonly measure: Asked<'measure'>; readonly path: IssuePath };

type Asked<Kind extends FoundField['kind']> = {
  readonly selection: Selection;
  readonly key: string;
  readonly found: Extract<FoundField, { kind: Kind }>;
};

function dimensionColumn(
  scope: Scope,
  { selection, key, found }: Asked<'dimension'>,
  path: IssuePath,
): ResolvedColumn | undefined {
  const { issues } = scope;
  for (const argument of ['where', 'segments'] as const) {
    if (selection[argument] !== undefined)
      issues.add(
        'INVALID_ARGUMENT',
        [...path, argument],
        `"${selection.field}" is a dimension; "${argument}" belongs to the view or to a measure.`,
      );
  }
  for (const argument of ['shift', 'window', 'toDate', 'calculate', 'shareOf'] as const) {
    if (selection[argument] !== undefined)
      issues.add(
        'INVALID_ARGUMENT',
        [...path, argument],
        `"${selection.field}" is a dimension; "${argument}" belongs to a measure.`,
      );
  }
  const field: DimensionField = { ...found.place, dimension: found.dimension };
  const cut = resolveCut(scope, { field, selection }, path);
  return cut === undefined ? undefined : { kind: 'dimension', key, field: cut };
}

function measureColumn(
  scope: Scope,
  { selection, key, found }: Asked<'measure'>,
  path: IssuePath,
): ResolvedColumn | undefined {
  for (const argument of ['grain', 'part'] as const) {
    if (selection[argument] !== undefined)
      scope.issues.add(
        'INVALID_ARGUMENT',
        [...path, argument],
        `"${selection.field}" is a measure and has no ${argument}; select a time dimension with it.`,
      );
  }
  const filter = askedFilter(scope, selection, path);
  const { name } = found.member;
  const measure = resolveMeasure(scope, { name, filter }, [...path, 'field']);
  return measure === undefined
    ? undefined
    : { kind: 'measure', key, name, ...measure, ...calculated(scope, { selection, measure }, path) };
}

function resolveDimension(
  scope: Scope,
  { name, key }: { name: string; key: string },
  path: IssuePath,
): ResolvedColumn | undefined {
  const found = findField(scope, name, path);
  if (found === undefined) return undefined;
  if (found.kind === 'dimension')
    return { kind: 'dimension', key, field: { ...found.place, dimension: found.dimension } };
  return scope.issues.add('WRONG_KIND', path, `"${name}" is a measure; name a dimension here.`);
}

/** Keys of the answer. Dots nest, so a key may be neither another one nor the beginning of one. */
class KeyTree {
  readonly #keys = new Set<string>();
  readonly #parents = new Set<string>();

  add(key: string): { code: 'INVALID_ARGUMENT' | 'DUPLICATE_KEY' | 'TOO_MANY'; message: string } | undefined {
    if (key.length > MAX_KEY_LENGTH)
      return {
        code: 'TOO_MANY',
        message: `"${key.slice(0, 40)}…" is too long for a key of the answer: at most ${MAX_KEY_LENGTH} characters.`,
      };
    const steps = key.split('.');
    if (!steps.every((step) => /^[_A-Za-z][_0-9A-Za-z]*$/.test(step))) {
      return {
        code: 'INVALID_ARGUMENT',
        message: `"${key}" cannot be a key of the answer: use letters, digits and "_", and dots to nest.`,
      };
    }
    const parents = steps.slice(0, -1).map((_, index) => steps.slice(0, index + 1).join('.'));
    if (this.#keys.has(key))
      return {
        code: 'DUPLICATE_KEY',
        message: `"${key}" is selected twice: give one of them another name with "as".`,
      };
    const clash = this.#parents.has(key) ? key : parents.find((parent) => this.#keys.has(parent));
    if (clash !== undefined)
      return {
        code: 'DUPLICATE_KEY',
        message: `"${clash}" is a value and also holds other values: give one of them another name with "as".`,
      };
    this.#keys.add(key);
    for (const parent of parents) this.#parents.add(parent);
    return undefined;
  }
}
