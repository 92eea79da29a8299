import { Names } from './names.js';
import { identifier, isName, sql, type Sql } from './sql.js';

/** What one SELECT shows under which name. */
export interface OutputItem {
  readonly key: string;
  readonly name: string;
  /** `expression AS name`, or the bare column that already has that name. */
  readonly item: Sql;
}

/**
 * Names output columns after their response keys. A key that is also the name of something the SELECT reads gets another name, or ClickHouse would take
 * the one for the other, in WHERE too. `tables` are those that
 * the SELECT reads: their names it must not get either.
 */
export function outputNames(
  columns: readonly { readonly key: string; readonly sql: Sql }[],
  reads: readonly Sql[],
  tables: readonly Sql[] = [],
): readonly OutputItem[] {
  const read = new Set(
    [...columns.map((shown) => shown.sql), ...reads].flatMap((piece) => [...piece.identifiers]),
  );
  const names = new Names([
    ...columns.map(({ key }) => key),
    ...tables.flatMap((piece) => [...piece.identifiers]),
  ]);
  return columns.map(({ key, sql: shown }) => {
    if (isName(shown, key)) return { key, name: key, item: shown };
    const name = read.has(key) ? names.take(`${key}_`, read) : key;
    return { key, name, item: sql`${shown} AS ${identifier(name)}` };
  });
}
