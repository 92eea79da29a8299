import type { OperatorIssue } from '../errors.js';
import { defineCatalog, type Catalog, type SpecIssue } from '../metrics/index.js';
import { defineFromFiles, inOrder } from './defineFromFiles.js';
import { describeTypes } from './describeTypes.js';
import { loadCatalog, type LoadedCatalog } from './loadCatalog.js';
import type { CatalogWarehouse } from './ports.js';

/** A catalog folder, read, typed by the warehouse and defined, with everything that is wrong. */
export interface InspectedCatalog {
  readonly loaded: LoadedCatalog;
  /** What could be defined. */
  readonly catalog: Catalog;
  readonly issues: readonly OperatorIssue[];
}

/**
 * Defined twice: once without types, because ClickHouse must be asked about the expressions as they will run, with their `{references}` put in;
 * and again with its answers. Throws WarehouseError when the warehouse does not answer.
 */
export async function inspectCatalog(folder: string, warehouse: CatalogWarehouse): Promise<InspectedCatalog> {
  const loaded = await loadCatalog(folder);
  const untyped = defineCatalog(loaded.specs);
  const described = await describeTypes(askable(untyped), warehouse);
  const typed = defineFromFiles(loaded, described.report);
  // What is wrong with a member as it stands would only be said again by ClickHouse, less well.
  const reported = new Set(untyped.issues.map(memberOf));
  const refused = described.issues.filter((issue) => !reported.has(memberOf(issue)));
  return {
    loaded,
    catalog: typed.catalog,
    issues: inOrder([...typed.issues, ...refused.map(loaded.locate)]),
  };
}

/** Datasets whose source is known: the others have nothing to ask about. */
function askable({ catalog, issues }: { catalog: Catalog; issues: readonly SpecIssue[] }): Catalog {
  const sourceless = new Set(
    issues.filter(({ path }) => SOURCE_KEYS.has(path[0])).map(({ dataset }) => dataset),
  );
  return { datasets: new Map([...catalog.datasets].filter(([name]) => !sourceless.has(name))) };
}

const SOURCE_KEYS: ReadonlySet<unknown> = new Set(['dataset', 'source', 'sql', 'final']);

function memberOf({ dataset, path }: SpecIssue): string {
  return [dataset, ...path.slice(0, 2)].join('.');
}
