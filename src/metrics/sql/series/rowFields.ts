import type { Expression } from '../../catalog/expression.js';
import type { Dataset, Measure } from '../../catalog/definitions.js';
import type { SecuredQuery } from '../../policy/securedQuery.js';
import type { DimensionField, ResolvedQuery } from '../../resolve/resolvedQuery.js';
import { rowSource } from '../questionSource.js';
import type { RowSource } from '../rowSource.js';
import type { DimensionColumn } from '../uses.js';

/** The rows of a question one by one, joined to what the fields need. */
export function singleRows(
  secured: SecuredQuery,
  resolved: ResolvedQuery,
  fields: readonly DimensionField[],
): RowSource {
  const columns = fields.map((field, index): DimensionColumn => ({
    kind: 'dimension',
    key: `row.${index}`,
    field,
  }));
  return rowSource(secured.part({ ...resolved, query: { ...resolved.query, view: 'records' }, columns }));
}

/** An expression over the dataset's own rows as if it were one of its dimensions: an argument of an aggregate, a part of the primary key. */
export function expressionField(
  dataset: Dataset,
  sql: Expression,
  clickhouseType = 'String',
): DimensionField {
  const dimension = { name: 'argument', description: '', type: 'string' as const, sql, clickhouseType };
  return { path: [], dataset, dimension };
}

/** What a measure reads of each row: its arguments, then what its weight goes by. */
export function argumentFields(
  dataset: Dataset,
  { aggregate, argumentTypes, weight }: Measure,
): readonly DimensionField[] {
  const args = aggregate.args.map((argument, index) =>
    expressionField(dataset, argument, argumentTypes[index]),
  );
  return weight === undefined
    ? args
    : [...args, expressionField(dataset, weight.id.sql, weight.id.clickhouseType)];
}
