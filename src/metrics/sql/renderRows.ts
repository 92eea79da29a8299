import type { RowPredicate } from '../policy/rowPredicate.js';
import type { SecuredQuery } from '../policy/securedQuery.js';
import type { Dataset, Dimension } from '../catalog/definitions.js';
import { readsOfJoin, withAddedColumns } from './addedColumns.js';
import { boundList } from './boundValue.js';
import { isNullable } from './clickhouseType.js';
import { allOf, anyOf } from './renderCondition.js';
import { rowsOfDataset, select, type Rows } from './select.js';
import { bare, list, nested, sourceText, sql, type Sql } from './sql.js';

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

/** The caller's rows of a policy, as one condition over the dataset's own columns. */
export function renderRows(rows: RowPredicate): Sql {
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
    case 'related':
      return isAmong(rows);
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

/** The other dataset is read whole, as the definition says: whether the caller sees those rows does not matter, and nothing of them is shown. */
function isAmong({ relationship: { on }, dataset, of }: Extract<RowPredicate, { kind: 'related' }>): Sql {
  const [first] = on;
  const keys = select({
    items: on.map(({ to }) => bare(to)),
    from: rowsOfDataset(sourceText(dataset.source), dataset),
    where: [renderRows(of)],
  });
  const key = first !== undefined && on.length === 1 ? sql`${first.from}` : sql`(${list(on.map(({ from }) => bare(from)))})`; // prettier-ignore
  return sql`${key} IN ${nested(keys)}`;
}
