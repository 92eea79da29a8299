import type { Span } from '../../query/metricQuery.js';
import type { SecuredQuery } from '../../policy/securedQuery.js';
import type { DimensionField, SeriesRows } from '../../resolve/resolvedQuery.js';
import { isNullable, plainType, timeScale } from '../clickhouseType.js';
import { Names } from '../names.js';
import { readsOf, type RowSource } from '../rowSource.js';
import { select } from '../select.js';
import { column, identifier, nested, numberLiteral, sql, value, type Sql } from '../sql.js';
import { timeText } from '../timeText.js';
import { isDimension, isMeasure } from '../uses.js';
import type { Branch } from './branches.js';
import { allFilters, leafFilters, questionOf } from './branchQuestion.js';
import { columnSource, fieldKey } from './columnSource.js';
import { argumentFields, expressionField, singleRows } from './rowFields.js';
import { asResolvedTime, clockOf, moved, type Clock, type Range } from './sourceRange.js';
import { isTime } from './timeColumns.js';
import { later } from '../timeSteps.js';

type Conversion = Extract<SeriesRows, { kind: 'conversion' }>;

/**
 * Conversions in the place of the last base event before them: ASOF JOIN finds it, and both are read once. Base events are read until the window of the
 * last shown one ends, or a conversion would be counted for an earlier event than its last.
 */
export function conversionSource(secured: SecuredQuery, rows: Conversion, branch: Branch): RowSource {
  const { resolved } = secured;
  const { on, window, baseTime, conversionTime, conversion } = rows;
  const clock = clockOf(resolved);
  const { from, to } = resolved.time ?? { from: undefined, to: undefined };
  const until = to === undefined || window === undefined ? undefined : lastOf(to, window, clock);
  const range: Range = { from, to: until };
  const timeOf = (field: DimensionField) =>
    from === undefined && until === undefined ? undefined : asResolvedTime(wholeDays(range, field, clock), field, clock); // prettier-ignore

  const dimensions = resolved.columns.filter(isDimension).map(({ field }) => field);
  // Of several events at one time the last by primary key is the last one. It matters where they may differ in what is shown.
  const order = dimensions.every((field) => isTime(field, baseTime))
    ? []
    : resolved.dataset.primaryKey.map((key) => expressionField(resolved.dataset, key));
  const measures = resolved.columns
    .filter(isMeasure)
    .flatMap(({ node }) => (node.kind === 'aggregate' ? [node.measure] : []));
  const args = [...new Map(measures.flatMap((measure) => argumentFields(conversion, measure)).map((field) => [fieldKey(field), field])).values()]; // prettier-ignore
  const base = singleRows(
    secured,
    { ...resolved, time: timeOf(baseTime), filter: allFilters([resolved.filter, rows.baseFilter]) },
    [...dimensions, ...on.map((pair) => pair.base), baseTime, ...order],
  );
  const converted = singleRows(
    secured,
    questionOf(resolved, {
      dataset: conversion,
      time: timeOf(conversionTime),
      filter: allFilters(leafFilters(branch, conversion)),
    }),
    [...args, ...on.map((pair) => pair.conversion), conversionTime],
  );

  const reads = new Set([base, converted].flatMap((source) => [...readsOf(source), ...[...dimensions, ...on.map((pair) => pair.base), baseTime, ...order].flatMap((field) => source === base ? [source.dimension(field)] : []), ...[...args, ...on.map((pair) => pair.conversion), conversionTime].flatMap((field) => source === converted ? [source.dimension(field)] : [])]).flatMap((piece) => [...piece.identifiers])); // prettier-ignore
  const names = new Names();
  const name = (preferred: string) => names.take(preferred, reads);
  const shown = dimensions.map((field) => ({ field, name: name(`base_${field.dimension.name}`) }));
  const argumentNames = new Map(args.map((field) => [fieldKey(field), name('argument')]));
  const baseKeys = on.map(({ base: field }) => name(`base_${field.dimension.name}_key`));
  const keys = on.map(({ conversion: field }) => name(`${field.dimension.name}_key`));
  const [baseAt, at, bases, conversions] = [
    name('base_at'),
    name('converted_at'),
    name('base_events'),
    name('conversions'),
  ];
  const comparable = comparableTimes(baseTime, conversionTime, value(resolved.timezone, 'String'));
  const baseSelect = select({
    items: [
      ...shown.map(({ field, name: own }) => sql`${base.dimension(field)} AS ${identifier(own)}`),
      ...on.map(
        (pair, index) =>
          sql`${comparableKeys(pair)(base.dimension(pair.base))} AS ${identifier(baseKeys[index] as string)}`,
      ),
      sql`${comparable(base.dimension(baseTime), baseTime)} AS ${identifier(baseAt)}`,
    ],
    from: base.from,
    joins: base.joins,
    where: [...base.where, ...present(base.dimension(baseTime), baseTime)],
    orderBy: order.map((field) => sql`${base.dimension(field)} DESC`),
    limitBy: order.length === 0 ? [] : [...baseKeys, baseAt].map(identifier),
  });
  const conversionSelect = select({
    items: [
      ...args.map((field) => sql`${converted.dimension(field)} AS ${identifier(argumentNames.get(fieldKey(field)) as string)}`), // prettier-ignore
      ...on.map((pair, index) => sql`${comparableKeys(pair)(converted.dimension(pair.conversion))} AS ${identifier(keys[index] as string)}`), // prettier-ignore
      sql`${comparable(converted.dimension(conversionTime), conversionTime)} AS ${identifier(at)}`,
    ],
    from: converted.from,
    joins: converted.joins,
    where: [...converted.where, ...present(converted.dimension(conversionTime), conversionTime)],
  });
  const pairs = [
    ...keys.map((key, index) => sql`${column(key)} = ${column(baseKeys[index] as string)}`),
    sql`${column(at)} >= ${column(baseAt)}`,
  ];
  const joined = select({
    items: [...shown.map((field) => field.name), ...argumentNames.values(), baseAt].map(column),
    from: sql`${nested(conversionSelect)} AS ${identifier(conversions)}`,
    joins: [sql`ASOF JOIN ${nested(baseSelect)} AS ${identifier(bases)} ON ${conjunction(pairs)}`],
    where: [
      ...(window === undefined
        ? []
        : [sql`${later(column(at), -window.n, window.unit)} < ${column(baseAt)}`]),
      ...(to === undefined ? [] : [sql`${column(baseAt)} < ${value(timeText(to), "DateTime64(3, 'UTC')")}`]),
    ],
  });
  return columnSource({
    from: nested(joined),
    where: [],
    fields: new Map(shown.map(({ field, name: own }) => [fieldKey(field), own])),
    arguments: (measure) => argumentFields(conversion, measure).map((field) => argumentNames.get(fieldKey(field)) as string), // prettier-ignore
    grouped: dimensions.length > 0,
  });
}

/** By when the last conversion of events before an instant has happened: the last days of months are as near to each other as months are long. */
function lastOf(to: number, window: Span, { zone }: Clock): number {
  const end = moved(to, window, zone);
  return ['MONTH', 'QUARTER', 'YEAR'].includes(window.unit) ? moved(end, { n: 4, unit: 'DAY' }, zone) : end;
}

function conjunction(conditions: readonly Sql[]): Sql {
  return conditions.reduce((all, condition) => sql`${all} AND ${condition}`);
}

/** ASOF JOIN takes no column that can be NULL. */
function present(column: Sql, { dimension }: DimensionField): readonly Sql[] {
  return isNullable(dimension.clickhouseType) ? [sql`${column} IS NOT NULL`] : [];
}

/** Of a date at least the days that a range touches: what is too much has no partner. */
function wholeDays({ from, to }: Range, { dimension }: DimensionField, { zone }: Clock): Range {
  if (dimension.type !== 'date') return { from, to };
  const start = (instant: number): number => zone.startOfDay(zone.dayOf(instant));
  return {
    from: from === undefined ? undefined : start(from),
    to: to === undefined || start(to) === to ? to : zone.startOfDay(zone.dayOf(to) + 1),
  };
}

/** Both sides with all digits of both, in the query's zone, by whose days a window is long, and with room before 1970. A day is its midnight there. */
function comparableTimes(a: DimensionField, b: DimensionField, zone: Sql) {
  const digits = Math.max(...[a, b].map(({ dimension }) => timeScale(dimension.clickhouseType)));
  return (time: Sql, { dimension }: DimensionField): Sql => {
    const known = isNullable(dimension.clickhouseType) ? sql`assumeNotNull(${time})` : time;
    return sql`toDateTime64(${known}, ${numberLiteral(String(digits))}, ${zone})`;
  };
}

/** Keys in one type: ClickHouse joins no signed integer to an unsigned one as long. */
function comparableKeys({ base, conversion }: Conversion['on'][number]) {
  const types = [base, conversion].map(({ dimension }) => plainType(dimension.clickhouseType));
  const differ = base.dimension.type === 'integer' && types[0] !== types[1];
  return (key: Sql): Sql => (differ ? sql`toInt256(${key})` : key);
}
