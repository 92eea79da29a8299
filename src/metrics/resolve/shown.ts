import type { CustomGrain, Dimension } from '../catalog/definitions.js';
import { SHARED_TIME } from '../catalog/sharedDataset.js';
import type { MetricQuery } from '../query/metricQuery.js';
import { cutAlike } from './cutAlike.js';
import { Issues } from './issues.js';
import type { DimensionField, ResolvedColumn, ResolvedTime, Series } from './resolvedQuery.js';
import { resolveTime, timeDimension } from './resolveTime.js';
import { fieldIn } from './fieldIn.js';
import { timeOf } from './timeOf.js';
import type { Scope } from './scope.js';

export type DimensionColumn = Extract<ResolvedColumn, { kind: 'dimension' }>;

/** What a view shows besides its numbers: numbers over other times and at other levels depend on it. */
export interface Shown {
  /** The view itself; undefined when it is a part of a filter. */
  readonly query?: MetricQuery | undefined;
  /** Time dimension of the view, which measures without one of their own are counted by. */
  readonly time: Dimension | undefined;
  /** The view is over a range of time only. */
  readonly isRanged: boolean;
  /** The view's range over a time dimension of the dataset; undefined: unbounded. */
  readonly rangeOver: (dimension: Dimension) => ResolvedTime | undefined;
  readonly dimensions: readonly DimensionColumn[];
}

/** The scope of what is computed per group: numbers, and filters and orders by them. */
export function withShown(scope: Scope, query: MetricQuery, columns: readonly ResolvedColumn[]): Scope {
  // What is wrong with the view's own time is reported where it is resolved.
  const silent: Scope = { ...scope, issues: new Issues() };
  const time = timeDimension(silent, query, false);
  const range = resolveTime(silent, query);
  const known = new Map<Dimension, ResolvedTime | undefined>(time === undefined ? [] : [[time, range]]);
  const dimensions = columns.filter((column) => column.kind === 'dimension');
  const rangeOver = (dimension: Dimension): ResolvedTime | undefined => {
    if (query.time === undefined) return undefined;
    if (!known.has(dimension))
      known.set(dimension, resolveTime(scope, { ...query, timeDimension: dimension.name }));
    return known.get(dimension);
  };
  return {
    ...scope,
    shown: {
      query,
      time,
      isRanged: query.time !== undefined && query.time.all !== true,
      rangeOver,
      dimensions,
    },
  };
}

/** What a dimension is called in the catalog, however it is cut: `country`, `website.name`. */
export function dottedName({ field }: DimensionColumn): string {
  const { path, dimension } = timeOf(field);
  return [...path.map(({ relationship }) => relationship.name), dimension.name].join('.');
}

/** One way in which the view cuts a series' own time. `own`: by a grain of the catalog's own, else `grain` names one of the calendar's. */
export interface ShownBucket {
  readonly grain: string;
  readonly own: CustomGrain | undefined;
}

/** What the time of a series is called where it is asked: over several facts, each number's own time is `date`. */
export function timeName({ time, fact }: Series): string {
  return fact === undefined ? (time?.dimension.name ?? '') : SHARED_TIME;
}

/** What to do about a series without a time, as the end of a sentence; a dataset among several has its default time or none. */
export function namedTime({ fact }: Series): string {
  return fact === undefined ? ': name one in "timeDimension"' : '';
}

/** Shown dimensions as they are to a series: over several facts, those of its fact know which of its fields they are. */
function dimensionsFor(scope: Scope, { fact }: Series): readonly DimensionColumn[] {
  const own = fact === undefined ? undefined : scope.facts?.scopeOf(fact.name, scope);
  return (own ?? scope).shown?.dimensions ?? [];
}

/** The ways in which shown columns cut a series' own time into buckets. */
export function shownBuckets(scope: Scope, series: Series): readonly ShownBucket[] {
  const { time } = series;
  if (time === undefined) return [];
  return dimensionsFor(scope, series).flatMap(({ field, fields, isTime }): readonly ShownBucket[] => {
    if (isTime === true) return bucketOf(field, timeOf(field).dimension);
    const own = fieldIn(series, { field, fields });
    return own === undefined ? [] : bucketOf(own, time.dimension);
  });
}

/** The shown columns that cut a series' own time, by key, as fields of it. */
export function timeFieldsByKey(scope: Scope, series: Series): ReadonlyMap<string, DimensionField> {
  const { time } = series;
  if (time === undefined) return new Map();
  const fields = dimensionsFor(scope, series).flatMap(({ key, field, fields: theirs, isTime }) => {
    if (isTime === true) return [[key, cutAlike(time, field)] as const];
    const own = fieldIn(series, { field, fields: theirs });
    const cut = own === undefined ? undefined : timeOf(own);
    return own !== undefined && cut?.path.length === 0 && cut.dimension.name === time.dimension.name ? [[key, own] as const] : []; // prettier-ignore
  });
  return new Map(fields);
}

export function timeFields(scope: Scope, series: Series): readonly DimensionField[] {
  return [...timeFieldsByKey(scope, series).values()];
}

/** Whether the view shows a series' own time cut in some way, be it to a part of the date, or as the day that it is: its buckets then stand in different groups. */
export function showsTime(scope: Scope, series: Series): boolean {
  const { time } = series;
  if (time === undefined) return false;
  if (shownBuckets(scope, series).length > 0) return true;
  return dimensionsFor(scope, series).some(({ field, fields, isTime }) => {
    const own = isTime === true ? field : fieldIn(series, { field, fields });
    const isOwn = own?.path.length === 0 && own.dimension.name === time.dimension.name;
    const isCut = own?.part !== undefined || own?.dimension.type === 'date';
    return isCut && (isTime === true || isOwn);
  });
}

/** Why a series cannot be seen at other times: the view shows each instant of its time, and there is no next one to carry a number to. */
export function instantProblem(scope: Scope, series: Series): string | undefined {
  const { time } = series;
  if (time?.dimension.type !== 'time') return undefined;
  const { name } = time.dimension;
  const column = dimensionsFor(scope, series).find(({ field, fields }) => {
    const own = fieldIn(series, { field, fields });
    return own?.path.length === 0 && own.dimension.name === name && (own.grain ?? own.interval ?? own.part) === undefined; // prettier-ignore
  });
  return column === undefined
    ? undefined
    : `"${dottedName(column)}" is shown as single instants, which have no number of another time: select it with a grain.`;
}

function bucketOf(field: DimensionField, { name, grains }: Dimension): readonly ShownBucket[] {
  const step = field.path.at(-1);
  if (step?.day !== undefined) {
    const calendar = [...(grains?.values() ?? [])].find(
      (grain) =>
        grain.kind === 'calendar' &&
        grain.dataset === step.dataset.name &&
        grain.bucket === field.dimension.name,
    );
    const cuts = field.path.length === 1 && step.day.dimension.name === name && calendar !== undefined;
    return cuts ? [{ grain: calendar.name, own: calendar }] : [];
  }
  if (field.path.length > 0 || field.dimension.name !== name) return [];
  if (field.interval !== undefined) return [{ grain: field.interval.name, own: field.interval }];
  return field.grain === undefined ? [] : [{ grain: field.grain, own: undefined }];
}
