import type { Catalog, Dataset, Expression, SpecIssue, TypeReport } from '../metrics/index.js';
import { comparableKeys } from './comparableKeys.js';
import { conditionIssue } from './columnTypes.js';
import { datasetExpressions, type CatalogExpression } from './datasetExpressions.js';
import { describeDataset, type AddedTypes, type TypedExpression } from './describeDataset.js';
import { mapBounded } from './mapBounded.js';
import type { CatalogWarehouse } from './ports.js';

/** Datasets asked at once: enough to hide the round trips to a server, few enough to leave an embedded engine its slots. */
const PARALLEL_DATASETS = 4;

/**
 * Asks ClickHouse for the type of every expression of a catalog, about 5 ms per dataset on the embedded engine. Every
 * expression ClickHouse refuses is an issue; its member is then missing from the report.
 * Throws WarehouseError when the warehouse does not answer.
 */
export async function describeTypes(
  catalog: Catalog,
  warehouse: CatalogWarehouse,
): Promise<{ readonly report: TypeReport; readonly issues: readonly SpecIssue[] }> {
  const { typed, issues: refused } = await describeAll(catalog, warehouse);
  const issues = [...refused, ...typed.flatMap(conditionIssue), ...(await comparableKeys(warehouse, typed))];
  return { report: { ...reportOf(typed), timezones: await knownTimezones(warehouse) }, issues };
}

/** Expressions over columns that scans add wait until the types of those are known. */
async function describeAll(
  catalog: Catalog,
  warehouse: CatalogWarehouse,
): Promise<{ readonly typed: readonly TypedExpression[]; readonly issues: readonly SpecIssue[] }> {
  const typed: TypedExpression[] = [];
  const issues: SpecIssue[] = [];
  let waiting = [...catalog.datasets.values()].map((dataset) => ({
    dataset,
    expressions: datasetExpressions(catalog, dataset),
  }));
  for (;;) {
    const added = addedTypes(catalog, typed);
    const isReady = ({ parts }: CatalogExpression) => parts.flatMap(addedIn).every((name) => added.has(name));
    const ready = waiting
      .map(({ dataset, expressions }) => ({ dataset, expressions: expressions.filter(isReady) }))
      .filter(({ expressions }) => expressions.length > 0);
    if (ready.length === 0) return { typed, issues };
    waiting = waiting.map(({ dataset, expressions }) => ({
      dataset,
      expressions: expressions.filter((expression) => !isReady(expression)),
    }));
    const described = await mapBounded(ready, PARALLEL_DATASETS, ({ dataset, expressions }) =>
      describeDataset(warehouse, dataset, { expressions, added }),
    );
    typed.push(...described.flatMap((dataset) => dataset.typed));
    issues.push(...described.flatMap((dataset) => dataset.issues));
  }
}

function addedIn({ identifiers }: Expression): readonly string[] {
  return [...identifiers].filter((name) => name.startsWith('@'));
}

/** Types of the columns that scans add, as far as what they are made of is known. None of them is found for every row, so all may be NULL. */
function addedTypes(catalog: Catalog, typed: readonly TypedExpression[]): AddedTypes {
  const values = new Map<string, string>();
  const results = new Map<string, string>();
  for (const { expression, type } of typed) {
    if (expression.role === 'value') values.set(`${expression.dataset} ${expression.text}`, type);
    if (expression.role === 'result')
      results.set(`${expression.dataset} ${String(expression.path[1])}`, type);
  }
  const types = new Map<string, string>();
  const columns = [...catalog.datasets.values()].flatMap((dataset) =>
    [...(dataset.added?.values() ?? [])].map((column) => ({
      column,
      other: catalog.datasets.get(dataset.relationships.get(column.relationship)?.to ?? ''),
    })),
  );
  // One that is made of another one stands on any side of it.
  for (let before = -1; types.size > before;) {
    before = types.size;
    for (const { column, other } of columns) {
      if (other === undefined) continue;
      const type =
        column.kind === 'related'
          ? (values.get(`${other.name} ${column.sql.text}`) ?? types.get(column.sql.plainColumn ?? ''))
          : (results.get(`${other.name} ${column.member}`) ?? metricType(other, column.member));
      if (type !== undefined) types.set(column.name, nullable(type));
    }
  }
  return types;
}

/** A metric is computed of finished numbers, and ClickHouse is not asked for its type. */
function metricType({ metrics }: Dataset, name: string): string | undefined {
  const type = metrics.get(name)?.type;
  if (type === undefined) return undefined;
  return type === 'integer' ? 'Int64' : type === 'decimal' ? 'Decimal(38, 10)' : 'Float64';
}

function nullable(type: string): string {
  if (/^(?:Nullable|Array|Map|Tuple)\(|^LowCardinality\(Nullable\(/.test(type)) return type;
  const inner = /^LowCardinality\((.*)\)$/s.exec(type)?.[1];
  return inner === undefined ? `Nullable(${type})` : `LowCardinality(Nullable(${inner}))`;
}

async function knownTimezones(warehouse: CatalogWarehouse): Promise<ReadonlySet<string>> {
  const { rows } = await warehouse.query({
    text: 'SELECT time_zone FROM system.time_zones',
    parameters: [],
    settings: {},
  });
  return new Set(rows.map(([name]) => String(name)));
}

function reportOf(typed: readonly TypedExpression[]): TypeReport {
  const dimensions = new Map<string, string>();
  const args = new Map<string, string[]>();
  const measures = new Map<string, { args: readonly string[]; result: string }>();
  for (const { expression, type } of typed) {
    const [, name, key, choice] = expression.path.map(String);
    const member = [expression.dataset, name, ...(key === 'choices' ? [choice] : [])].join('.');
    if (expression.role === 'value') dimensions.set(member, type);
    if (expression.role === 'argument') args.set(member, [...(args.get(member) ?? []), type]);
    if (expression.role === 'result') measures.set(member, { args: args.get(member) ?? [], result: type });
  }
  return { dimensions, measures };
}
