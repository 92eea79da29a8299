import type { Dataset } from '../catalog/definitions.js';
import { SHARED_TIME, sharedView } from '../catalog/sharedDataset.js';
import type { MetricQuery } from '../query/metricQuery.js';
import { isCalendarUnit } from './calendar.js';
import { findField } from './findField.js';
import { Issues, type IssuePath } from './issues.js';
import type { DimensionField, ResolvedQuery } from './resolvedQuery.js';
import { resolveFilter } from './resolveWhere.js';
import type { Fact, Facts, Scope } from './scope.js';
import { withShown, type DimensionColumn } from './shown.js';

/**
 * The facts of one question over several: those of its numbers, found while these are resolved. Every dimension that is shown or filtered by has to be
 * one of each of them.
 */
export class QuestionFacts implements Facts {
  readonly #scopes = new Map<string, Scope>();
  readonly #fields = new Map<string, ReadonlyMap<string, DimensionField>>();

  constructor(
    private readonly root: Scope,
    private readonly query: MetricQuery,
  ) {}

  readonly scopeOf = (name: string, asking: Scope): Scope | undefined => {
    const dataset = this.root.catalog.datasets.get(name);
    if (dataset === undefined) return undefined;
    // Names are looked up before it is known what the view shows.
    if (asking.shown === undefined) return { ...this.root, dataset, facts: undefined };
    const known = this.#scopes.get(name) ?? this.#open(dataset, asking.shown.dimensions);
    this.#scopes.set(name, known);
    return { ...known, issues: asking.issues };
  };

  /** Datasets that numbers were asked of. */
  get datasets(): readonly Dataset[] {
    return [...this.#scopes.values()].map(({ dataset }) => dataset);
  }

  /** The question with each shown dimension as it is in every fact. */
  complete(resolved: Omit<ResolvedQuery, 'facts'>): ResolvedQuery {
    if (this.#scopes.size === 0 && resolved.columns.length > 0)
      this.root.issues.add(
        'EMPTY_SELECTION',
        ['select'],
        'A question over several datasets is about numbers: select at least one metric.',
      );
    const columns = resolved.columns.map((column) => {
      if (column.kind !== 'dimension') return column;
      const fields = [...this.#fields].flatMap(([fact, byKey]) => {
        const field = byKey.get(column.key);
        return field === undefined ? [] : [[fact, field] as const];
      });
      return { ...column, fields: new Map(fields), ...(isSharedTime(column) && { isTime: true }) };
    });
    return { ...resolved, filter: undefined, facts: this.datasets, columns };
  }

  #open(dataset: Dataset, dimensions: readonly DimensionColumn[]): Scope {
    const { weekStart } = this.root.dataset;
    const fact: Dataset = { ...dataset, weekStart };
    const shared = sharedView(fact, this.root.dataset);
    const within: Scope = { ...this.root, dataset: shared, facts: undefined };
    const fields = new Map<string, DimensionField>();
    for (const column of dimensions) {
      const field = this.#field(within, column);
      if (field !== undefined)
        fields.set(column.key, { ...field, dataset: field.path.length === 0 ? fact : field.dataset });
    }
    this.#fields.set(dataset.name, fields);
    const filter = resolveFilter(within, { where: this.query.where }, []);
    const own: Fact = { dataset: fact, shared, filter };
    const columns = dimensions.map((column): DimensionColumn => {
      const field = fields.get(column.key);
      return {
        ...column,
        isTime: isSharedTime(column),
        ...(field !== undefined && { fields: new Map([[dataset.name, field]]) }),
      };
    });
    const scope: Scope = { ...within, dataset: fact, fact: own };
    return withShown(scope, { ...this.query, timeDimension: fact.time }, columns);
  }

  /** A shown dimension in a fact, cut as it is shown. */
  #field(within: Scope, column: DimensionColumn): DimensionField | undefined {
    const { field, key } = column;
    const { grain, part } = field;
    const name = [...field.path.map(({ relationship }) => relationship.name), field.dimension.name].join('.');
    const path = this.#pathOf(key);
    const silent = new Issues();
    const found = findField({ ...within, issues: silent }, name, []);
    if (found?.kind !== 'dimension')
      return this.root.issues.add(
        'INVALID_ARGUMENT',
        path,
        `"${name}" is no dimension of "${within.dataset.name}", which is asked too: numbers of several datasets are by dimensions that all of them have.`,
      );
    const { type } = found.dimension;
    if (grain !== undefined && type === 'date' && !isCalendarUnit(grain))
      this.root.issues.add(
        'WRONG_KIND',
        [...path, 'grain'],
        `"${name}" is a date in "${within.dataset.name}": ${grain} needs a time of day.`,
      );
    return { ...found.place, dimension: found.dimension, grain, part };
  }

  #pathOf(key: string): IssuePath {
    const index = (this.query.select ?? []).findIndex(({ field, as = field }) => as === key);
    return index < 0 ? ['select'] : ['select', index];
  }
}

/** The column that is each number's own time. */
function isSharedTime({ field }: DimensionColumn): boolean {
  return field.path.length === 0 && field.dimension.name === SHARED_TIME;
}

/** Arguments that mean rows of one dataset, and `date` as it stands, which is a day here and an instant there. */
export function checkShared({ issues }: Scope, query: MetricQuery): void {
  if (query.view !== 'rows' && query.view !== 'totals')
    issues.add(
      'INVALID_ARGUMENT',
      ['view'],
      `Several datasets are asked for rows or totals, not for ${query.view}: ask one of them.`,
    );
  for (const argument of ['timeDimension', 'segments', 'other', 'parent'] as const)
    if (query[argument] !== undefined)
      issues.add(
        'INVALID_ARGUMENT',
        [argument],
        `"${argument}" has no meaning for several datasets at once: ask one of them.`,
      );
  for (const [index, { field, grain, part, segments }] of (query.select ?? []).entries()) {
    if (field === SHARED_TIME && grain === undefined && part === undefined)
      issues.add(
        'INVALID_ARGUMENT',
        ['select', index],
        `"${SHARED_TIME}" is a day in one dataset and an instant in another: give it a grain or a part.`,
      );
    if (segments !== undefined)
      issues.add(
        'INVALID_ARGUMENT',
        ['select', index, 'segments'],
        'Segments are of one dataset: filter by "where".',
      );
  }
}
