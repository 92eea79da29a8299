import { InvariantError } from '../../../errors.js';
import { Expression } from '../../catalog/expression.js';
import type { Measure } from '../../catalog/definitions.js';
import type { DimensionField } from '../../resolve/resolvedQuery.js';
import { renderAggregate, renderTwoSteps } from '../renderAggregate.js';
import type { RowSource } from '../rowSource.js';
import { column, type Sql } from '../sql.js';
import { structureKey } from './structureKey.js';

/** A select whose columns are fields and arguments of aggregates already: nothing of it is an expression of the catalog any more. */
export interface ColumnRows {
  readonly from: Sql;
  readonly where: readonly Sql[];
  /** Name of the column that holds a field, by `fieldKey`. */
  readonly fields: ReadonlyMap<string, string>;
  /** Names of the columns that hold the arguments of a measure. */
  readonly arguments: (measure: Measure) => readonly string[];
  readonly grouped: boolean;
}

/** Equal for the same field, cut in the same way. By its SQL too: an expression is not the dimension that happens to be called like it, nor one choice another. */
export function fieldKey({ path, dataset, dimension, grain, part, interval, fold }: DimensionField): string {
  return structureKey([
    path.map(({ relationship }) => relationship.name),
    dataset.name,
    dimension.name,
    dimension.sql.text,
    grain,
    part,
    interval,
    fold === undefined ? undefined : [fold.name, fold.isKind],
  ]);
}

/** Rows that another select has prepared, as something to group. Their filters are applied already. */
export function columnSource({
  from,
  where,
  fields,
  arguments: argumentsOf,
  grouped,
}: ColumnRows): RowSource {
  const read = (field: DimensionField): Sql => {
    const name = fields.get(fieldKey(field));
    if (name === undefined) throw new InvariantError(`No column holds "${field.dimension.name}".`);
    return column(name);
  };
  const aggregation = (measure: Measure) => ({
    measure: measureOfColumns(measure, argumentsOf(measure)),
    condition: undefined,
    mayBeEmpty: !grouped,
  });
  return {
    from,
    joins: [],
    where,
    dimension: read,
    aggregate: ({ measure }) => renderAggregate(aggregation(measure)),
    steps: ({ measure }) => renderTwoSteps(aggregation(measure)),
    condition: () => {
      throw new InvariantError('Prepared rows are filtered already.');
    },
  };
}

/** The same aggregate over columns that hold what it reads of rows (`argumentFields`). `names` are plain words of this code base. */
export function measureOfColumns(measure: Measure, names: readonly string[]): Measure {
  const { aggregate, weight } = measure;
  const columns = names.map((name) => new Expression(name, new Set([name])));
  const args = weight === undefined ? columns : columns.slice(0, -1);
  const id = columns.at(-1);
  return {
    ...measure,
    filter: undefined,
    aggregate: { ...aggregate, args },
    ...(weight !== undefined && id !== undefined && { weight: { ...weight, id: { ...weight.id, sql: id } } }),
  };
}
