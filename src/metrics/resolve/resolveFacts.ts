import { InvariantError } from '../../errors.js';
import type { Dataset } from '../catalog/definitions.js';
import { sharedView } from '../catalog/sharedDataset.js';
import { PARENT_PREFIX, type MetricQuery } from '../query/metricQuery.js';
import { ConditionBudget } from './conditionBudget.js';
import { factsWith } from './factsWith.js';
import { isSharedTime, sharedField } from './sharedField.js';
import { Issues, type IssuePath } from './issues.js';
import type { DimensionField, FactRows, ResolvedColumn, ResolvedQuery, RowFilter } from './resolvedQuery.js';
import { searchFilter } from './resolveSearch.js';
import { resolveTime } from './resolveTime.js';
import { allOf, resolveFilter } from './resolveWhere.js';
import type { Fact, Facts, Scope } from './scope.js';
import { withShown, type DimensionColumn } from './shown.js';

/** A fact in one view: its scope, and the shown dimensions as its own fields, by key. */
interface Opened {
  readonly scope: Scope;
  readonly rows: FactRows;
  readonly fields: ReadonlyMap<string, DimensionField>;
}

/** A view of the question, and the dimensions that it shows. */
interface View {
  readonly query: Pick<MetricQuery, 'view' | 'select' | 'by' | 'parent'>;
  readonly dimensions: readonly DimensionColumn[];
}

/**
 * The facts of one question over several: those of its numbers, found while these are resolved. Every dimension that is shown or filtered by has to be
 * one of each of them. A view without numbers is of each fact that has all of them; one that is nested in rows with numbers, of the facts of these.
 */
export class QuestionFacts implements Facts {
  /** By the dimensions of a view, which are others in each view of nested ones; then by dataset. */
  readonly #views = new Map<string, Map<string, Opened>>();

  constructor(
    private readonly root: Scope,
    private readonly query: MetricQuery,
  ) {}

  readonly scopeOf = (name: string, asking: Scope): Scope | undefined => {
    const dataset = this.root.catalog.datasets.get(name);
    if (dataset === undefined) return undefined;
    // Names are looked up before it is known what the view shows.
    if (asking.shown === undefined) return { ...this.root, dataset, facts: undefined };
    const { dimensions, query = this.query } = asking.shown;
    const { scope } = this.#opened(dataset, asking.issues, { query, dimensions });
    return { ...scope, issues: asking.issues };
  };

  /** The question with its facts, and each shown dimension as it is in every one of them. */
  complete(resolved: Omit<ResolvedQuery, 'facts'>, path: IssuePath = []): ResolvedQuery {
    const parent = resolved.parent && this.complete(resolved.parent, [...path, 'parent']);
    const facts = this.#factsOf({ ...resolved, parent }, path);
    const columns = resolved.columns.map((column): ResolvedColumn => {
      if (column.kind !== 'dimension') return column;
      const fields = facts.flatMap(({ rows, fields: own }) => {
        const field = own.get(column.key);
        return field === undefined ? [] : [[rows.fact.name, field] as const];
      });
      return { ...column, fields: new Map(fields), ...(isSharedTime(column) && { isTime: true }) };
    });
    return { ...resolved, parent, filter: undefined, facts: facts.map(({ rows }) => rows), columns };
  }

  #factsOf(resolved: ResolvedQuery, path: IssuePath): readonly Opened[] {
    const dimensions = resolved.columns.filter((column) => column.kind === 'dimension');
    const known = this.#views.get(viewKey(dimensions));
    // What is wrong already would be said again of each fact.
    const isWrong = this.root.issues.found.length > 0;
    if (known !== undefined || isWrong || dimensions.length === 0) return [...(known?.values() ?? [])];
    const { parent, query } = resolved;
    const around = parent !== undefined && hasNumbers(parent) ? parent.facts?.map(({ fact }) => fact) : undefined; // prettier-ignore
    const issues = new Issues();
    const facts = around ?? factsWith({ ...this.root, issues }, { query: this.query, dimensions });
    const opened = facts.map(({ name }) => this.#opened(this.#dataset(name), issues, { query, dimensions }));
    for (const issue of issues.found)
      this.root.issues.found.push({ ...issue, path: [...path, ...issue.path] });
    return opened;
  }

  #dataset(name: string): Dataset {
    const dataset = this.root.catalog.datasets.get(name);
    if (dataset === undefined) throw new InvariantError(`There is no dataset "${name}".`);
    return dataset;
  }

  #opened(dataset: Dataset, issues: Issues, asked: View): Opened {
    const key = viewKey(asked.dimensions);
    const view = this.#views.get(key) ?? new Map<string, Opened>();
    this.#views.set(key, view);
    const opened = view.get(dataset.name) ?? this.#open(dataset, issues, asked);
    view.set(dataset.name, opened);
    return opened;
  }

  #open(dataset: Dataset, issues: Issues, { query, dimensions }: View): Opened {
    const fact: Dataset = { ...dataset, weekStart: this.root.dataset.weekStart };
    const root: Scope = { ...this.root, issues, facts: undefined };
    const own = this.#fact(root, fact, fact.time);
    const within: Scope = { ...root, dataset: own.shared };
    const fields = new Map<string, DimensionField>();
    for (const column of dimensions) {
      const field = sharedField(within, column, pathOf(column.key, query));
      if (field !== undefined)
        fields.set(column.key, { ...field, dataset: field.path.length === 0 ? fact : field.dataset });
    }
    const columns = dimensions.map((column): DimensionColumn => {
      const field = fields.get(column.key);
      return {
        ...column,
        isTime: isSharedTime(column),
        ...(field !== undefined && { fields: new Map([[dataset.name, field]]) }),
      };
    });
    const timed = { ...this.query, timeDimension: fact.time };
    const scope = withShown({ ...within, dataset: fact, fact: own }, timed, columns);
    // What is wrong with the range wherever it is asked was said before.
    if (
      fact.time !== undefined &&
      resolveTime({ ...this.root, issues: new Issues() }, this.query) !== undefined
    )
      resolveTime({ ...root, dataset: fact }, timed);
    const { time, rangeOver } = scope.shown ?? {};
    const found = this.#searched(within, dimensions, fields);
    const rows: FactRows = {
      fact,
      filter: allOf([own.filter, found]),
      ...(time !== undefined && {
        time: { path: [], dataset: fact, dimension: time },
        range: rangeOver?.(time),
      }),
      shifts: [],
    };
    return { scope, rows, fields };
  }

  /** A fact whose `date` is this one of its times. */
  #fact(root: Scope, dataset: Dataset, time: string | undefined): Fact {
    const shared = sharedView({ ...dataset, time }, this.root.dataset);
    const others = new Map<string, Fact>();
    return {
      dataset,
      shared,
      filter: resolveFilter({ ...root, dataset: shared }, { where: this.query.where }, []),
      countedBy: (other) => {
        // What is wrong with the filter was said once.
        const silent: Scope = { ...root, issues: new Issues(), conditions: new ConditionBudget() };
        const fact = others.get(other) ?? this.#fact(silent, dataset, other);
        others.set(other, fact);
        return fact;
      },
    };
  }

  /** What only the view `values` filters by. */
  #searched(
    within: Scope,
    dimensions: readonly DimensionColumn[],
    fields: ReadonlyMap<string, DimensionField>,
  ): RowFilter | undefined {
    if (this.query.view !== 'values') return undefined;
    const columns = dimensions.map((column) => ({
      ...column,
      field: fields.get(column.key) ?? column.field,
    }));
    return allOf([
      searchFilter({ ...within, issues: new Issues() }, this.query, columns),
      // A filter box offers no "nothing".
      ...columns.map(({ field }): RowFilter => ({
        kind: 'compare',
        field,
        operator: 'isNull',
        operand: { kind: 'scalar', value: false },
      })),
    ]);
  }
}

/** Where a shown dimension was asked for: in the view itself or in one around it. */
function pathOf(key: string, { view, by = [], select = [], parent }: View['query']): IssuePath {
  if (view === 'values') return ['of'];
  if (view === 'rowCount') return ['by', by.indexOf(key)];
  if (key.startsWith(PARENT_PREFIX) && parent !== undefined)
    return ['parent', ...pathOf(key.slice(PARENT_PREFIX.length), { view: 'rows', ...parent })];
  const index = select.findIndex(({ field, as = field }) => as === key);
  return index < 0 ? ['select'] : ['select', index];
}

function viewKey(dimensions: readonly DimensionColumn[]): string {
  return JSON.stringify(dimensions.map(({ key }) => key));
}

function hasNumbers({ columns, having, order }: ResolvedQuery): boolean {
  return (
    having !== undefined ||
    columns.some(({ kind }) => kind === 'measure') ||
    order.some(({ value }) => value.kind === 'measure')
  );
}
