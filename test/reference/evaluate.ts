import type { ValueType } from '../../src/metrics/catalog/definitions.js';
import type { Grain, MetricQuery, Selection } from '../../src/metrics/query/metricQuery.js';
import { viewsOf, type ReferenceCatalog, type ReferenceViewer, type Row } from './catalogView.js';
import { bucketOf, bucketsBetween, isClockGrain, partOf } from './cut.js';
import { groupFilter, groupOrder } from './groups.js';
import { invalid, Undecided } from './invalid.js';
import { readNumber, type Group, type GroupNumber } from './numbers.js';
import { readField, readSegments, readWhere, type Field, type Scope } from './rows.js';
import { readRange, timeField, type Range } from './timeRange.js';
import { compare, identity, type Value } from './value.js';

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
}

/** A shown dimension or number. */
export type Column =
  | { readonly kind: 'dimension'; readonly key: string; readonly type: ValueType; readonly field: Field; readonly of: (row: Row) => Value; readonly selection: Selection } // prettier-ignore
  | { readonly kind: 'number'; readonly key: string; readonly name: string; readonly isPlain: boolean; readonly number: GroupNumber }; // prettier-ignore

/** A group of rows with its shown values by key. */
export interface ShownGroup extends Group {
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
  const view = views.get(query.dataset) ?? invalid(`No dataset ${query.dataset}.`);
  const zone = query.timezone ?? view.spec.timezone ?? 'UTC';
  if (!isZone(zone)) invalid(`${zone} is no time zone.`);
  const scope: Scope = { views, view, zone, now };

  const other = REFUSED[query.view].find((argument) => query[argument] !== undefined);
  if (other !== undefined) invalid(`${other} in ${query.view}`);
  const range = readRange(scope, query);
  const tests = [readWhere(scope, query.where), readSegments(scope, query.segments)];
  const rows = view.rows.filter((row) => (range?.keeps(row) ?? true) && tests.every((test) => test(row)));
  switch (query.view) {
    case 'rows':
      return answerRows(scope, query, { rows, range });
    case 'totals': {
      const columns = readColumns(scope, query);
      if (columns.some(({ kind }) => kind === 'dimension')) invalid('Totals have no groups.');
      return answer(scope, columns, [show(columns, { rows })]);
    }
    case 'rowCount': {
      const fields = (query.by ?? []).map((name) => readField(scope, name));
      if (fields.length === 0) invalid('Nothing to count by.');
      const groups = new Set(rows.map((row) => fields.map(({ of }) => identity(of(row))).join()));
      return { zone, columns: [{ key: 'rowCount', type: 'integer' }], rows: [[BigInt(groups.size)]] };
    }
    case 'values':
      return answerValues(scope, query, rows);
    case 'records':
      throw new TypeError('Records are not asked of the reference.');
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
  const column: Column = {
    kind: 'dimension',
    key: 'value',
    type,
    field,
    of: field.of,
    selection: { field: field.name },
  };
  const groups = groupRows([column], kept);
  const order = groupOrder(scope, { orderBy: undefined, columns: [column], time: undefined });
  return answer(scope, [column], page(query, [...groups].sort(order)));
}

function answerRows(
  scope: Scope,
  query: MetricQuery,
  { rows, range }: { rows: readonly Row[]; range: Range | undefined },
): Answer {
  const columns = readColumns(scope, query);
  const time = timeField(scope, query);
  const having = groupFilter(scope, query.having, columns);
  const order = groupOrder(scope, { orderBy: query.orderBy, columns, time });
  const groups = groupRows(columns, rows);
  const filled = query.fill === true ? fill(scope, { groups, columns, range, time }) : groups;
  return answer(scope, columns, page(query, filled.filter(having).sort(order)));
}

function answer({ zone }: Scope, columns: readonly Column[], groups: readonly ShownGroup[]): Answer {
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

function page(query: MetricQuery, groups: readonly ShownGroup[]): readonly ShownGroup[] {
  const { limit = 1_000, offset = 0 } = query;
  if (!Number.isSafeInteger(limit) || limit < 0 || limit > 100_000) invalid('limit');
  if (!Number.isSafeInteger(offset) || offset < 0) invalid('offset');
  return groups.slice(offset, offset + limit);
}

function readColumns(scope: Scope, { select = [] }: MetricQuery): readonly Column[] {
  if (select.length === 0) invalid('Nothing is selected.');
  const keys = select.map((selection) => selection.as ?? selection.field);
  for (const [index, key] of keys.entries()) {
    if (!/^[_A-Za-z]\w*(\.[_A-Za-z]\w*)*$/.test(key)) invalid(`${key} is no key.`);
    const clashes = keys.some((other, at) => at !== index && (other === key || other.startsWith(`${key}.`)));
    if (clashes) invalid(`${key} is there twice.`);
  }
  return select.map((selection, index) => readColumn(scope, selection, keys[index] as string));
}

function readColumn(scope: Scope, selection: Selection, key: string): Column {
  const { field: name, grain, part, where, segments } = selection;
  if (scope.view.numbers.has(name)) {
    if (grain !== undefined || part !== undefined) invalid('A measure has no grain.');
    const isPlain = where === undefined && segments === undefined;
    return { kind: 'number', key, name, isPlain, number: readNumber(scope, name, selection) };
  }
  const field = readField(scope, name);
  const { type } = field.meaning;
  if (where !== undefined || segments !== undefined) invalid('A dimension has no filter.');
  if (grain === undefined && part === undefined)
    return { kind: 'dimension', key, type, field, of: field.of, selection };
  if (grain !== undefined && part !== undefined) invalid('Grain and part.');
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

/** Rows that agree in every dimension are one group; without dimensions all rows are one, even when there are none. */
function groupRows(columns: readonly Column[], rows: readonly Row[]): ShownGroup[] {
  const dimensions = columns.filter((column) => column.kind === 'dimension');
  const groups = new Map<string, Row[]>();
  if (dimensions.length === 0) groups.set('', []);
  for (const row of rows) {
    const key = dimensions.map(({ of }) => identity(of(row))).join();
    const members = groups.get(key) ?? [];
    groups.set(key, members);
    members.push(row);
  }
  return [...groups.values()].map((members) => show(columns, { rows: members }));
}

function show(columns: readonly Column[], group: Group): ShownGroup {
  const [row] = group.rows;
  const shown = new Map(
    columns.map((column) => [
      column.key,
      column.kind === 'number' ? column.number.of(group) : row === undefined ? null : column.of(row),
    ]),
  );
  return { ...group, shown };
}

/** Every bucket of the range for each combination of the other dimensions that is there. */
function fill(
  { zone, view }: Scope,
  asked: { groups: readonly ShownGroup[]; columns: readonly Column[]; range: Range | undefined; time: Field | undefined }, // prettier-ignore
): ShownGroup[] {
  const { groups, columns, range, time } = asked;
  if (range === undefined) return invalid('Fill what?');
  const dimensions = columns.filter((column) => column.kind === 'dimension');
  const own = dimensions.filter(({ field }) => field.owner === view && field.name === time?.name);
  const [column] = own;
  if (own.length !== 1 || column?.selection.grain === undefined) return invalid('Fill which grain?');
  const grain = column.selection.grain as Grain;
  const weekStart = view.spec.weekStart ?? 'monday';
  const length = Number(range.to - range.from) / 1e9;
  const shortest = { SECOND: 1, MINUTE: 60, FIFTEEN_MINUTES: 900, HOUR: 3_600 }[grain as 'HOUR'] ?? 80_000;
  // Ranges near the limit are somebody else's test.
  if (length / shortest > 12_000) return invalid('Too many buckets.');
  if (length / shortest > 9_000) throw new Undecided();
  const buckets = bucketsBetween({ from: range.from, to: range.to, grain, type: column.field.meaning.type }, { zone, weekStart }); // prettier-ignore

  const others = dimensions.filter((dimension) => dimension !== column);
  const combinations = new Map<string, ShownGroup[]>();
  if (others.length === 0) combinations.set('', []);
  for (const group of groups) {
    const key = others.map((other) => identity(group.shown.get(other.key) as Value)).join();
    combinations.set(key, [...(combinations.get(key) ?? []), group]);
  }
  return [...combinations.values()].flatMap((present) =>
    buckets.map((bucket): ShownGroup => {
      const found = present.find(({ shown }) => compare(shown.get(column.key) as Value, bucket) === 0);
      const group: Group =
        found === undefined ? { rows: [], bucket: 'empty' } : { rows: found.rows, bucket: 'full' };
      const shown = new Map(show(columns, group).shown);
      for (const other of others) shown.set(other.key, present[0]?.shown.get(other.key) as Value);
      return { ...group, shown: shown.set(column.key, bucket) };
    }),
  );
}
