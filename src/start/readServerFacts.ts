import { tableKey, type Catalog, type ServerFacts, type Table } from '../metrics/index.js';
import type { Stores } from './openStores.js';

type Facts = ServerFacts['tables'] extends ReadonlyMap<string, infer Of> ? Of : never;

const TABLES = `
  SELECT database, name, engine, engine_full, sorting_key
  FROM system.tables
  WHERE has({tables:Array(String)}, concat(database, '.', name))`;
const COLUMNS = `
  SELECT database, table, groupArray(name)
  FROM system.columns
  WHERE has({tables:Array(String)}, concat(database, '.', table))
  GROUP BY database, table`;
const AFTER_FINAL = `SELECT max(value = '1') FROM system.settings WHERE name = 'apply_row_policy_after_final'`;

/** What the server says of the tables that the catalog reads. Rejects with WarehouseError. */
export async function readServerFacts(
  catalog: Catalog,
  warehouse: Pick<Stores['warehouse'], 'query'>,
): Promise<ServerFacts> {
  const sources = [...catalog.datasets.values()].flatMap(({ source }) =>
    source.kind === 'table' ? [tableKey(source)] : [],
  );
  const parameters = [{ name: 'tables', type: 'Array(String)', value: [...new Set(sources)] }];
  const ask = async (text: string, bound: typeof parameters) =>
    (await warehouse.query({ text, parameters: bound, settings: {} })).rows;
  const [tables, columns, afterFinal] = await Promise.all([
    ask(TABLES, parameters),
    ask(COLUMNS, parameters),
    ask(AFTER_FINAL, []),
  ]);
  const columnsOf = new Map(
    (columns as [string, string, string[]][]).map(([database, table, names]) => [
      tableKey({ database, table }),
      names,
    ]),
  );
  return {
    policyAfterFinal: Number(afterFinal[0]?.[0]) === 1,
    tables: new Map(
      (tables as [string, string, string, string, string][]).map(
        ([database, table, engine, engineFull, sortingKey]): [string, Facts] => {
          const key = tableKey({ database, table });
          const local = engine === 'Distributed' ? localOf(engineFull) : undefined;
          return [key, { columns: columnsOf.get(key) ?? [], sortingKey, isView: engine === 'View', local }];
        },
      ),
    ),
  };
}

/** `Distributed('cluster', 'web', 'events_local', …)` → `web.events_local`. */
function localOf(engine: string): Table | undefined {
  const [, database, table] = /^Distributed\('[^']*', '([^'\\]+)', '([^'\\]+)'/.exec(engine) ?? [];
  return database === undefined || table === undefined ? undefined : { database, table };
}
