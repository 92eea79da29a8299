import type { SecuredQuery } from '../../policy/securedQuery.js';
import type { ResolvedRetention } from '../../resolve/journey/resolvedJourney.js';
import { select } from '../select.js';
import { column, identifier, nested, sql, value, type Sql } from '../sql.js';
import { later } from '../timeSteps.js';
import { broken, journeyPage, literal, type JourneyColumn, type JourneySelect } from './journeySelect.js';
import { cohortMembers } from './retentionMembers.js';

/**
 * Each member of a cohort with the periods in which it was back (`cohortMembers`); what is left is counting. The size is counted from the cohort, not from
 * who was back in period 0.
 */
export function renderRetention(secured: SecuredQuery, retention: ResolvedRetention): JourneySelect {
  const { resolved } = secured;
  const { grain, periods, time, overall } = retention;
  const bucketField = { ...time, grain };
  const { select: members, source, bucket, by, distances } = cohortMembers(secured, retention, bucketField);
  const take = (preferred: string): string => source.names.take(preferred);
  const as = (piece: Sql, name: string): Sql => sql`${piece} AS ${identifier(name)}`;
  const group = [bucket, ...(by === undefined ? [] : [by])];
  const distance = take('distance');
  const [entities, size, reachedBy, counts] = [take('entities'), take('size_'), take('reached'), take('counts')]; // prettier-ignore
  // -1 stands for being in the cohort at all.
  const cells = select({
    items: [...group.map((name) => column(name)), identifier(distance), as(sql`count()`, entities)],
    from: nested(members),
    joins: [sql`ARRAY JOIN arrayPushFront(${column(distances)}, -1) AS ${identifier(distance)}`], // prettier-ignore
    groupBy: [...group, distance].map((name) => identifier(name)),
  });
  const lines = select({
    items: [
      ...group.map((name) => column(name)),
      as(sql`sumIf(${column(entities)}, ${column(distance)} = -1)`, size),
      as(sql`groupArray(${column(distance)})`, reachedBy),
      as(sql`groupArray(${column(entities)})`, counts),
    ],
    from: nested(cells),
    groupBy: group.map((name) => column(name)),
  });

  const byNames = source.by.map((_, index) => take(`by${index + 1}`));
  const [period, isOver, back] = [take('period_'), take('is_over'), take('back')];
  const today = value(retention.today, 'Date32');
  const grid = select({
    items: [
      column(bucket),
      ...byNames.map((name, index) => as(sql`${column(by as string)}.${literal(index + 1)}`, name)),
      column(size),
      identifier(period),
      as(sql`${later(column(bucket), sql`${identifier(period)} + 1`, grain)} <= ${today}`, isOver),
      as(sql`${column(counts)}[indexOf(${column(reachedBy)}, ${identifier(period)})]`, back),
    ],
    from: nested(lines),
    joins: [sql`ARRAY JOIN range(0, ${literal(periods + 1)}) AS ${identifier(period)}`],
  });
  const shownSize = overall ? sql`sumIf(${column(size)}, ${column(isOver)})` : column(size);
  const shownBack = overall
    ? sql`if(max(${column(isOver)}), sumIf(${column(back)}, ${column(isOver)}), NULL)`
    : sql`if(${column(isOver)}, ${column(back)}, NULL)`;
  const columns: readonly JourneyColumn[] = [
    {
      key: 'cohort',
      type: 'date',
      sql: overall ? sql`CAST(NULL AS Nullable(Date32))` : column(bucket),
      field: bucketField,
    },
    ...broken(resolved, byNames),
    {
      key: 'size',
      type: 'integer',
      sql: overall ? sql`if(max(${column(isOver)}), ${shownSize}, NULL)` : shownSize,
    },
    { key: 'period', type: 'integer', sql: column(period) },
    { key: 'retained', type: 'integer', sql: shownBack },
    { key: 'rate', type: 'float', sql: sql`${shownBack} / nullIf(${shownSize}, 0)` },
  ];
  return journeyPage(resolved, {
    columns: overall ? columns.map((shown) => (shown.key === 'cohort' ? { ...shown, field: undefined } : shown)) : columns, // prettier-ignore
    from: nested(grid),
    groupBy: overall ? [...byNames, period].map((name) => column(name)) : [],
    inner: column(period),
    rowsPerGroup: periods + 1,
    time,
  });
}
