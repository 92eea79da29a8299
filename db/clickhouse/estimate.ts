import type { QueryAnswer, ReadEstimate, TableFacts, Warehouse } from './warehouse.js';

/**
 * What makes an estimate say every row that matches. TRICKY: a count may be answered from the index or a projection without reading, and then rows are missing
 * from the estimate.
 */
export const ESTIMATE_SETTINGS: Readonly<Record<string, number>> = {
  optimize_use_projections: 0,
  optimize_use_implicit_projections: 0,
  optimize_trivial_count_query: 0,
};

/** Reads the answer of EXPLAIN ESTIMATE: a row for each table of the MergeTree family. */
export function readEstimates({ columns, rows }: QueryAnswer): readonly ReadEstimate[] {
  const [database, table, read] = ['database', 'table', 'rows'].map((wanted) =>
    columns.findIndex(({ name }) => name === wanted),
  ) as [number, number, number];
  return rows.map((row) => ({
    table: `${String(row[database])}.${String(row[table])}`,
    rows: Number(row[read]),
  }));
}

const TABLE_FACTS = `SELECT
  concat(database, '.', name) AS full_name,
  engine,
  total_rows,
  described
FROM (
  SELECT database, name, engine, total_rows
  FROM system.tables
  WHERE database IN {databases:Array(String)} AND name IN {tables:Array(String)}
) AS found
LEFT JOIN (
  SELECT database, table AS name, groupArray((system.columns.name, type)) AS described
  FROM system.columns
  WHERE database IN {databases:Array(String)} AND table IN {tables:Array(String)}
  GROUP BY database, table
) AS columns USING (database, name)`;

/** Asks the engine's own tables. */
export async function describeTables(
  warehouse: Pick<Warehouse, 'query'>,
  tables: readonly string[],
): Promise<readonly TableFacts[]> {
  const wanted = new Set(tables);
  const names = tables.map((table) => table.split('.'));
  const { rows } = await warehouse.query({
    text: TABLE_FACTS,
    parameters: [
      {
        name: 'databases',
        type: 'Array(String)',
        value: [...new Set(names.map(([database]) => database ?? ''))],
      },
      { name: 'tables', type: 'Array(String)', value: [...new Set(names.map(([, table]) => table ?? ''))] },
    ],
    settings: {},
  });
  return (rows as readonly (readonly [string, string, unknown, readonly (readonly [string, string])[]])[])
    .filter(([table]) => wanted.has(table))
    .map(([table, engine, count, columns]) => ({
      table,
      rows: count === null ? undefined : Number(count),
      estimable: engine.endsWith('MergeTree'),
      columns: columns.map(([name, type]) => ({ name, type })),
    }));
}
