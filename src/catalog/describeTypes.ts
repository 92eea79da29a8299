import type { Catalog, SpecIssue, TypeReport } from '../metrics/index.js';
import { comparableKeys } from './comparableKeys.js';
import { conditionIssue } from './columnTypes.js';
import { describeDataset, type TypedExpression } from './describeDataset.js';
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
  const described = await mapBounded([...catalog.datasets.values()], PARALLEL_DATASETS, (dataset) =>
    describeDataset(warehouse, catalog, dataset),
  );
  const typed = described.flatMap((dataset) => dataset.typed);
  const issues = [
    ...described.flatMap((dataset) => dataset.issues),
    ...typed.flatMap(conditionIssue),
    ...(await comparableKeys(warehouse, typed)),
  ];
  return { report: { ...reportOf(typed), timezones: await knownTimezones(warehouse) }, issues };
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
    const member = `${expression.dataset}.${String(expression.path[1])}`;
    if (expression.role === 'value') dimensions.set(member, type);
    if (expression.role === 'argument') args.set(member, [...(args.get(member) ?? []), type]);
    if (expression.role === 'result') measures.set(member, { args: args.get(member) ?? [], result: type });
  }
  return { dimensions, measures };
}
