import type { ValueType } from '../../src/metrics/catalog/definitions.js';
import { GRAINS, type Grain, type MetricQuery, type Selection } from '../../src/metrics/query/metricQuery.js';
import { viewsOf, type ReferenceCatalog, type ReferenceViewer, type Row } from './catalogView.js';
import { numberBehind, ownRows, placeBehind } from './behind.js';
import { bucketOf, bucketsBetween, isClockGrain, partOf } from './cut.js';
import { evaluateFacts } from './facts.js';
import { groupFilter, groupOrder, recordOrder } from './groups.js';
import { invalid, Undecided } from './invalid.js';
import { isPartial } from './partial.js';
import { leafGroups } from './leafRows.js';
import { ownBuckets, ownGrain, type OwnGrain } from './ownGrain.js';
import { leavesOf, readNumber, valueOf, type GroupNumber } from './numbers.js';
import { readField, readSegments, readWhere, type Field, type Scope } from './rows.js';
import { placeKey, seriesGroups, type DimensionColumn, type GroupPlace, type GroupScope, type Series } from './series.js'; // prettier-ignore
import { hasSpine, spineBuckets, spined, withoutZero } from './spine.js';
import { readRange, timeField, type Range } from './timeRange.js';
import { identity, type Value } from './value.js';

export interface Question {
  readonly catalog: ReferenceCatalog;
  readonly query: MetricQuery;
  readonly viewer: ReferenceViewer;
  readonly now: Date;
}

interface AnswerColumn {
  readonly key: string;
  readonly type: ValueType;
  readonly elements?: ValueType | undefined;
}

export interface Answer {
  readonly zone: string;
  readonly columns: readonly AnswerColumn[];
  readonly rows: readonly (readonly Value[])[];
  /** Nested rows: how many of the first columns say which row they belong to. Those come in any order. */
  readonly parents?: number | undefined;
  /** Of each row whether a bucket of it is only partly there; undefined where that is not said. */
  readonly partial?: readonly boolean[] | undefined;
}

/** A shown dimension or number. */
export type Column =
  | { readonly kind: 'dimension'; readonly key: string; readonly type: ValueType; readonly field: Field; readonly of: (row: Row) => Value; readonly selection: Selection; readonly own?: OwnGrain } // prettier-ignore
  | { readonly kind: 'number'; readonly key: string; readonly name: string; readonly isPlain: boolean; readonly number: GroupNumber }; // prettier-ignore

/** A group with its shown values by key. */
export interface ShownGroup extends GroupPlace {
  readonly shown: ReadonlyMap<string, Value>;
}

/** Arguments that a view has no use for. Totals leave out those of rows, so that one scope can ask for both. */
const REFUSED: Readonly<Record<MetricQuery['view'], readonly (keyof MetricQuery)[]>> = {
  rows: ['by', 'of', 'search'],
  totals: ['by', 'of', 'search'],
  rowCount: ['select', 'having', 'orderBy', 'fill', 'other', 'parent', 'limit', 'offset', 'of', 'search'],
  values: ['select', 'having', 'orderBy', 'fill', 'other', 'parent', 'by'],
  records: ['having', 'fill', 'other', 'parent', 'by', 'of', 'search'],
  funnel: [],
  retention: [],
  lifecycle: [],
};

/** Answers a question from plain rows. Throws QueryError when it is no valid question, Undecided when floats decide. */
export function evaluate({ catalog, query, viewer, now }: Question): Answer {
  const views = viewsOf(catalog, viewer);
  if (query.dataset === 'metrics') return evaluateFacts(views, query, now);
  const view = views.get(query.dataset) ?? invalid(`No dataset ${query.dataset}.`);
  const zone = query.timezone ?? view.spec.timezone ?? 'UTC';
  if (!isZone(zone)) invalid(`${zone} is no time zone.`);
  const scope: Scope = { views, view, zone, now };

  const other = REFUSED[query.view].find((argument) => query[argument] !== undefined);
  if (other !== undefined) invalid(`${other} in ${query.view}`);
  const range = readRange(scope, query);
  const tests = [readWhere(scope, query.where), readSegments(scope, query.segments)];
  const kept = view.rows.filter((row) => tests.every((test) => test(row)));
  const rows = kept.filter((row) => range?.keeps(row) ?? true);
  switch (query.view) {
    case 'rows':
      return answerRows(scope, query, kept);
    case 'totals': {
      const { columns, groupScope } = readView(scope, query, { rows: kept });
      if (columns.some(({ kind }) => kind === 'dimension')) invalid('Totals have no groups.');
      return answer(scope, columns, shownGroups(groupScope, columns, groupsOf(groupScope)));
    }
    case 'rowCount': {
      const fields = (query.by ?? []).map((name) => readField(scope, name));
      if (fields.length === 0) invalid('Nothing to count by.');
      const groups = new Set(rows.map((row) => fields.map(({ of }) => identity(of(row))).join()));
      return { zone, columns: [{ key: 'rowCount', type: 'integer' }], rows: [[BigInt(groups.size)]] };
    }
    case 'values':
      return answerValues(scope, query, kept);
    case 'records':
      return answerRecords(scope, query, rows);
    case 'funnel':
    case 'retention':
    case 'lifecycle':
      throw new TypeError('Journeys have a reference of their own.');
  }
}

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }).format(0) !== '';
  } catch {
    return false;
  }
}

function answerValues(scope: Scope, query: MetricQuery, rows: readonly Row[]): Answer {
  const field = readField(scope, query.of ?? invalid('Values of what?'));
  const { type } = field.meaning;
  const search = query.search ?? '';
  if (search !== '' && type !== 'string') invalid('Only strings can be searched.');
  const kept = rows.filter((row) => {
    const value = field.of(row);
    return value !== null && (search === '' || String(value).toLowerCase().includes(search.toLowerCase()));
  });
  const selected: MetricQuery = { ...query, select: [{ field: query.of as string, as: 'value' }] };
  const { columns, groupScope } = readView(scope, selected, { rows: kept });
  const order = groupOrder({ ...groupScope, time: undefined }, { orderBy: undefined, columns });
  const groups = shownGroups(groupScope, columns, groupsOf(groupScope));
  const { limit, offset } = readPage(query, undefined);
  return answer(scope, columns, groups.sort(order).slice(offset, offset + limit));
}

function answerRows(scope: Scope, query: MetricQuery, rows: readonly Row[]): Answer {
  const parents = query.parent === undefined ? undefined : parentRows(scope, query, rows);
  const outer = parents?.columns ?? [];
  const { columns, groupScope } = readView(scope, query, { rows, outer });
  const own = columns.slice(outer.length);
  const having = groupFilter(groupScope, query.having, own);
  const order = groupOrder(groupScope, { orderBy: query.orderBy, columns: own });
  const pageOf = readPage(query, parents?.most);
  if (query.other === true) checkOther(groupScope, query, { own, limit: pageOf.limit });
  const found = groupsOf(groupScope);
  const places = query.fill === true ? fill(groupScope, found) : found;
  const isSpined = query.fill !== true && own.some((column) => column.kind === 'number' && hasSpine(scope.view, column.name)); // prettier-ignore
  const buckets = isSpined ? spineBuckets(groupScope) : undefined;
  // What it is in rows of rows, and beside what is left, is the compiler's to say.
  if (buckets !== undefined && (query.parent ?? query.other) !== undefined) throw new Undecided();
  const groups = buckets === undefined ? shownGroups(groupScope, columns, places) : shownGroups(groupScope, columns.map((column) => onSpine(groupScope, column)), spined(groupScope, places, buckets)); // prettier-ignore
  const keys = outer.map(({ key }) => key);
  const wanted = parents?.places ?? [new Map<string, Value>()];
  const shown = wanted.flatMap((parent) => {
    const mine = groups.filter(({ values }) => placeKey(keys, values) === placeKey(keys, parent));
    const kept = mine
      .filter(having)
      .sort(order)
      .slice(pageOf.offset, pageOf.offset + pageOf.limit);
    if (query.other !== true) return kept;
    const left = new Set(mine.filter((group) => !kept.includes(group)).map(({ values }) => values));
    // Whether there is a rest of rows that no number counts, where none is shown.
    if (left.size === 0 && groupScope.all.needed.length > 0 && own.every(({ kind }) => kind === 'dimension')) throw new Undecided(); // prettier-ignore
    return left.size === 0 ? kept : [...kept, otherOf(groupScope, columns, { parent, left })];
  });
  const answered = { ...answer(scope, columns, shown), partial: partialOf(scope, query, { columns, shown }) };
  const nested = parents === undefined ? answered : { ...answered, parents: outer.length };
  if (query.other !== true) return nested;
  return {
    ...nested,
    columns: [...nested.columns, { key: '#kind', type: 'string' }],
    rows: nested.rows.map((row, index) => [...row, shown[index]?.left === undefined ? 'VALUE' : 'OTHER']),
  };
}

function onSpine(scope: GroupScope, column: Column): Column {
  if (column.kind === 'dimension' || hasSpine(scope.view, column.name)) return column;
  const tree = withoutZero(column.number.tree);
  return { ...column, number: { ...column.number, tree, of: (place) => valueOf(scope, tree, place).value } };
}

/** Which rows have a bucket that is only partly there. Which days a calendar has is not asked. */
function partialOf(
  scope: Scope,
  query: MetricQuery,
  { columns, shown }: { columns: readonly Column[]; shown: readonly ShownGroup[] },
): readonly boolean[] | undefined {
  const times = columns.filter((column) => column.kind === 'dimension');
  if (times.some(({ own }) => own?.isTable === true)) return undefined;
  const range = readRange(scope, query);
  return shown.map(({ shown: values }) => isPartial(scope, times, { range, valueOf: (key) => values.get(key) ?? null })); // prettier-ignore
}

/** The rows that nested ones belong to, as values of the columns `../key`; and how many they may be. */
function parentRows(
  scope: Scope,
  query: MetricQuery,
  rows: readonly Row[],
): { columns: readonly DimensionColumn[]; places: readonly ReadonlyMap<string, Value>[]; most: number } {
  const asked: MetricQuery = { ...query, select: undefined, having: undefined, orderBy: undefined, limit: undefined, offset: undefined, fill: undefined, other: undefined, parent: undefined, ...query.parent }; // prettier-ignore
  const parents = asked.parent === undefined ? undefined : parentRows(scope, asked, rows);
  const { limit } = readPage(asked, parents?.most);
  const { columns, groupScope } = readView(scope, asked, { rows, outer: parents?.columns ?? [] });
  const { rows: shown } = answerRows(scope, asked, rows);
  const dimensions = groupScope.dimensions.map((column) => ({ ...column, key: `../${column.key}` }));
  const places = shown.map((row) => new Map(dimensions.map(({ key }) => [key, row[columns.findIndex((column) => `../${column.key}` === key)] as Value]))); // prettier-ignore
  return { columns: dimensions, places, most: limit * (parents?.most ?? 1) };
}

export function readPage(
  { limit, offset = 0 }: MetricQuery,
  parents: number | undefined,
): { limit: number; offset: number } {
  if (!Number.isSafeInteger(offset) || offset < 0) invalid('offset');
  if (limit !== undefined && (!Number.isSafeInteger(limit) || limit < 0 || limit > 100_000)) invalid('limit');
  if (parents === undefined) return { limit: limit ?? 1_000, offset };
  const most = Math.floor(100_000 / Math.max(parents, 1));
  if (limit === undefined && most < 10) invalid('Too few of each.');
  if (limit !== undefined && limit > most) invalid('Too many in all.');
  return { limit: limit ?? Math.min(1_000, most), offset };
}

function checkOther(
  { dimensions }: GroupScope,
  query: MetricQuery,
  { own, limit }: { own: readonly Column[]; limit: number },
): void {
  if (query.fill === true || (query.offset ?? 0) > 0 || limit > 1_000) invalid('Nothing is left.');
  if (dimensions.length === 0 || !own.some(({ kind }) => kind === 'dimension')) invalid('Left of what?');
}

/** Everything that is in no shown group, of one parent row. */
function otherOf(
  scope: GroupScope,
  columns: readonly Column[],
  { parent, left }: { parent: ReadonlyMap<string, Value>; left: ReadonlySet<ReadonlyMap<string, Value>> },
): ShownGroup {
  const keys = scope.dimensions.map(({ key }) => key);
  const place: GroupPlace = { values: parent, isBucket: false, left: new Set([...left].map((values) => placeKey(keys, values))) }; // prettier-ignore
  const shown = columns.map(({ key, ...column }): [string, Value] => [
    key,
    column.kind === 'number' ? column.number.of(place) : (parent.get(key) ?? null),
  ]);
  return { ...place, shown: new Map(shown) };
}

/** What a view shows, and what its numbers are computed in. */
function readView(
  scope: Scope,
  query: MetricQuery,
  { rows, outer = [] }: { rows: readonly Row[]; outer?: readonly DimensionColumn[] },
): { columns: readonly Column[]; groupScope: GroupScope } {
  const { select = [] } = query;
  if (select.length === 0) invalid('Nothing is selected.');
  const keys = keysOf(select);
  const own = select.flatMap((selection, index) =>
    isNumberName(scope, selection.field) ? [] : [readDimension(scope, selection, keys[index] as string)],
  );
  const dimensions = [...outer, ...own];
  const time = timeField(scope, query);
  const ranges = new Map<string, Range | undefined>();
  const rangeOver = (field: Field): Range | undefined => {
    if (!ranges.has(field.name))
      ranges.set(field.name, readRange(scope, { ...query, timeDimension: field.name }));
    return ranges.get(field.name);
  };
  const all = { groups: [], needed: [] };
  const groupScope: GroupScope = { ...scope, dimensions, rows, time, rangeOver, all, tables: new Map() };
  const shown = select.map((selection, index): Column => {
    const key = keys[index] as string;
    const dimension = own.find((each) => each.key === key);
    return dimension ?? readNumberColumn(groupScope, selection, { key, query });
  });
  return { columns: [...outer, ...shown], groupScope };
}

function isNumberName(scope: Scope, name: string): boolean {
  return scope.view.numbers.has(name) || placeBehind(scope, name) !== undefined;
}

export function readNumberColumn(
  scope: GroupScope,
  selection: Selection,
  { key, query }: { key: string; query: MetricQuery },
): Column {
  const { field: name, as: _, ...asked } = selection;
  if (selection.grain !== undefined || selection.part !== undefined) invalid('A measure has no grain.');
  const { calculate, ...rest } = asked;
  const isPlain = (calculate ?? 'VALUE') === 'VALUE' && Object.keys(present(rest)).length === 0;
  const place = placeBehind(scope, name);
  if (place !== undefined) {
    const range = readRange(scope, query);
    const rows = scope.rows.filter((row) => range?.keeps(row) ?? true);
    const number = numberBehind(scope, place, { selection, rows });
    scope.all.needed.push(ownRows(scope));
    return { kind: 'number', key, name, isPlain, number };
  }
  const number = readNumber(scope, name, selection);
  scope.all.needed.push(number.tree);
  return { kind: 'number', key, name, isPlain, number };
}

/** Groups that some number has, but for numbers of larger groups; without numbers those of the rows. */
export function groupsOf(scope: GroupScope): readonly GroupPlace[] {
  const keys = scope.dimensions.map(({ key }) => key);
  const leaves = scope.all.needed.flatMap(leavesOf);
  const own = leaves.filter(({ series: { level } }) => keys.every((key) => level?.includes(key) !== false));
  const { time } = scope;
  const plain: Series = { time, range: time === undefined ? undefined : scope.rangeOver(time), shifts: [] };
  const found = new Map<string, GroupPlace>();
  const all =
    own.length === 0 ? [seriesGroups(scope, plain)] : own.map((leaf) => leafGroups(scope, leaf).groups);
  for (const groups of all)
    for (const [key, { values }] of groups) found.set(key, { values, isBucket: false });
  return [...found.values()];
}

export function shownGroups(
  scope: GroupScope,
  columns: readonly Column[],
  places: readonly GroupPlace[],
): ShownGroup[] {
  scope.all.groups = places;
  return places.map((place) => ({
    ...place,
    shown: new Map(
      columns.map(({ key, ...column }) => [
        key,
        column.kind === 'number' ? column.number.of(place) : (place.values.get(key) as Value),
      ]),
    ),
  }));
}

export function answer({ zone }: Scope, columns: readonly Column[], groups: readonly ShownGroup[]): Answer {
  return {
    zone,
    columns: columns.map((column) =>
      column.kind === 'dimension'
        ? { key: column.key, type: column.type }
        : { key: column.key, type: column.number.type, elements: column.number.elements },
    ),
    rows: groups.map(({ shown }) => columns.map(({ key }) => shown.get(key) as Value)),
  };
}

/** Rows as they are, each a group of its own. */
function answerRecords(scope: Scope, query: MetricQuery, rows: readonly Row[]): Answer {
  const { columns } = readView(scope, query, { rows });
  if (columns.some(({ kind }) => kind === 'number')) invalid('A record has no numbers.');
  const order = recordOrder(scope, query, columns as readonly DimensionColumn[]);
  const { limit, offset } = readPage(query, undefined);
  const places = rows.map((row): ShownGroup => {
    const shown = new Map(columns.map((column) => [column.key, (column as DimensionColumn).of(row)]));
    return { values: shown, isBucket: false, shown };
  });
  const sorted = places.map((place, index) => ({ place, row: rows[index] as Row })).sort(order);
  return answer(
    scope,
    columns,
    sorted.slice(offset, offset + limit).map(({ place }) => place),
  );
}

export function keysOf(select: readonly Selection[]): readonly string[] {
  const keys = select.map((selection) => selection.as ?? selection.field);
  for (const [index, key] of keys.entries()) {
    if (!/^[_A-Za-z]\w*(\.[_A-Za-z]\w*)*$/.test(key)) invalid(`${key} is no key.`);
    const clashes = keys.some((other, at) => at !== index && (other === key || other.startsWith(`${key}.`)));
    if (clashes) invalid(`${key} is there twice.`);
  }
  return keys;
}

function present(selection: object): object {
  return Object.fromEntries(Object.entries(selection).filter(([, value]) => value !== undefined));
}

export function readDimension(scope: Scope, selection: Selection, key: string): DimensionColumn {
  const { field: name, as: _, ...asked } = selection;
  const { grain, part, choice, ...rest } = asked;
  const field = chosen(readField(scope, name), choice);
  const { type } = field.meaning;
  if (Object.keys(present(rest)).length > 0) invalid('A dimension is no number.');
  if (grain === undefined && part === undefined)
    return { kind: 'dimension', key, type, field, of: field.of, selection };
  if (grain !== undefined && part !== undefined) invalid('Grain and part.');
  const own = grain === undefined ? undefined : ownGrain(scope, field, grain);
  if (own !== undefined)
    return { kind: 'dimension', key, type: own.type, field, of: (row) => own.bucketOf(field.of(row)), selection, own }; // prettier-ignore
  if (grain !== undefined && !(GRAINS as readonly string[]).includes(grain)) invalid(`No grain ${grain}.`);
  if (type !== 'time' && type !== 'date') invalid('Only times are cut.');
  const isClock = grain === undefined ? /^(?:HOUR|MINUTE)_/.test(String(part)) : isClockGrain(grain);
  if (type === 'date' && isClock) invalid('A date has no hours.');
  const weekStart = field.owner.spec.weekStart ?? 'monday';
  const { zone } = scope;
  const of = (row: Row): Value =>
    grain === undefined
      ? partOf(field.of(row), part as NonNullable<typeof part>, zone)
      : bucketOf(field.of(row), grain as Grain, { zone, weekStart });
  const shown: ValueType = grain === undefined ? 'integer' : isClock ? 'time' : 'date';
  return { kind: 'dimension', key, type: shown, field, of, selection };
}

/** A switchable dimension over another of its expressions. */
function chosen(field: Field, choice: string | undefined): Field {
  if (choice === undefined) return field;
  const name = field.name.split('.').at(-1) as string;
  const meaning = field.owner.choices.get(name)?.get(choice) ?? invalid(`No choice ${choice}.`);
  return field.over(meaning);
}

/** Every bucket of the range for each combination of the other dimensions that is there. */
function fill(scope: GroupScope, groups: readonly GroupPlace[]): readonly GroupPlace[] {
  const { zone, view, time, dimensions } = scope;
  const range = time === undefined ? undefined : scope.rangeOver(time);
  if (range === undefined) return invalid('Fill what?');
  const own = dimensions.filter(({ field }) => field.name === time?.name);
  const [column] = own;
  if (own.length !== 1 || column?.selection.grain === undefined) return invalid('Fill which grain?');
  const grain = column.selection.grain as Grain;
  const weekStart = view.spec.weekStart ?? 'monday';
  const length = Number(range.to - range.from) / 1e9;
  const shortest = { SECOND: 1, MINUTE: 60, FIFTEEN_MINUTES: 900, HOUR: 3_600 }[grain as 'HOUR'] ?? 80_000;
  // Ranges near the limit are somebody else's test.
  if (length / shortest > 12_000) return invalid('Too many buckets.');
  if (length / shortest > 9_000) throw new Undecided();
  const { own: ownCut } = column;
  // Of short buckets there may be too many; those of a calendar only its table knows.
  if (ownCut !== undefined && (ownCut.isTable === true || (ownCut.type === 'time' && length > 20 * 86_400))) throw new Undecided(); // prettier-ignore
  const buckets = ownCut !== undefined ? ownBuckets(ownCut, { ...range, zone }) : bucketsBetween({ from: range.from, to: range.to, grain, type: column.field.meaning.type }, { zone, weekStart }); // prettier-ignore

  const others = dimensions.map(({ key }) => key).filter((key) => key !== column.key);
  const combinations = new Map<string, ReadonlyMap<string, Value>>();
  if (others.length === 0) combinations.set('', new Map());
  for (const { values } of groups) combinations.set(placeKey(others, values), values);
  // Numbers by a time of their own may be of rows whose bucket lies outside.
  const inside = new Set(buckets.map(identity));
  const outside = groups.filter(({ values }) => !inside.has(identity(values.get(column.key) as Value)));
  const filled = [...combinations.values()].flatMap((values) =>
    buckets.map((bucket) => ({ values: new Map([...values, [column.key, bucket]]), isBucket: true })),
  );
  return [...filled, ...outside.map((group) => ({ ...group, isBucket: true }))];
}
