import { closestNames, didYouMean, type Dataset, type SpecIssue } from '../metrics/index.js';
import { askColumns, askTypes, type TypeAnswer } from './askTypes.js';
import { aggregateText, type CatalogExpression } from './datasetExpressions.js';
import { engineProblem, expressionProblem } from './engineProblem.js';
import type { CatalogWarehouse } from './ports.js';
import { sourceName, sourceText } from './sourceText.js';

/** An expression with the ClickHouse type of its value. */
export interface TypedExpression {
  readonly expression: CatalogExpression;
  readonly type: string;
}

/** Asks for the types of expressions over a dataset's source. Two statements when nothing is wrong. */
export async function describeDataset(
  warehouse: CatalogWarehouse,
  dataset: Dataset,
  { expressions, added }: { expressions: readonly CatalogExpression[]; added: AddedTypes },
): Promise<{ readonly typed: readonly TypedExpression[]; readonly issues: readonly SpecIssue[] }> {
  const from = withAdded(sourceText(dataset.source), dataset, added);
  const rows = expressions.filter(({ kind }) => kind === 'row');
  const aggregates = expressions.filter(({ kind }) => kind === 'aggregate');
  const ofRows = await askTypes(warehouse, { from, kind: 'row', expressions: rows.map(({ text }) => text) });
  // How some aggregates are called depends on the types of their arguments.
  const known = new Map(
    ofRows.flatMap((answer, index) =>
      answer.kind === 'type' ? [[(rows[index] as CatalogExpression).text, answer.type] as const] : [],
    ),
  );
  const calls = aggregates.map(({ aggregate, text }) =>
    aggregate === undefined ? text : aggregateText(aggregate, (argument) => known.get(argument)),
  );
  const answers = [
    ...ofRows,
    ...(await askTypes(warehouse, { from, kind: 'aggregate', expressions: calls })),
  ];
  const questions = [...rows, ...aggregates];
  const typed = questions.flatMap((expression, index) => {
    const answer = answers[index];
    return answer?.kind === 'type' ? [{ expression, type: answer.type }] : [];
  });
  if (typed.length === questions.length && questions.length > 0) return { typed, issues: [] };

  const columns = await askColumns(warehouse, sourceText(dataset.source));
  if (columns.kind === 'refused')
    return { typed: [], issues: [await missingSource(warehouse, dataset, engineProblem(columns.error))] };
  const wrong = questions.flatMap((expression, index) => {
    const answer = answers[index] as TypeAnswer;
    return answer.kind === 'type' ? [] : [{ expression, answer }];
  });
  // A measure whose argument is wrong already is not reported once more for its result.
  const wrongArguments = new Set(
    wrong
      .map(({ expression }) => memberOf(expression))
      .filter((name, index, all) => all.indexOf(name) !== index),
  );
  const issues = wrong
    .filter(({ expression }) => expression.role !== 'result' || !wrongArguments.has(memberOf(expression)))
    .map(({ expression, answer }) => ({
      dataset: expression.dataset,
      path: expression.path,
      message: problemOf(expression, answer, { columns: columns.names, source: sourceName(dataset.source) }),
    }));
  return { typed, issues };
}

/** ClickHouse types of columns that scans add to a source, by name. */
export type AddedTypes = ReadonlyMap<string, string>;

/** The source with those columns beside its own, so that expressions over them have a type too. */
function withAdded(from: string, { added = new Map(), source }: Dataset, types: AddedTypes): string {
  const columns = [...added.keys()].flatMap((name) => {
    const type = types.get(name);
    if (type === undefined) return [];
    return [`defaultValueOfTypeName('${type.replace(/[\\']/g, '\\$&')}') AS \`${name}\``];
  });
  if (columns.length === 0) return from;
  // ClickHouse joins no sub-query without a name.
  const own = source.kind === 'sql' ? `${from} AS own` : from;
  return `${own} CROSS JOIN (SELECT ${columns.join(', ')}) AS added`;
}

function memberOf({ dataset, path }: CatalogExpression): string {
  return [dataset, ...path.slice(0, 2)].join('.');
}

function problemOf(
  expression: CatalogExpression,
  answer: TypeAnswer,
  over: { readonly columns: readonly string[]; readonly source: string },
): string {
  if (answer.kind === 'refused') {
    const identifiers = new Set(expression.parts.flatMap((part) => [...part.identifiers]));
    return expressionProblem(answer.error, { identifiers, ...over });
  }
  return expression.kind === 'aggregate'
    ? `This is not an aggregate function: it gives a value for each row. Declare a dimension with the expression ${expression.text} instead.`
    : 'An aggregate function cannot stand here: a value of each row is wanted. Declare a measure instead.';
}

async function missingSource(
  warehouse: CatalogWarehouse,
  { name, source }: Dataset,
  problem: string,
): Promise<SpecIssue> {
  if (source.kind === 'sql') return { dataset: name, path: ['sql'], message: problem };
  const wanted = `${source.database}.${source.table}`;
  const { rows } = await warehouse.query({
    text: "SELECT concat(database, '.', name) FROM system.tables WHERE lower(database) NOT IN ('system', 'information_schema')",
    parameters: [],
    settings: {},
  });
  const tables = rows.map(([table]) => String(table));
  if (tables.includes(wanted)) return { dataset: name, path: ['source'], message: problem };
  return {
    dataset: name,
    path: ['source'],
    message: `The warehouse has no table ${wanted}.${didYouMean(closestNames(wanted, tables))} Run the migration that creates it, or correct this name.`,
  };
}
