import type { Dataset } from '../catalog/definitions.js';
import {
  identifier,
  indent,
  join,
  nested,
  newline,
  sql,
  tight,
  withFirst,
  withScan,
  type Sql,
} from './sql.js';

/** What stands behind FROM; with expressions over it (`expression AS name`) that everything in the SELECT may read like columns. */
export type Rows = Sql | { readonly from: Sql; readonly named: readonly Sql[] };

const datasets = new WeakMap<Rows, Dataset>();

/** Notes that these are the rows of a dataset, so that what a statement reads can be told of it. */
export function rowsOfDataset(rows: Rows, dataset: Dataset): Rows {
  datasets.set(rows, dataset);
  return rows;
}

/** The clauses of one SELECT. Empty ones are left out. */
export interface SelectClauses {
  /** `expression AS name`. */
  readonly items: readonly Sql[];
  readonly from: Rows;
  /** Joins and array joins, in order. */
  readonly joins?: readonly Sql[];
  /** All must hold. */
  readonly where?: readonly Sql[];
  readonly groupBy?: readonly Sql[];
  readonly having?: readonly Sql[];
  readonly orderBy?: readonly Sql[];
  /** One row of each of these. */
  readonly limitBy?: readonly Sql[];
  /** A page of each of these. */
  readonly pageOfEach?:
    { readonly by: readonly Sql[]; readonly limit: Sql; readonly offset?: Sql } | undefined;
  readonly limit?: Sql | undefined;
  readonly offset?: Sql | undefined;
}

/** Lays a SELECT out for people: clauses on lines of their own, one item a line, conditions under each other. */
export function select(clauses: SelectClauses): Sql {
  const { from, named } = 'named' in clauses.from ? clauses.from : { from: clauses.from, named: [] };
  const lines = [
    sql`SELECT${indent(sql`${newline}${join(clauses.items, sql`,${newline}`)}`)}`,
    sql`FROM ${from}`,
    ...(clauses.joins ?? []),
    ...conditions(sql`WHERE `, clauses.where),
    ...commaClause(sql`GROUP BY `, clauses.groupBy),
    ...conditions(sql`HAVING `, clauses.having),
    ...commaClause(sql`ORDER BY `, clauses.orderBy),
    ...commaClause(sql`LIMIT 1 BY `, clauses.limitBy),
    ...pageOfEach(clauses.pageOfEach),
    ...(clauses.limit === undefined ? [] : [sql`LIMIT ${clauses.limit}`]),
    ...(clauses.offset === undefined ? [] : [sql`OFFSET ${clauses.offset}`]),
  ];
  const made = withFirst(named, join(lines, newline));
  const dataset = datasets.get(clauses.from);
  if (dataset === undefined) return made;
  return withScan(made, { dataset, where: clauses.where ?? [], toJSON: () => undefined });
}

function conditions(keyword: Sql, all: readonly Sql[] = []): readonly Sql[] {
  if (all.length === 0) return [];
  const each = all.length === 1 ? all : all.map(tight);
  return [sql`${keyword}${indent(join(each, sql`${newline}AND `))}`];
}

function commaClause(keyword: Sql, items: readonly Sql[] = []): readonly Sql[] {
  return items.length === 0 ? [] : [sql`${keyword}${join(items, sql`, `)}`];
}

function pageOfEach(page: SelectClauses['pageOfEach']): readonly Sql[] {
  if (page === undefined) return [];
  const { by, limit, offset } = page;
  return [
    sql`LIMIT ${limit}${offset === undefined ? sql`` : sql` OFFSET ${offset}`} BY ${join(by, sql`, `)}`,
  ];
}

/** A select that reads others by name, each after those that it reads itself. */
export function withTables(asked: Sql, tables: ReadonlyMap<string, Sql>): Sql {
  const named = [...tables].map(([name, made]) => sql`${identifier(name)} AS ${nested(made)}`);
  return withFirst(named, asked);
}
