import type { SecuredQuery } from '../policy/securedQuery.js';
import type { JoinPath, RowFilter } from '../resolve/resolvedQuery.js';
import { localConditions } from './flatSource.js';
import { JoinedFields } from './joinedFields.js';
import {
  joinClause,
  keyIdentifiers,
  keyItems,
  nameJoins,
  ownKeys,
  stepOf,
  stillHeld,
  type Join,
} from './joinKeys.js';
import type { JoinNeeds } from './joinNeeds.js';
import { keyRanges } from './keyRanges.js';
import { memoized } from './memoized.js';
import { Names } from './names.js';
import { cutBeforeJoins } from './recordsOrder.js';
import { renderTwoSteps, type TwoSteps } from './renderAggregate.js';
import { allOf } from './renderCondition.js';
import { renderAtom } from './renderFilter.js';
import { scan } from './renderRows.js';
import type { RowSource, SourceNeeds } from './rowSource.js';
import { ScanColumns } from './scanColumns.js';
import { select } from './select.js';
import { identifier, nested, sql, type Sql } from './sql.js';
import { aggregatesOf, conjunctsOf, isDimension, isLocal, pathKey, type AggregateNode } from './uses.js';

/**
 * Aggregates first, joins after: a sub-select groups the dataset's own rows by its local fields and the keys of the joins, with partial aggregates;
 * each related dataset is joined to those groups, which are few; the select around them groups again and merges.
 *
 * ANY, not ALL: a key that is in the other dataset twice, against its declaration, can then never multiply a measure.
 */
export function joinedSource(
  secured: SecuredQuery,
  needs: JoinNeeds,
  { grouped, single, conditions = [] }: SourceNeeds,
): RowSource {
  const { resolved } = secured;
  const fields = new JoinedFields(needs.paths, resolved);
  const parts = new ScanColumns();
  const split = memoized((node: AggregateNode) => splitAggregate(node, fields, grouped));

  for (const { key, field } of resolved.columns.filter(isDimension)) {
    if (field.path.length === 0 && !key.includes('.')) fields.addField(field, key);
    else fields.addField(field);
  }
  [...needs.joined, ...conditions].forEach((filter) => fields.addFilter(filter));
  for (const node of aggregatesOf(resolved)) {
    const { steps, after } = split(node);
    parts.add(steps.part, node.measure.name);
    after.forEach((filter) => fields.addFilter(filter));
  }
  const where = localConditions(secured, needs);
  const { joins, own } = nameEverything({ secured, needs, fields, parts, where });

  const afterJoins = (filters: readonly RowFilter[]) =>
    filters.length === 0 ? undefined : allOf(filters.map((filter) => fields.readFilter(filter)));

  const place = { joins, own };
  fields.guard(new Map(joins.map((join) => [pathKey(join.path), stillHeld(join, place)])));
  const inner = select({
    items: [...keyItems(joins, [], resolved), ...fields.own.items, ...parts.items],
    from: scan(resolved.dataset, secured).from,
    where,
    groupBy: single === true ? [] : [...ownKeys(joins), ...fields.own.names],
    ...(single === true && needs.joined.length === 0
      ? cutBeforeJoins(resolved, ({ field }) => fields.readField(field))
      : undefined),
  });
  return {
    from: sql`${nested(inner)} AS ${identifier(own)}`,
    joins: joins.map((join) => {
      const { from } = scan(join.step.dataset, secured);
      const rows = select({
        items: [...keyItems(joins, join.path, resolved), ...fields.of(join.path).items],
        from,
        where: conditionsOf(join.path, secured),
      });
      return joinClause(join, rows, place);
    }),
    tables: [own, ...joins.map(({ name }) => name)],
    where: needs.joined.map((filter) => fields.readFilter(filter)),
    dimension: memoized((field) => fields.readField(field)),
    aggregate: memoized((node) => {
      const { steps, after } = split(node);
      return steps.merge(parts.read(steps.part), afterJoins(after));
    }),
    steps: memoized((node) => {
      const { steps, after } = split(node);
      return { ...steps, part: steps.again(parts.read(steps.part), afterJoins(after)) };
    }),
    condition: (filter) => fields.readFilter(filter),
  };
}

/** What the joined rows of a path must satisfy: the policy, and the ranges that the keys of the join have in common. */
function conditionsOf(path: JoinPath, secured: SecuredQuery): readonly Sql[] {
  const ranges = keyRanges(path, secured.resolved).map((range) => renderAtom(range, secured.resolved));
  return [...scan(stepOf(path).dataset, secured).where, ...ranges];
}

/** What of an aggregate's filter is decided where rows are read, and what must wait for the joins. */
function splitAggregate(
  { measure, filter }: AggregateNode,
  fields: JoinedFields,
  grouped: boolean,
): { readonly steps: TwoSteps; readonly after: readonly RowFilter[] } {
  const conjuncts = conjunctsOf(filter);
  const before = conjuncts.filter(isLocal);
  const after = conjuncts.filter((part) => !isLocal(part));
  const condition = before.length === 0 ? undefined : allOf(before.map((part) => fields.local(part)));
  return { steps: renderTwoSteps({ measure, condition, mayBeEmpty: !grouped || after.length > 0 }), after };
}

interface Unnamed {
  readonly secured: SecuredQuery;
  readonly needs: JoinNeeds;
  readonly fields: JoinedFields;
  readonly parts: ScanColumns;
  readonly where: readonly Sql[];
}

/**
 * Names every column of every sub-select: differently from each other, from what its own select reads, and from response keys, which are names of the
 * select around them. Only a shown field of the dataset itself is already called by its key inside.
 */
function nameEverything({ secured, needs, fields, parts, where }: Unnamed): {
  readonly joins: readonly Join[];
  readonly own: string;
} {
  const { columns, dataset } = secured.resolved;
  const reads = (path: JoinPath): ReadonlySet<string> => {
    const own = path.length === 0;
    const read = scan(own ? dataset : stepOf(path).dataset, secured);
    const conditions = [...read.on, ...(own ? where : conditionsOf(path, secured))];
    return new Set([
      ...fields.of(path).identifiers,
      ...(own ? parts.identifiers : []),
      ...conditions.flatMap((condition) => [...condition.identifiers]),
      ...keyIdentifiers(needs.paths, path, secured.resolved),
    ]);
  };
  const ownKeys = new Set(
    columns.filter(isDimension).flatMap(({ key, field }) => (field.path.length === 0 ? [key] : [])),
  );
  const names = new Names(columns.map(({ key }) => key).filter((key) => !ownKeys.has(key)));
  fields.own.nameAll(names, reads([]));
  ownKeys.forEach((key) => names.reserve(key));
  parts.nameAll(names, reads([]));
  // A shown dimension is a plain column with a name of its own, which ClickHouse refuses to tell from a table of that name.
  const tables = new Names(columns.filter(isDimension).map(({ key }) => key));
  const own = tables.take(dataset.name);
  const joins = nameJoins(needs.paths, { tables, columns: names }, reads);
  joins.forEach(({ path }) => fields.of(path).nameAll(names, reads(path)));
  return { joins, own };
}
