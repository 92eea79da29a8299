import type { RowPredicate } from '../policy/rowPredicate.js';
import type { SecuredQuery } from '../policy/securedQuery.js';
import type { Dataset, Dimension } from '../catalog/definitions.js';
import { readsOfJoin, withAddedColumns } from './addedColumns.js';
import { boundList } from './boundValue.js';
import { isNullable } from './clickhouseType.js';
import { allOf, anyOf } from './renderCondition.js';
import { rowsOfDataset, type Rows } from './select.js';
import { sql, type Sql } from './sql.js';

/** A dataset as it may be read: FROM this (joins may follow, a name for it may not), WHERE these. Every scan of every statement is made here, so none can go without its policy. */
export interface Scan {
  readonly from: Rows;
  /** What `from` reads of the dataset's own columns, where it joins others to them. */
  readonly on: readonly Sql[];
  /** The caller's row policy, as conditions that must all hold; none when the role sees every row. */
  readonly where: readonly Sql[];
}

export function scan(dataset: Dataset, secured: SecuredQuery): Scan {
  const rows = secured.rowsOf(dataset);
  const parts = rows.kind === 'and' ? rows.of : [rows];
  const added = (secured.resolved.added ?? []).filter((join) => join.dataset.name === dataset.name);
  return {
    from: rowsOfDataset(withAddedColumns(dataset, added), dataset),
    on: added.flatMap(readsOfJoin),
    where: parts.filter(({ kind }) => kind !== 'all').map(renderRows),
  };
}

function renderRows(rows: RowPredicate): Sql {
  switch (rows.kind) {
    case 'all':
      return sql`true`;
    case 'and':
      return allOf(rows.of.map(renderRows));
    case 'or':
      return anyOf(rows.of.map(renderRows));
    case 'in':
      return sql`${rows.dimension.sql} IN ${boundList(rows.values, rows.dimension)}`;
    case 'people':
      return arePeople(rows);
  }
}

/** What is NULL is not said to be that of a program, or of a website that filters them. */
function arePeople({ bots, id, websites }: Extract<RowPredicate, { kind: 'people' }>): Sql {
  const program = known(bots, sql`${bots.sql}`);
  if (websites === 'all') return sql`NOT ${program}`;
  return sql`NOT (${program} AND ${known(id, sql`${id.sql} IN ${boundList(websites, id)}`)})`;
}

function known({ clickhouseType }: Dimension, condition: Sql): Sql {
  return isNullable(clickhouseType) ? sql`ifNull(${condition}, false)` : condition;
}
