import type { Datasets } from './datasets.js';
import type { DatasetDraft } from './draft.js';
import { joinKeys, NotLocal } from './expressions.js';
import type { Cube } from './model.js';
import { camel } from './names.js';
import type { DimensionRef } from './references.js';
import { readSpan } from './spans.js';
import { stepBetween } from './ways.js';

/** Buckets of the common calendar, for granularities that a calendar of its own does not say otherwise. */
const COMMON: Readonly<Record<string, (day: string) => string>> = {
  day: (day) => day,
  week: (day) => `toMonday(${day})`,
  month: (day) => `toStartOfMonth(${day})`,
  quarter: (day) => `toStartOfQuarter(${day})`,
  year: (day) => `toStartOfYear(${day})`,
};

/** Whether the member is the time of a calendar: its days are those of the rows that are joined to it. */
export function isCalendar({ cube, dimension }: DimensionRef): boolean {
  return cube.calendar && dimension.type === 'time';
}

export function calendarGrain(granularity: string): string {
  return camel(`calendar_${granularity}`);
}

/** The day by which rows are joined to a calendar, with the calendar's grains. */
export function calendarTime(
  datasets: Datasets,
  { draft, cube }: { draft: DatasetDraft; cube: Cube },
  ref: DimensionRef,
): string {
  const key = `calendar ${ref.cube.name}.${ref.dimension.name}`;
  return draft.member('dimensions', { key, wanted: ref.dimension.name }, () => {
    const step = stepBetween(datasets.context.model, cube.name, ref.cube.name);
    if (step === undefined || step.reversed)
      throw new NotLocal('A calendar is joined to the rows themselves.');
    const { pairs } = joinKeys(datasets.references, step.join, { path: [cube.name], cube });
    const [day] = pairs;
    if (day === undefined || pairs.length > 1) throw new NotLocal('A calendar is joined by a day.');
    return {
      type: 'time',
      sql: datasets.expression(draft, { path: [cube.name], cube }, day.from),
      grains: grainsOf(datasets, ref, day.to),
    };
  });
}

function grainsOf(datasets: Datasets, ref: DimensionRef, day: string): Readonly<Record<string, unknown>> {
  const { cube, dimension } = ref;
  const calendar = datasets.of(cube);
  const where = { path: [cube.name], cube };
  const dateOf = (sql: string): string => `toDate(${datasets.expression(calendar, where, sql)})`;
  const member = (name: string, sql: string): string =>
    calendar.member('dimensions', { key: `day ${name}`, wanted: name }, () => ({ type: 'date', sql }));
  const date = member('calendarDay', dateOf(day));
  const shifts = Object.fromEntries(
    dimension.timeShifts.flatMap(({ interval, sql }) => {
      const span = readSpan(interval);
      return span?.n !== 1 || sql === undefined
        ? []
        : [[span.unit, member(`${span.unit.toLowerCase()}Before`, dateOf(sql))]];
    }),
  );
  return Object.fromEntries(
    Object.keys(COMMON).map((granularity) => {
      const own = dimension.granularities.get(granularity)?.sql;
      const sql =
        own === undefined ? (COMMON[granularity] as (day: string) => string)(dateOf(day)) : dateOf(own);
      const bucket = member(`calendar_${granularity}_begin`, sql);
      return [calendarGrain(granularity), { calendar: calendar.name, date, bucket, shifts }];
    }),
  );
}
