import type { CustomGrain, Dimension } from '../catalog/definitions.js';
import { GRAINS, TIME_UNITS, type GrainName, type Shift, type TimeUnit } from '../query/metricQuery.js';
import { isCalendarUnit, parseDay } from './calendar.js';
import type { IssuePath } from './issues.js';
import { periodNamed } from './period.js';
import { show } from './readValue.js';
import type { ResolvedShift, ResolvedTime, Series } from './resolvedQuery.js';
import { readSpan } from './resolveFrame.js';
import { resolveFromTo } from './resolveTime.js';
import { isRecord, present, type Scope } from './scope.js';
import { dropsTime, NO_START_OF_ALL, type Refuse } from './series.js';
import { instantProblem, namedTime, shownBuckets, showsTime, timeName } from './shown.js';

/** A shift as it is asked, checked as far as it does not depend on what is shifted. */
export type AskedShift =
  | { readonly kind: 'back'; readonly n: number; readonly unit: string }
  | { readonly kind: 'startOf'; readonly grain: GrainName }
  | { readonly kind: 'previous' }
  /** One bucket of the finest shown grain, else the previous range: what a change is measured against when nothing is said. */
  | { readonly kind: 'before' }
  | { readonly kind: 'range'; readonly from: number; readonly to: number };

/** Names of the grains that the catalog declares on time dimensions of the dataset. */
export function ownUnits({ dataset }: Scope): readonly string[] {
  return [...dataset.dimensions.values()].flatMap(({ grains }) => [
    ...(grains?.keys() ?? []),
    ...[...(grains?.values() ?? [])].flatMap((grain) =>
      grain.kind === 'calendar' ? [...grain.shifts.keys()] : [],
    ),
  ]);
}

const KINDS = ['n', 'startOf', 'previous', 'range'] as const;

/** Reads a shift; undefined, and reported, when it is wrong. `units` are names of the catalog's own grains. */
export function readShift(
  scope: Scope,
  asked: Shift,
  { path, units }: { path: IssuePath; units: readonly string[] },
): AskedShift | undefined {
  const { issues } = scope;
  const shift = present(asked);
  for (const name of Object.keys(shift)) {
    if (!(KINDS as readonly string[]).includes(name) && name !== 'unit')
      issues.unknown('INVALID_ARGUMENT', [...path, name], {
        sentence: `There is no argument "${name}" of a shift.`,
        name,
        candidates: [...KINDS, 'unit'],
      });
  }
  const given = KINDS.filter(
    (kind) => shift[kind] !== undefined || (kind === 'n' && shift.unit !== undefined),
  );
  const [kind] = given;
  if (kind === undefined || given.length > 1)
    return issues.add(
      'INVALID_ARGUMENT',
      path,
      `A shift is exactly one of { n, unit }, { startOf }, { previous } and { range }; this one has ${given.length === 0 ? 'none' : given.join(' and ')}.`,
    );
  switch (kind) {
    case 'n': {
      const own = typeof shift.unit === 'string' && units.includes(shift.unit);
      const checked = readSpan(scope, own ? { n: shift.n, unit: 'DAY' } : { n: shift.n, unit: shift.unit }, {
        path,
        least: -Infinity,
      });
      return checked === undefined ? undefined : { kind: 'back', n: checked.n, unit: shift.unit as string };
    }
    case 'startOf':
      if ([...GRAINS, ...units].includes(shift.startOf as GrainName))
        return { kind: 'startOf', grain: shift.startOf as GrainName };
      return issues.unknown('INVALID_ARGUMENT', [...path, 'startOf'], {
        sentence: `There is no grain ${show(shift.startOf)} to look at the start of.`,
        name: String(shift.startOf),
        candidates: [...GRAINS, ...units],
      });
    case 'previous':
      if (shift.previous === true) return { kind: 'previous' };
      return issues.add(
        'INVALID_ARGUMENT',
        [...path, 'previous'],
        '"previous" can only be true; leave it out otherwise.',
      );
    case 'range': {
      const { range } = shift;
      const read = isRecord(range) ? resolveFromTo(scope, range, [...path, 'range']) : undefined;
      if (!isRecord(range))
        issues.add('INVALID_ARGUMENT', [...path, 'range'], 'A range has "from" and "to".');
      return read === undefined ? undefined : { kind: 'range', ...read };
    }
  }
}

/** The shifts of one series, outermost first; undefined when it cannot be seen at that period (which is refused). */
export function shiftsFor(
  scope: Scope,
  { asked, refuse }: { asked: AskedShift; refuse: Refuse },
  series: Series,
): readonly ResolvedShift[] | undefined {
  const { time, range } = series;
  if (time === undefined)
    return void refuse(`It has no time dimension, so there is no other period of it${namedTime(series)}.`);
  const instants = instantProblem(scope, series);
  if (instants !== undefined) return void refuse(instants);
  const buckets = shownBuckets(scope, series);
  switch (asked.kind) {
    case 'back':
      return backShifts(scope, { asked, refuse }, series);
    case 'before': {
      const finest = [...buckets].sort((a, b) => fineness(a.grain) - fineness(b.grain))[0];
      if (finest === undefined) return previousRange(scope, range, refuse);
      return backShifts(scope, { asked: { kind: 'back', ...oneBucket(finest.grain) }, refuse }, series);
    }
    case 'startOf':
      if (!showsTime(scope, series))
        return void refuse(
          `The first bucket of a period is a bucket: select "${timeName(series)}" with a grain.`,
        );
      if (dropsTime(scope, series)) return void refuse(NO_START_OF_ALL);
      return startShift(scope, { grain: asked.grain, refuse }, time.dimension);
    case 'previous':
      return previousRange(scope, range, refuse);
    case 'range':
      if (showsTime(scope, series) && range?.from === undefined)
        return void refuse(
          'Buckets are compared by their place in the range: give the view a time range too.',
        );
      return [asked];
  }
}

/** The start of a period that the time has. */
function startShift(
  { catalog }: Scope,
  { grain: name, refuse }: { grain: GrainName; refuse: Refuse },
  time: Dimension,
): readonly ResolvedShift[] | undefined {
  const grain = periodNamed(catalog, time, name);
  if (grain === undefined)
    return void refuse(`"${time.name}" has no grain "${name}" to look at the start of.`);
  if (time.type === 'date' && typeof grain === 'string' && !isCalendarUnit(grain))
    return void refuse(`"${time.name}" is a date: ${grain} needs a time of day.`);
  return [{ kind: 'startOf', grain }];
}

/** Grains from the finest; one of the catalog's own is taken before a calendar's, because it is what the view is about. */
function fineness(grain: string): number {
  return (GRAINS as readonly string[]).indexOf(grain);
}

function oneBucket(grain: string): { readonly n: number; readonly unit: string } {
  return grain === 'FIFTEEN_MINUTES' ? { n: 15, unit: 'MINUTE' } : { n: 1, unit: grain };
}

/** `n` units back: by a calendar of the catalog where it says which day that is, by an own grain's length, else by the calendar everybody has. */
function backShifts(
  scope: Scope,
  { asked: { n, unit }, refuse }: { asked: Extract<AskedShift, { kind: 'back' }>; refuse: Refuse },
  series: Series,
): readonly ResolvedShift[] | undefined {
  const { dimension } = series.time as NonNullable<Series['time']>;
  // All of time, seen earlier, is all of time.
  const isEverything = series.range?.from === undefined && series.range?.to === undefined;
  if (isEverything && !showsTime(scope, series))
    return void refuse(
      `There is another period only of a bucket or of a range: select "${timeName(series)}" with a grain, or give the view a time range.`,
    );
  const shownGrains = shownBuckets(scope, series).map(({ own: grain }) => grain);
  const calendar = [...shownGrains, dimension.grains?.get(unit)].find(
    (grain): grain is Extract<CustomGrain, { kind: 'calendar' }> =>
      grain?.kind === 'calendar' && grain.shifts.has(unit),
  );
  if (calendar !== undefined) {
    const { frame } = series;
    // What a calendar looks at has no first day, from which on everything ahead would be counted.
    if (frame?.kind === 'window' && frame.leading === 'ALL' && frame.trailing !== 'ALL')
      return void refuse(
        `A window that is open ahead cannot be looked at through the calendar of "${calendar.name}": give the window an end.`,
      );
    return calendarShifts(scope, { calendar, n, unit, refuse });
  }
  const own = dimension.grains?.get(unit);
  if (own?.kind === 'calendar')
    return void refuse(`The calendar of "${unit}" does not say which day is one ${unit} earlier.`);
  const parts = own === undefined ? [{ n: 1, unit: unit.toLowerCase() }] : own.interval;
  const spans = parts.map((part) => ({ n: n * part.n, unit: part.unit.toUpperCase() }));
  const strange = spans.find((span) => !(TIME_UNITS as readonly string[]).includes(span.unit));
  if (strange !== undefined)
    return void refuse(
      `"${dimension.name}" has no unit "${unit}" to look back by${strange.unit === 'SECOND' ? ': the finest is MINUTE' : ''}.`,
    );
  if (dimension.type === 'date' && spans.some((span) => !isCalendarUnit(span.unit)))
    return void refuse(`"${dimension.name}" is a date: ${unit} needs a time of day.`);
  return spans.map((span) => ({ kind: 'back', span: { n: span.n, unit: span.unit as TimeUnit } }));
}

/** Most steps that a calendar's own shift is repeated: each is a lookup. */
const MAX_CALENDAR_STEPS = 12;

function calendarShifts(
  { catalog }: Scope,
  {
    calendar,
    n,
    unit,
    refuse,
  }: { calendar: Extract<CustomGrain, { kind: 'calendar' }>; n: number; unit: string; refuse: Refuse },
): readonly ResolvedShift[] | undefined {
  const dataset = catalog.datasets.get(calendar.dataset);
  const day = dataset?.dimensions.get(calendar.date);
  const earlier = dataset?.dimensions.get(calendar.shifts.get(unit) ?? '');
  if (dataset === undefined || day === undefined || earlier === undefined)
    return void refuse(`There is no calendar to look back by ${unit}.`);
  if (Math.abs(n) > MAX_CALENDAR_STEPS)
    return void refuse(`The calendar of "${calendar.name}" is followed at most ${MAX_CALENDAR_STEPS} steps.`);
  const step: ResolvedShift =
    n > 0
      ? { kind: 'calendar', dataset, from: earlier, to: day }
      : { kind: 'calendar', dataset, from: day, to: earlier };
  return Array.from({ length: Math.abs(n) }, () => step);
}

/** The range just before the shown one, as long: in days when it is whole days, so that a day without an hour is still a day. */
function previousRange(
  { zone }: Scope,
  range: ResolvedTime | undefined,
  refuse: Refuse,
): readonly ResolvedShift[] | undefined {
  const { from, to, fromDate, toDate } = range ?? {};
  if (from === undefined || to === undefined)
    return void refuse(
      'There is a previous period only of a range: give the view a time range, or say how far to look back.',
    );
  const [first, end] = [fromDate, toDate].map((text) => (text === undefined ? undefined : parseDay(text)));
  if (first === undefined || end === undefined)
    return [{ kind: 'range', from: from - (to - from), to: from }];
  return [{ kind: 'range', from: zone.startOfDay(first - (end - first)), to: from }];
}
