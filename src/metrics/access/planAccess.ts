import type { Catalog, Dataset, Policy, Role } from '../catalog/definitions.js';
import { dimensionsIn } from '../catalog/policies/dimensionsIn.js';
import { conditionsOfPolicy, relatedReads } from '../catalog/policies/relatedReads.js';
import { catalogFor } from '../catalog/roleCatalog.js';
import type { AccessNames } from './accessNames.js';
import { namesRead } from './readColumns.js';
import { attributesOfRows, rowsNeedGrant, rowsText } from './rowsText.js';
import { columnsOf, tableKey, type ServerFacts, type Table } from './serverFacts.js';

/** What one role needs of a server, and what of the catalog cannot be said there. */
export interface RoleAccess {
  readonly role: Role;
  readonly tables: readonly TableAccess[];
  /** Attributes of a caller that its row policies read. */
  readonly attributes: readonly string[];
  /** Datasets without a mirror, and why. */
  readonly refused: readonly string[];
}

export interface TableAccess extends Table {
  readonly columns: readonly string[];
  /** Expression of the row policy; undefined where the role sees every row. */
  readonly rows: string | undefined;
  /** Nobody sees a row who was granted nothing. */
  readonly needsGrant: boolean;
  readonly remarks: readonly string[];
}

interface Seen {
  readonly dataset: Dataset;
  /** As the catalog defines it: a row filter may name what the role cannot see. */
  readonly defined: Dataset;
  readonly policy: Policy;
}

/** Only datasets that the role sees, only columns that its questions can read, and rows as wide as the widest dataset over the same table. */
export function planAccess(
  catalog: Catalog,
  role: Role,
  { names, facts }: { readonly names: AccessNames; readonly facts: ServerFacts },
): RoleAccess {
  const sight = catalogFor(catalog, role);
  const read = namesRead(sight);
  const byTable = new Map<string, { table: Table & { final: boolean }; seen: Seen[] }>();
  const selects: { readonly dataset: string; readonly text: string }[] = [];
  for (const dataset of sight.datasets.values()) {
    const defined = catalog.datasets.get(dataset.name);
    const policy = defined?.policies.get(role);
    if (defined === undefined || policy === undefined) continue;
    if (defined.source.kind === 'sql') {
      selects.push({ dataset: dataset.name, text: defined.source.text });
      continue;
    }
    const { database, table, final } = defined.source;
    const key = tableKey({ database, table });
    const entry = byTable.get(key) ?? { table: { database, table, final }, seen: [] };
    entry.seen.push({ dataset, defined, policy });
    byTable.set(key, entry);
  }
  const tables = [...byTable.values()].map(({ table, seen }): TableAccess => {
    const remarks: string[] = [];
    const wanted = new Map(seen.flatMap(({ dataset }) => [...(read.get(dataset.name) ?? [])]));
    const hidden = new Set(seen.flatMap(hiddenNames).filter((name) => !wanted.has(name)));
    const columns = columnsOf(table, { names: wanted.keys(), hidden }, facts);
    for (const { defined, policy } of seen) remarks.push(...hiddenButRead({ defined, policy, columns, wanted })); // prettier-ignore
    const rows = rowsOf(seen, names);
    const wholeFor = readWhole(catalog, role).get(tableKey(table));
    const whole = wholeFor && `${wholeFor} finds its rows by all rows of this table.`;
    const open = rows === undefined ? undefined : (whole ?? whyOpen(table, { seen, facts, selects }));
    if (open !== undefined) remarks.push(`No row policy: ${open}`);
    return { database: table.database, table: table.table, columns, rows: open === undefined ? rows : undefined, needsGrant: seen.every(({ policy }) => rowsNeedGrant(policy.rows)), remarks }; // prettier-ignore
  });
  const attributes = new Set(
    [...byTable.values()].flatMap(({ seen }) => seen.flatMap(({ policy }) => attributesOfRows(policy.rows))),
  );
  return {
    role,
    tables: tables.filter(({ columns }) => columns.length > 0),
    attributes: [...attributes],
    refused: [
      ...[...readWhole(catalog, role)]
        .filter(([key]) => !byTable.has(key))
        .map(([key, dataset]) => `${dataset} finds its rows by those of ${key}, which the role has no policy for: give it one, be it without any row to ask for.`),
      ...selects.map(({ dataset }) => `${dataset} is a SELECT of the catalog: make it a view, which can be granted.`),
      ...tables
        .filter(({ columns }) => columns.length === 0)
        .map(({ database, table }) => `${database}.${table} has no column that the role's questions read, or is not on the server.`),
    ], // prettier-ignore
  };
}

/** Tables by which policies of the role find rows of other datasets, and one of those. */
function readWhole(catalog: Catalog, role: Role): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const dataset of catalog.datasets.values()) {
    const policy = dataset.policies.get(role);
    for (const rows of policy === undefined ? [] : conditionsOfPolicy(policy))
      for (const { dataset: other } of relatedReads(rows, dataset, catalog.datasets))
        if (other.source.kind === 'table') found.set(tableKey(other.source), dataset.name);
  }
  return found;
}

/** What hidden dimensions are made of. */
function hiddenNames({ defined, policy }: Seen): readonly string[] {
  return [...policy.hide].flatMap((name) => [...(defined.dimensions.get(name)?.sql.identifiers ?? [])]);
}

/** Several datasets over one table: a row is seen through any of them. */
function rowsOf(seen: readonly Seen[], names: AccessNames): string | undefined {
  if (seen.some(({ policy }) => policy.rows.kind === 'all')) return undefined;
  const parts = [...new Set(seen.map(({ defined, policy }) => rowsText(policy.rows, defined, names)))];
  return parts.length === 1 ? parts[0] : `(${parts.join(' OR ')})`;
}

/** Where a row policy would take rows from answers that the catalog shows. */
function whyOpen(
  table: Table & { readonly final: boolean },
  { seen, facts, selects }: { seen: readonly Seen[]; facts: ServerFacts; selects: readonly { dataset: string; text: string }[] }, // prettier-ignore
): string | undefined {
  const reader = selects.find(({ text }) => mentions(text, table.table));
  if (reader !== undefined) return `${reader.dataset}, a SELECT of the catalog, may read the rows of this table too.`; // prettier-ignore
  if (!table.final || facts.policyAfterFinal) return undefined;
  const key = facts.tables.get(tableKey(table))?.sortingKey ?? '';
  const compared = seen.flatMap(({ defined, policy }) =>
    dimensionsIn(policy.rows, defined).flatMap(({ identifiers }) => [...identifiers]),
  );
  return compared.every((column) => mentions(key, column))
    ? undefined
    : 'this server applies it before FINAL, which would show rows that a later version replaced.';
}

function mentions(text: string, word: string): boolean {
  return text.match(/[\p{L}\p{N}_]+/gu)?.includes(word) ?? false;
}

/** Columns that the role must be able to read although the catalog hides them: the wall is thinner there. */
function hiddenButRead({
  defined,
  policy,
  columns,
  wanted,
}: {
  readonly defined: Dataset;
  readonly policy: Policy;
  readonly columns: readonly string[];
  readonly wanted: ReadonlyMap<string, string>;
}): readonly string[] {
  return [...policy.hide].flatMap((name) => {
    const plain = defined.dimensions.get(name)?.sql.plainColumn;
    const by = plain === undefined ? undefined : wanted.get(plain);
    return plain === undefined || by === undefined || !columns.includes(plain)
      ? []
      : [`${defined.name}.${name} is hidden, and its column is read by ${by}.`];
  });
}
