import type { DatePart, Grain, TimeUnit } from '../../src/metrics/query/metricQuery.js';
import type { Row } from './catalogView.js';
import { dayOf, dayText, secondOfNanos, startOfDay, startOfUnit, type Unit } from './clock.js';
import { bucketOf, isClockGrain, partOf } from './cut.js';
import type { Column } from './evaluate.js';
import { invalid, Undecided } from './invalid.js';
import type { NumberTree } from './numbers.js';
import type { Field, Scope } from './rows.js';
import { baseGrain, Grid, isMonths, laterInstant, PIECES, type Length } from './steps.js';
import { identity, type Value } from './value.js';
import { spend } from './work.js';

/** `END`: exactly what there is where the bucket ends (or begins, when that is the anchor). */
type Show = 'END' | 'FIRST' | 'LAST' | 'AVERAGE';
export type Frame =
  | { readonly kind: 'window'; readonly trailing: Length; readonly leading: Length; readonly anchor: 'START' | 'END'; readonly show: Show } // prettier-ignore
  | { readonly kind: 'toDate'; readonly grain: Grain; readonly show: Show }
  | { readonly kind: 'running'; readonly show: Show };

export type Shift =
  | { readonly kind: 'back'; readonly n: number; readonly unit: TimeUnit }
  | { readonly kind: 'startOf'; readonly grain: Grain }
  | { readonly kind: 'range'; readonly from: bigint; readonly to: bigint };

/** Instants; undefined is unbounded. */
interface Ends {
  readonly from: bigint;
  readonly to: bigint;
}

/** Which rows a number is of: those of other times, or of fewer dimensions. */
export interface Series {
  readonly time: Field | undefined;
  readonly range: Ends | undefined;
  readonly frame?: Frame | undefined;
  /** From the outermost. */
  readonly shifts: readonly Shift[];
  /** Keys of the dimensions that divide it; undefined: all. */
  readonly level?: readonly string[] | undefined;
}

export type DimensionColumn = Extract<Column, { kind: 'dimension' }>;

/** What the numbers of a view are computed in. */
export interface GroupScope extends Scope {
  readonly dimensions: readonly DimensionColumn[];
  /** Rows that the view's where and segments keep, whatever their time. */
  readonly rows: readonly Row[];
  readonly time: Field | undefined;
  readonly rangeOver: (field: Field) => Ends | undefined;
  /** All groups of the answer, once they are known: places are among them; and the numbers that it is made of. */
  readonly all: { groups: readonly GroupPlace[]; readonly needed: NumberTree[] };
  /** Groups of each series, by the series and by what it says. */
  /** Over several datasets: where a number is computed, and what it is called there. */
  readonly placeOf?: ((name: string) => { scope: GroupScope; member: string } | undefined) | undefined;
  /** One of several datasets, counted by another time of it. */
  readonly countedBy?: ((time: string | undefined) => GroupScope) | undefined;
  readonly tables: Map<string | Series, ReadonlyMap<string, SeriesGroup>>;
}

/** A group by the values of its dimensions. */
export interface GroupPlace {
  readonly values: ReadonlyMap<string, Value>;
  /** What `fill` makes of it: in such a group an absent number is that of an empty bucket. */
  readonly isBucket: boolean;
  /** It stands for all of these groups, which are not shown; `values` are then those of the row it is nested in. */
  readonly left?: ReadonlySet<string> | undefined;
}

/** Rows of one group, or of each bucket of it. */
export interface SeriesGroup {
  readonly values: ReadonlyMap<string, Value>;
  readonly cells: readonly { readonly at: number; readonly rows: readonly Row[] }[];
}

export function placeKey(keys: readonly string[], values: ReadonlyMap<string, Value>): string {
  return keys.map((key) => identity(values.get(key) as Value)).join();
}

export function levelKeys({ dimensions }: GroupScope, { level }: Series): readonly string[] {
  return dimensions.map(({ key }) => key).filter((key) => level?.includes(key) !== false);
}

const names = new WeakMap<object, number>();
let counted = 0;
function nameOf(thing: object): number {
  const known = names.get(thing) ?? counted++;
  names.set(thing, known);
  return known;
}

/** The groups that a series has, by their place. */
export function seriesGroups(scope: GroupScope, series: Series): ReadonlyMap<string, SeriesGroup> {
  const same = scope.tables.get(series);
  if (same !== undefined) return same;
  const { time, ...rest } = series;
  const key = JSON.stringify([time?.name, rest], (_, item: unknown) => (typeof item === 'bigint' ? `${item}` : typeof item === 'function' ? nameOf(item) : item)); // prettier-ignore
  const made = scope.tables.get(key) ?? makeGroups(scope, series);
  scope.tables.set(key, made);
  scope.tables.set(series, made);
  return made;
}

function makeGroups(scope: GroupScope, series: Series): ReadonlyMap<string, SeriesGroup> {
  const { time, range, frame, shifts } = series;
  const keys = levelKeys(scope, series);
  const dimensions = scope.dimensions.filter(({ key }) => keys.includes(key));
  const times = dimensions.filter((column) => isCutOf(column, time));
  if (time === undefined || (frame === undefined && shifts.length === 0))
    return byValues(
      dimensions,
      scope.rows.filter((row) => within(scope, { time, range }, row)),
    );
  if (times.length === 0) {
    const looked = framedRange(
      scope,
      shifts.reduce((ends, shift) => before(scope, ends, { shift, looksBack: isAtPoints(frame) }), range),
      frame,
    );
    const seen = scope.rows.filter(
      (row) => time.of(row) !== null && within(scope, { time, range: looked }, row),
    );
    return byValues(dimensions, seen);
  }
  return movedGroups(scope, { ...series, time }, { dimensions, times });
}

export function isCutOf({ field }: DimensionColumn, time: Field | undefined): boolean {
  return time !== undefined && field.name === time.name;
}

export function byValues(
  dimensions: readonly DimensionColumn[],
  rows: readonly Row[],
): ReadonlyMap<string, SeriesGroup> {
  const groups = new Map<
    string,
    { values: ReadonlyMap<string, Value>; cells: [{ at: number; rows: Row[] }] }
  >();
  const keys = dimensions.map(({ key }) => key);
  if (keys.length === 0) groups.set('', { values: new Map(), cells: [{ at: 0, rows: [] }] });
  for (const row of rows) {
    const values = new Map(dimensions.map(({ key, of }) => [key, of(row)]));
    const key = placeKey(keys, values);
    const group = groups.get(key) ?? { values, cells: [{ at: 0, rows: [] }] };
    groups.set(key, group);
    group.cells[0].rows.push(row);
  }
  return groups;
}

/** The instant of a row's time; a date is its midnight. */
export function instantOf({ zone }: Scope, value: Value): bigint {
  return typeof value === 'string'
    ? BigInt(startOfDay(zone, Math.round(Date.parse(value) / 86_400_000))) * 1_000_000_000n
    : (value as bigint);
}

function within(scope: Scope, { time, range }: Pick<Series, 'time' | 'range'>, row: Row): boolean {
  if (time === undefined || range === undefined) return true;
  const value = time.of(row);
  if (value === null) return false;
  const at = instantOf(scope, value);
  return at >= range.from && at < range.to;
}

function calendarOf({ zone, view }: Scope): { zone: string; weekStart: 'monday' | 'sunday' } {
  return { zone, weekStart: view.spec.weekStart ?? 'monday' };
}

function startOfPeriod(scope: Scope, nanos: bigint, grain: string): bigint {
  const { zone, weekStart } = calendarOf(scope);
  if (isClockGrain(grain))
    return BigInt(new Grid({ zone, weekStart }, grain as Grain).of(nanos)) * 1_000_000_000n;
  const day = startOfUnit(dayOf(zone, secondOfNanos(nanos)), grain as Unit, { weekStart });
  return BigInt(startOfDay(zone, day)) * 1_000_000_000n;
}

/** A number at a point of time, not of rows that each go somewhere. */
function isAtPoints(frame: Frame | undefined): boolean {
  return frame !== undefined && frame.kind !== 'running';
}

/** The range that a shift looks at. `looksBack`: so that days that the other month lacks look at its last. */
function before(
  scope: Scope,
  range: Ends | undefined,
  { shift, looksBack }: { shift: Shift; looksBack: boolean },
): Ends | undefined {
  const { zone } = scope;
  if (shift.kind === 'range') return { from: shift.from, to: shift.to };
  if (range === undefined) return undefined;
  if (shift.kind === 'startOf') return { ...range, from: startOfPeriod(scope, range.from, shift.grain) };
  const { unit } = shift;
  const back = (at: bigint): bigint => laterInstant(at, -shift.n, { unit, zone });
  const dayAt = (at: bigint): number => dayOf(zone, secondOfNanos(at));
  const startsAt = (day: number): bigint => BigInt(startOfDay(zone, day)) * 1_000_000_000n;
  // A range that ends with a day ends with the day that its last one is compared with.
  const lastDay = dayAt(range.to - 1n);
  const endsDay = startsAt(lastDay + 1) === range.to;
  const endOfLast = startsAt(dayAt(back(startsAt(lastDay))) + 1);
  const isOneDay = dayAt(range.from) === lastDay;
  if (!isMonths(unit) || isOneDay) {
    const to = back(range.to);
    const ends = endsDay && PIECES[unit] === undefined;
    return { from: back(range.from), to: ends && (isOneDay || endOfLast > to) ? endOfLast : to };
  }
  // Where the other month has no such day, its end is meant: what is compared with the days before lies before it.
  const placeOf = (at: bigint): bigint =>
    lacksDay(zone, at, shift) ? startsAt(dayAt(back(at)) + 1) : back(at);
  const [from, to] = [placeOf(range.from), placeOf(range.to)];
  const looksAtLast = lacksDay(zone, range.from, shift) && (looksBack || from === to);
  return { from: looksAtLast ? startsAt(dayAt(back(range.from))) : from, to };
}

function lacksDay(zone: string, at: bigint, { n, unit }: Extract<Shift, { kind: 'back' }>): boolean {
  const ofMonth = (instant: bigint): string => dayText(dayOf(zone, secondOfNanos(instant))).slice(-2);
  return ofMonth(at) !== ofMonth(laterInstant(at, -n, { unit, zone }));
}

/** Every bucket looks at one day when all of them are of one, or of none that the other months have. */
function looksAtDays(scope: Scope, range: Ends | undefined, shift: Shift): boolean {
  const { zone } = scope;
  if (range === undefined || shift.kind !== 'back' || !isMonths(shift.unit)) return false;
  const [first, last] = [range.from, range.to - 1n].map((at) => dayOf(zone, secondOfNanos(at))) as [number, number]; // prettier-ignore
  const all = Array.from({ length: Math.min(last - first + 1, 40) }, (_, index) => BigInt(startOfDay(zone, first + index)) * 1_000_000_000n); // prettier-ignore
  return first === last || all.every((at) => lacksDay(zone, at, shift));
}

/** Without a grain the whole range is the bucket. */
function framedRange(scope: Scope, range: Ends | undefined, frame: Frame | undefined): Ends | undefined {
  const { zone } = scope;
  if (frame === undefined || frame.kind === 'running' || range === undefined) return range;
  if (frame.kind === 'toDate')
    return { from: startOfPeriod(scope, range.to - 1n, frame.grain), to: range.to };
  const anchor = frame.anchor === 'END' ? range.to : range.from;
  const far = 10n ** 20n;
  const { trailing, leading } = frame;
  return {
    from: trailing === 'ALL' ? -far : trailing === undefined ? anchor : laterInstant(anchor, -trailing.n, { unit: trailing.unit, zone }), // prettier-ignore
    to: leading === 'ALL' ? far : leading === undefined ? anchor : laterInstant(anchor, leading.n, { unit: leading.unit, zone }), // prettier-ignore
  };
}

export const PART_GRAIN: Readonly<Record<DatePart, Grain>> = { MINUTE_OF_HOUR: 'MINUTE', HOUR_OF_DAY: 'HOUR', DAY_OF_WEEK: 'DAY', DAY_OF_MONTH: 'DAY', DAY_OF_YEAR: 'DAY', WEEK_OF_YEAR: 'DAY', MONTH_OF_YEAR: 'MONTH', QUARTER_OF_YEAR: 'QUARTER', YEAR: 'YEAR' }; // prettier-ignore

function finest({ selection, field, own }: DimensionColumn): string {
  // Numbers of other times are not said of grains of the catalog's own.
  if (own !== undefined) throw new Undecided();
  const { grain, part } = selection;
  if (part !== undefined) return PART_GRAIN[part];
  if (grain !== undefined) return grain;
  // Every instant a bucket: nobody means that.
  if (field.meaning.type === 'time') throw new Undecided();
  return 'DAY';
}

function unitsOf({ frame, shifts }: Series): readonly (Grain | TimeUnit)[] {
  const lengths = frame?.kind === 'window' ? [frame.trailing, frame.leading] : [];
  return [
    ...lengths.flatMap((length) => (length === undefined || length === 'ALL' ? [] : [length.unit])),
    ...(frame?.kind === 'toDate' ? [frame.grain] : []),
    ...shifts.flatMap((shift) =>
      shift.kind === 'back' ? [shift.unit] : shift.kind === 'startOf' ? [shift.grain] : [],
    ),
  ];
}

/** Each bucket that is shown looks at other buckets; the rows of those are the bucket's. */
function movedGroups(
  scope: GroupScope,
  series: Series & { readonly time: Field },
  { dimensions, times }: { dimensions: readonly DimensionColumn[]; times: readonly DimensionColumn[] },
): ReadonlyMap<string, SeriesGroup> {
  const { time, range, frame, shifts } = series;
  const needsDays = frame !== undefined && frame.kind !== 'running' && frame.show !== 'END';
  const grid = new Grid(calendarOf(scope), baseGrain(times.map(finest), unitsOf(series), needsDays));
  // The first shown bucket that begins in a period is not known here where buckets do not divide it.
  const divides = times.some(({ selection }) => selection.part !== undefined) || times.some((column) => finest(column) === grid.grain); // prettier-ignore
  if (!divides && shifts.some((shift) => shift.kind === 'startOf' && shift.grain !== grid.grain)) throw new Undecided(); // prettier-ignore
  const ranges: (Ends | undefined)[] = [range];
  const byDays = times.some((column) => column.selection.part === undefined && DAYS.includes(finest(column)));
  const looksBack = byDays || isAtPoints(frame);
  for (const shift of shifts) ranges.push(before(scope, ranges.at(-1), { shift, looksBack }));
  const isAtEnd = frame !== undefined && (frame.kind === 'running' || frame.show === 'END');
  const placesAt = (index: number): MonthPlaces =>
    byDays || looksAtDays(scope, ranges[index], shifts[index] as Shift) ? 'EACH_DAY' : isAtEnd ? 'LAST_AT_LAST' : 'ONCE'; // prettier-ignore
  const looked = ranges.at(-1);
  const keepsEnd = frame?.kind === 'window' && frame.leading !== undefined;
  const known = scope.rows.flatMap((row) => {
    const value = time.of(row);
    if (value === null) return [];
    const at = instantOf(scope, value);
    const early =
      looked !== undefined && (frame === undefined || frame.kind === 'running') && at < looked.from;
    const late = looked !== undefined && !keepsEnd && at >= looked.to;
    return early || late ? [] : [{ row, bucket: grid.of(value) }];
  });
  const sources = new Set(known.map(({ bucket }) => bucket));
  const shown =
    range === undefined
      ? openBuckets(grid, { frame, shifts, placesAt }, sources)
      : grid.between(range.from, range.to);
  const others = dimensions.filter((column) => !times.includes(column));
  const parts = [
    ...byValues(
      others,
      known.map(({ row }) => row),
    ).values(),
  ].map(({ values, cells }) => {
    const rows = new Set(cells[0]?.rows);
    return { values, rows: known.filter(({ row }) => rows.has(row)) };
  });
  spend((shown.length * known.length) / 10);

  const keys = dimensions.map(({ key }) => key);
  const cutsOf = (bucket: number) => new Map(times.map((column) => [column.key, cutAgain(scope, column, grid.value(bucket))])); // prettier-ignore
  const ends = endsOf(grid, { frame, range }, { shown, times, keyOf: (bucket) => placeKey(times.map(({ key }) => key), cutsOf(bucket)) }); // prettier-ignore
  const groups = new Map<
    string,
    { values: ReadonlyMap<string, Value>; cells: { at: number; rows: Row[] }[] }
  >();
  for (const bucket of shown) {
    if (!ends(bucket)) continue;
    let seen: readonly number[] = [bucket];
    for (const [index, shift] of shifts.entries())
      seen = seen.flatMap((at) => sourcesOf(grid, { shift, range: ranges[index], places: placesAt(index) }, at)); // prettier-ignore
    const cuts = cutsOf(bucket);
    for (const source of seen) {
      if (looked !== undefined && (grid.start(source) >= looked.to || grid.start(grid.next(source)) <= looked.from)) continue; // prettier-ignore
      const takes = frame === undefined ? (at: number) => at === source : frameOf(grid, frame, source);
      for (const { values, rows } of parts) {
        const taken = rows.filter((each) => takes(each.bucket)).map(({ row }) => row);
        if (taken.length === 0) continue;
        const place = new Map([...values, ...cuts]);
        const key = placeKey(keys, place);
        const group = groups.get(key) ?? { values: place, cells: [] };
        groups.set(key, group);
        const [cell] = group.cells;
        // Rows of a group that several buckets look at count once.
        if (frame === undefined && cell !== undefined) cell.rows = [...new Set([...cell.rows, ...taken])];
        else group.cells.push({ at: bucket, rows: taken });
      }
    }
  }
  return groups;
}

/** Which buckets stand for the longer one that is shown. */
function endsOf(
  grid: Grid,
  { frame, range }: Pick<Series, 'frame' | 'range'>,
  { shown, times, keyOf }: { shown: readonly number[]; times: readonly DimensionColumn[]; keyOf: (bucket: number) => string }, // prettier-ignore
): (bucket: number) => boolean {
  if (frame === undefined || frame.kind === 'running' || frame.show !== 'END') return () => true;
  const first = frame.kind === 'window' && frame.anchor === 'START';
  const grows = frame.kind === 'window' && frame.trailing === 'ALL' && frame.leading !== 'ALL';
  if (grows && !first) return () => true;
  const inOrder = first ? [...shown].reverse() : shown;
  if (range !== undefined) {
    const last = new Map(inOrder.map((bucket) => [keyOf(bucket), bucket]));
    return (bucket) => last.get(keyOf(bucket)) === bucket;
  }
  // All Mondays there ever are have no last one.
  const parts = times.some(({ selection: { part } }) => part !== undefined && part !== 'YEAR');
  if (parts) throw new Undecided();
  const newest = Math.max(...shown);
  return (bucket) =>
    (frame.kind === 'toDate' && bucket === newest) ||
    keyOf(first ? grid.previous(bucket) : grid.next(bucket)) !== keyOf(bucket);
}

export function cutAgain({ zone, view }: Scope, { selection, field }: DimensionColumn, value: Value): Value {
  const { grain, part } = selection;
  if (part !== undefined) return partOf(value, part, zone);
  if (grain === undefined) return value;
  const weekStart = field.owner.spec.weekStart ?? view.spec.weekStart ?? 'monday';
  return bucketOf(value, grain as Grain, { zone, weekStart });
}

/**
 * Days that are shown months later. `EACH_DAY`: a day looks at a day, the last where there is no such day. `ONCE`: each day is shown once, at the end of a month that
 * has no such day. `LAST_AT_LAST`: a day looks at a day, the last at the last.
 */
type MonthPlaces = 'EACH_DAY' | 'ONCE' | 'LAST_AT_LAST';
const DAYS = ['SECOND', 'MINUTE', 'FIFTEEN_MINUTES', 'HOUR', 'DAY'];

/** The buckets that a shown one looks at. */
function sourcesOf(
  grid: Grid,
  { shift, range, places }: { shift: Shift; range: Ends | undefined; places: MonthPlaces },
  bucket: number,
): readonly number[] {
  switch (shift.kind) {
    case 'back': {
      const { n, unit } = shift;
      if (!grid.isDays && !isMonths(unit)) return grid.movedTo(bucket, n, unit);
      const source = grid.of(grid.value(grid.later(bucket, -n, unit)));
      if (!isMonths(unit) || !DAYS.includes(grid.grain) || places === 'EACH_DAY') return [source];
      if (places === 'ONCE') {
        const candidates = [0, 1, 2, 3].map((days) => grid.later(source, days, 'DAY'));
        return candidates.filter((candidate) => grid.of(grid.value(grid.later(candidate, n, unit))) === bucket); // prettier-ignore
      }
      const next = grid.later(bucket, 1, 'DAY');
      const isLast = grid.dayOfMonth(next) === 1;
      return [isLast ? grid.later(grid.later(next, -n, unit), -1, 'DAY') : source];
    }
    case 'startOf':
      return [grid.of(grid.value(grid.startOf(bucket, shift.grain)))];
    case 'range': {
      if (range === undefined) throw new Undecided();
      const other = positions(grid, range, shift).get(bucket);
      return other !== undefined && grid.start(other) < shift.to ? [other] : [];
    }
  }
}

const aligned = new WeakMap<Shift, Map<string, ReadonlyMap<number, number>>>();

/** Buckets of one range by those of the other, counted from the start of each. */
function positions(
  grid: Grid,
  range: Ends,
  shift: Extract<Shift, { kind: 'range' }>,
): ReadonlyMap<number, number> {
  const all = aligned.get(shift) ?? new Map<string, ReadonlyMap<number, number>>();
  aligned.set(shift, all);
  const known = all.get(grid.grain);
  if (known !== undefined) return known;
  const found = new Map<number, number>();
  let other = grid.of(shift.from);
  for (const mine of grid.between(range.from, range.to)) {
    found.set(mine, other);
    other = grid.next(other);
  }
  all.set(grid.grain, found);
  return found;
}

/** Whether a bucket's number is also of the rows of another bucket. */
function frameOf(grid: Grid, frame: Frame, bucket: number): (at: number) => boolean {
  if (frame.kind === 'running') return (at) => at <= bucket;
  if (frame.kind === 'toDate') {
    const start = grid.startOf(bucket, frame.grain);
    return (at) => at >= start && at <= bucket;
  }
  const { trailing, leading } = frame;
  const anchor = frame.anchor === 'END' ? grid.next(bucket) : bucket;
  const first = trailing === 'ALL' ? -Infinity : trailing === undefined ? anchor : grid.later(anchor, -trailing.n, trailing.unit); // prettier-ignore
  const end =
    leading === 'ALL'
      ? Infinity
      : leading === undefined
        ? anchor
        : grid.later(anchor, leading.n, leading.unit);
  return (at) => at >= first && at < end;
}

/** Without a range: every bucket that looks at some row, up to the last one where there is no end otherwise. */
function openBuckets(
  grid: Grid,
  {
    frame,
    shifts,
    placesAt,
  }: Pick<Series, 'frame' | 'shifts'> & { placesAt: (index: number) => MonthPlaces },
  sources: ReadonlySet<number>,
): readonly number[] {
  let found = new Set(sources);
  const limited = (set: Set<number>): Set<number> => {
    if (set.size > 20_000) throw new Undecided();
    return set;
  };
  const walk = (from: number, to: number, add: (bucket: number) => void): void => {
    let steps = 0;
    for (let at = grid.of(grid.value(from)); at <= to; at = grid.next(at)) {
      if (++steps > 3_000) throw new Undecided();
      add(at);
    }
  };
  if (frame !== undefined && sources.size > 0) {
    // Before the start of a bucket lies the row of the one before.
    const isLater = frame.kind === 'window' && frame.anchor === 'START';
    const last = isLater ? grid.next(Math.max(...sources)) : Math.max(...sources);
    found = new Set<number>();
    const leading = frame.kind === 'window' ? frame.leading : undefined;
    if (leading === 'ALL') invalid('Without a range nothing is before all.');
    const isOpen = frame.kind !== 'window' || frame.trailing === 'ALL';
    const trailing = frame.kind === 'window' && frame.trailing !== 'ALL' ? frame.trailing : undefined;
    const ends = [...sources].map((source): [number, number] => {
      let low = leading === undefined ? source : grid.later(source, -leading.n, leading.unit);
      for (let back = 0; back < 5; back++) low = grid.previous(low);
      let high = trailing === undefined ? source : grid.later(source, trailing.n, trailing.unit);
      for (let ahead = 0; ahead < 5; ahead++) high = grid.next(high);
      return [low, high];
    });
    // What grows has a number in every bucket from the first row on.
    const stretches = isOpen ? [[Math.min(...ends.map(([low]) => low)), last] as const] : ends;
    for (const [low, high] of stretches)
      walk(low, high, (at) => {
        const takes = frameOf(grid, frame, at);
        if (!found.has(at) && [...sources].some(takes)) found.add(at);
      });
  }
  for (const [index, shift] of [...shifts.entries()].reverse()) {
    const shown = new Set<number>();
    for (const source of found) {
      const add = (at: number): void => {
        if (sourcesOf(grid, { shift, range: undefined, places: placesAt(index) }, at).includes(source)) shown.add(at); // prettier-ignore
      };
      if (shift.kind === 'startOf') {
        const start = grid.startOf(source, shift.grain);
        for (let at = grid.of(grid.value(start)); grid.startOf(at, shift.grain) <= start; at = grid.next(at))
          add(at);
      } else if (shift.kind === 'back') {
        // Several days may look at one, as months are not equally long.
        for (const days of grid.isDays ? [0] : [0, 1, 2, 3]) {
          let low = grid.of(grid.value(grid.later(source, shift.n, shift.unit) + days * 86_400));
          for (let back = 0; back < 4; back++) low = grid.previous(low);
          for (let at = low, steps = 0; steps < 9; steps++, at = grid.next(at)) add(at);
        }
      } else throw new Undecided();
      limited(shown);
    }
    found = shown;
  }
  return [...found].sort((a, b) => a - b);
}
