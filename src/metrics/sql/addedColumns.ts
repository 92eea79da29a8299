import type { Dataset } from '../catalog/definitions.js';
import { isCountLeaf } from '../resolve/noRows.js';
import type { AddedJoin } from '../resolve/resolvedQuery.js';
import { renderNode, type NodeParts } from './renderNode.js';
import { structureKey } from './series/structureKey.js';
import type { Rows } from './select.js';
import { answerOf, identifier, join, newline, sourceText, sql, type Sql } from './sql.js';
import { isMeasure, type MeasureColumn } from './uses.js';

/**
 * A source with columns of other rows beside its own: each row keeps being one row (LEFT ANY JOIN). The joins read the source's columns by their own names,
 * as added columns are called like no column of a table.
 */
export function withAddedColumns(dataset: Dataset, joins: readonly AddedJoin[]): Rows {
  const source = sourceText(dataset.source);
  if (joins.length === 0) return source;
  const lines = joins.map(({ step: { relationship }, behind }) => {
    const { on: pairs, validity } = relationship;
    const equal = pairs.map(({ from }, index) => sql`${from} = ${keyOf(behind, index)}`);
    const on =
      validity === undefined ? equal : [...equal, sql`${validity.at} >= ${keyOf(behind, pairs.length)}`];
    const kind = validity === undefined ? sql`LEFT ANY JOIN` : sql`ASOF LEFT JOIN`;
    return sql`${kind} ${answerOf(structureKey(behind), behind)} AS ${identifier(`@${relationship.name}`)} ON ${join(on, sql` AND `)}`;
  });
  const named = joins.flatMap((added) => [...numbersOfNone(added), ...valuesThatHeld(added)]);
  // ClickHouse joins no sub-query without a name; this one is no column's, and no relationship's.
  const own =
    dataset.source.kind === 'sql' ? sql`${source} AS ${identifier(`@rows:${dataset.name}`)}` : source;
  return { from: join([own, ...lines], newline), named };
}

/** What is read of the source's own columns to find the row that a column is added from. */
export function readsOfJoin({ step: { relationship } }: AddedJoin): readonly Sql[] {
  const { on, validity } = relationship;
  return [...on.map(({ from }) => from), ...(validity === undefined ? [] : [validity.at])].map(
    (part) => sql`${part}`,
  );
}

function keyOf({ columns }: AddedJoin['behind'], index: number): Sql {
  return identifier(columns[index]?.key ?? '');
}

/** Numbers that are not NULL when there are no rows: of a customer without orders a count of them is 0. */
function numbersOfNone({ behind, names }: AddedJoin): readonly Sql[] {
  const shown = behind.columns.filter(isMeasure);
  return shown.flatMap((column, index) => {
    const name = names[index] ?? '';
    return column.key === name ? [] : [sql`${ofNone(column, keyOf(behind, 0))} AS ${identifier(name)}`];
  });
}

/** Of the last version that began by then, only if it had not ended. */
function valuesThatHeld({ step: { relationship }, behind, names }: AddedJoin): readonly Sql[] {
  const { validity, on } = relationship;
  if (validity?.to === undefined) return [];
  const until = keyOf(behind, on.length + 1);
  const values = behind.columns.slice(on.length + 2);
  return values.map(({ key }, index) => sql`if(${until} IS NULL OR ${validity.at} < ${until}, ${identifier(key)}, NULL) AS ${identifier(names[index] ?? '')}`); // prettier-ignore
}

function ofNone({ node, key }: MeasureColumn, found: Sql): Sql {
  const raw = identifier(key);
  if (node.kind === 'aggregate') return sql`ifNull(${raw}, 0)`;
  return sql`if(isNull(${found}), ${renderNode(node, NONE)}, ${raw})`;
}

const NONE: NodeParts = {
  leaf: (node) => (isCountLeaf(node) ? sql`0` : sql`NULL`),
  named: () => undefined,
};
