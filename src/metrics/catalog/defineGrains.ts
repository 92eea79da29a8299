import { GRAINS } from '../query/metricQuery.js';
import type { DimensionSpec, GrainSpec } from './catalogSpec.js';
import type { CustomGrain, Dimension, ValueType } from './definitions.js';
import { entriesOf, unknownName, type Draft } from './draft.js';
import { lengthsOf, parseInterval, type Interval } from './parseInterval.js';
import { isProblem } from './tokenizeSql.js';

/** Ways of cutting a time dimension that are not units of the calendar, checked but for the other datasets that they name. */
export function defineGrains(
  draft: Draft,
  { name: dimension, type, spec }: { name: string; type: ValueType; spec: DimensionSpec },
): Dimension['grains'] {
  if (spec.grains === undefined) return undefined;
  const path = ['dimensions', dimension, 'grains'] as const;
  if (type !== 'time' && type !== 'date')
    draft.report(path, `Only time and date dimensions have grains; this one is of type ${type}.`);
  const grains = new Map<string, CustomGrain>();
  for (const [name, grain] of entriesOf(spec.grains)) {
    const report = (member: string, message: string) => draft.report([...path, name, member], message);
    if (!/^[a-z][A-Za-z0-9]*$/.test(name) || GRAINS.some((known) => known === screamingCase(name)))
      report(
        '',
        `"${name}" is no name for a grain: use a lower-case letter, then letters and digits, and no calendar unit.`,
      );
    const made =
      grain.calendar === undefined
        ? intervalGrain({ name, grain, type, weekStart: draft.spec.weekStart }, report)
        : calendarGrain({ name, grain }, report);
    if (made !== undefined) grains.set(name, made);
  }
  return grains;
}

/** `halfYear` is asked as HALF_YEAR. */
function screamingCase(name: string): string {
  return name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toUpperCase();
}

type Report = (member: string, message: string) => void;

function intervalGrain(
  asked: { name: string; grain: GrainSpec; type: ValueType; weekStart: 'monday' | 'sunday' | undefined },
  report: Report,
): CustomGrain | undefined {
  const { name, grain, type } = asked;
  for (const key of ['date', 'bucket', 'shifts'] as const)
    if (grain[key] !== undefined) report(key, `"${key}" belongs to a grain with a "calendar".`);
  if (grain.interval === undefined) {
    report('interval', 'A grain needs an "interval" ("6 months"), or a "calendar".');
    return undefined;
  }
  const interval = parseInterval(grain.interval);
  const offset = grain.offset === undefined ? [] : parseInterval(grain.offset);
  if (isProblem(interval)) report('interval', interval.problem);
  if (isProblem(offset)) report('offset', offset.problem);
  if (isProblem(interval) || isProblem(offset)) return undefined;
  if (interval.some(({ n }) => n < 1)) report('interval', 'An interval is made of positive lengths.');
  if (grain.origin !== undefined && grain.offset !== undefined)
    report('offset', 'Give an "origin" or an "offset", not both.');
  const start = grain.origin ?? defaultOrigin(interval, asked.weekStart);
  const wall = wallTime(start);
  if (wall === undefined) {
    report('origin', `"${start}" is not a local day or time: write "2024-01-01" or "2024-01-01T06:00:00".`);
    return undefined;
  }
  const origin = new Date(plus(wall, offset)).toISOString().slice(0, 19);
  if (type === 'date' && (lengthsOf(interval).seconds !== 0 || !origin.endsWith('T00:00:00')))
    report('interval', 'A date has no time of day: give an interval of whole days that begins at midnight.');
  return { kind: 'interval', name, description: grain.description ?? '', interval, origin };
}

/** A year that begins a century, so that 5 or 25 years begin where people expect; for weeks the first day of its first whole week. */
function defaultOrigin(interval: Interval, weekStart: 'monday' | 'sunday' | undefined): string {
  if (!interval.every(({ unit }) => unit === 'week')) return '2000-01-01';
  return weekStart === 'sunday' ? '2000-01-02' : '2000-01-03';
}

/** Milliseconds of a local time, as if it were UTC. */
function wallTime(text: string): number | undefined {
  const parts = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?))?$/.exec(text);
  const time = parts === null ? NaN : Date.parse(`${parts[1]}T${parts[2] ?? '00:00'}Z`);
  const exact = !Number.isNaN(time) && new Date(time).toISOString().startsWith(parts?.[1] ?? '-');
  return exact && time >= Date.UTC(1900, 0, 1) && time < Date.UTC(2200, 0, 1) ? time : undefined;
}

function plus(wall: number, offset: Interval): number {
  const { months, days, seconds } = lengthsOf(offset);
  const date = new Date(wall);
  date.setUTCMonth(date.getUTCMonth() + months);
  return date.getTime() + (days * 86_400 + seconds) * 1_000;
}

function calendarGrain(
  { name, grain }: { name: string; grain: GrainSpec },
  report: Report,
): CustomGrain | undefined {
  const { calendar: dataset = '', date, bucket, shifts = {} } = grain;
  for (const key of ['interval', 'origin', 'offset'] as const)
    if (grain[key] !== undefined) report(key, `"${key}" has no meaning beside a "calendar".`);
  if (date === undefined) report('date', `Name the dimension of "${dataset}" that is the day.`);
  if (bucket === undefined)
    report('bucket', `Name the dimension of "${dataset}" that says which bucket a day is in.`);
  if (date === undefined || bucket === undefined) return undefined;
  return {
    kind: 'calendar',
    name,
    description: grain.description ?? '',
    dataset,
    date,
    bucket,
    shifts: new Map(Object.entries(shifts)),
  };
}

/** What a calendar names in its dataset must be there: a day, which is a date, and dimensions of each day. */
export function checkCalendars(
  draft: Draft,
  dimensions: ReadonlyMap<string, Dimension>,
  others: ReadonlyMap<string, { readonly dimensions: ReadonlyMap<string, Dimension> }>,
): void {
  for (const { name: dimension, grains } of dimensions.values()) {
    for (const grain of grains?.values() ?? []) {
      if (grain.kind !== 'calendar') continue;
      const path = ['dimensions', dimension, 'grains', grain.name] as const;
      const calendar = others.get(grain.dataset)?.dimensions;
      if (calendar === undefined) {
        draft.report([...path, 'calendar'], unknownName('dataset', grain.dataset, others.keys()));
        continue;
      }
      const wanted = [['date', grain.date] as const, ['bucket', grain.bucket] as const, ...[...grain.shifts].map(([unit, shifted]) => [`shifts.${unit}`, shifted] as const)]; // prettier-ignore
      for (const [key, name] of wanted) {
        const found = calendar.get(name);
        if (found === undefined)
          draft.report([...path, ...key.split('.')], unknownName('dimension', name, calendar.keys()));
        else if (found.type !== 'date' && key !== 'bucket')
          draft.report(
            [...path, ...key.split('.')],
            `"${name}" is of type ${found.type}: a day has to be a date.`,
          );
      }
    }
  }
}
