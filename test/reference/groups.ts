import type { ValueType } from '../../src/metrics/catalog/definitions.js';
import type { Having, MetricQuery } from '../../src/metrics/query/metricQuery.js';
import { placeBehind } from './behind.js';
import { readCondition, readTree } from './condition.js';
import type { Column, ShownGroup } from './evaluate.js';
import { invalid, Undecided } from './invalid.js';
import { readNumber, type NumberTree } from './numbers.js';
import type { Row } from './catalogView.js';
import { readField, type Field, type Scope } from './rows.js';
import type { DimensionColumn, GroupScope } from './series.js';
import { timeField } from './timeRange.js';
import { compare, compareAs, type Value } from './value.js';
import { spend } from './work.js';

/** Something that groups are filtered or ordered by. */
interface GroupValue {
  readonly type: ValueType;
  readonly of: (group: ShownGroup) => Value;
  /** Equal for the same shown column. */
  readonly key?: string | undefined;
  readonly tree?: NumberTree | undefined;
}

/** Floats that are nearly the same may be in another order by the engine's last digit. */
export function careful(a: Value, b: Value): number {
  const order = compare(a, b);
  if (typeof a !== 'number' && typeof b !== 'number') return order;
  const [x, y] = [Number(a), Number(b)];
  const isNear = Math.abs(x - y) <= 1e-9 * Math.max(Math.abs(x), Math.abs(y));
  // A short number came about without rounding, if it is not a large one.
  if (isNear && (order !== 0 || Number(x.toPrecision(12)) !== x || Math.abs(x) > 2 ** 53))
    throw new Undecided();
  return order;
}

function shownValue(columns: readonly Column[], key: unknown): GroupValue {
  const column = columns.find((candidate) => candidate.key === key);
  if (column === undefined) return invalid(`No key ${String(key)}.`);
  return {
    type: column.kind === 'dimension' ? column.type : column.number.type,
    of: ({ shown }) => shown.get(column.key) as Value,
    key: column.key,
  };
}

function numberValue(scope: GroupScope, columns: readonly Column[], name: string): GroupValue {
  const number = readNumber(scope, name);
  const shown = columns.find((column) => column.kind === 'number' && column.isPlain && column.name === name);
  return { type: number.type, of: number.of, key: shown?.key, tree: number.tree };
}

export function groupFilter(
  scope: GroupScope,
  having: Having | undefined,
  columns: readonly Column[],
): (group: ShownGroup) => boolean {
  if (having === undefined) return () => true;
  const { test } = readTree<ShownGroup>(having, (key, value) => {
    const { name, ...rest } = (value ?? {}) as { name?: unknown };
    const subject = key === 'alias' ? shownValue(columns, name) : numberValue(scope, columns, key);
    const condition = readCondition(subject.type, key === 'alias' ? rest : value, {
      zone: scope.zone,
      compareValues: careful,
    });
    if (!condition.isEmpty && subject.tree !== undefined) scope.all.needed.push(subject.tree);
    return { test: (group) => condition.test(subject.of(group)), isEmpty: condition.isEmpty };
  });
  return (group) => test(group) === true;
}

/** The order asked for, else time ascending, else the first number descending; then every dimension. NULL is last in both directions. */
export function groupOrder(
  scope: GroupScope,
  { orderBy, columns }: { orderBy: MetricQuery['orderBy']; columns: readonly Column[] },
): (a: ShownGroup, b: ShownGroup) => number {
  const asked = (orderBy ?? []).map((entry) => readEntry(scope, entry, columns));
  for (const { value } of asked) if (value.tree !== undefined) scope.all.needed.push(value.tree);
  const dimensions = columns.filter((column) => column.kind === 'dimension');
  const chosen = asked.length > 0 ? asked : defaultOrder({ columns, time: scope.time });
  const ties = dimensions.map(({ key }) => ({ value: shownValue(columns, key), isDescending: false }));
  const order = [...chosen, ...ties];
  return (a, b) => {
    spend();
    for (const { value, isDescending } of order) {
      const [x, y] = [value.of(a), value.of(b)];
      if (x === null || y === null) {
        if (x === y) continue;
        return x === null ? 1 : -1;
      }
      const difference = value.type === 'float' ? careful(x, y) : compareAs(value.type, x, y);
      if (difference !== 0) return isDescending ? -difference : difference;
    }
    return 0;
  };
}

/** Any dimension asked for, shown or not, else time; then everything shown. */
export function recordOrder(
  scope: Scope,
  { orderBy, timeDimension }: MetricQuery,
  columns: readonly DimensionColumn[],
): (a: Record_, b: Record_) => number {
  const time = timeField(scope, { timeDimension } as MetricQuery);
  const valueOfField = (field: Field): RecordValue => ({
    type: field.meaning.type,
    of: ({ row }) => field.of(row),
  });
  const valueOfColumn = ({ key, type }: DimensionColumn): RecordValue => ({
    type,
    of: ({ place }) => place.shown.get(key) as Value,
  });
  const asked = (orderBy ?? []).map((entry) => {
    const { name, alias, direction } = readStep(entry);
    const isDown = isDescending(direction);
    const column = columns.find(({ key, selection }) => alias === undefined ? selection.field === name && selection.grain === undefined && selection.part === undefined : key === alias); // prettier-ignore
    if (column !== undefined) return { value: valueOfColumn(column), isDown };
    if (alias !== undefined) return invalid(`No key ${alias}.`);
    return { value: valueOfField(readField(scope, name)), isDown };
  });
  const timeColumn = columns.find(
    ({ field, selection }) => field.name === time?.name && selection.part === undefined,
  );
  const byTime =
    timeColumn !== undefined ? [valueOfColumn(timeColumn)] : time === undefined ? [] : [valueOfField(time)];
  const first = asked.length > 0 ? asked : byTime.map((value) => ({ value, isDown: false }));
  const all = [...first, ...columns.map((column) => ({ value: valueOfColumn(column), isDown: false }))];
  return (a, b) => {
    for (const { value, isDown } of all) {
      const [x, y] = [value.of(a), value.of(b)];
      if (x === null || y === null) {
        if (x === y) continue;
        return x === null ? 1 : -1;
      }
      const difference = value.type === 'float' ? careful(x, y) : compareAs(value.type, x, y);
      if (difference !== 0) return isDown ? -difference : difference;
    }
    return 0;
  };
}

interface Record_ {
  readonly row: Row;
  readonly place: ShownGroup;
}
interface RecordValue {
  readonly type: ValueType;
  readonly of: (record: Record_) => Value;
}

function readStep(entry: unknown): { name: string; alias?: string; direction: unknown } {
  const members = Object.entries((entry ?? {}) as Record<string, unknown>).filter(
    ([, value]) => value !== undefined,
  );
  const [member] = members;
  if (member === undefined || members.length !== 1) return invalid('One member an entry.');
  if (member[0] === 'alias') {
    const { name, direction } = (member[1] ?? {}) as { name?: unknown; direction?: unknown };
    return { name: '', alias: String(name), direction };
  }
  const steps: string[] = [];
  let inner: unknown = entry;
  while (typeof inner === 'object' && inner !== null) {
    const next = Object.entries(inner)[0] ?? invalid('Ordered by what?');
    steps.push(next[0]);
    inner = next[1];
  }
  return { name: steps.join('.'), direction: inner };
}

interface Entry {
  readonly value: GroupValue;
  readonly isDescending: boolean;
}

function defaultOrder({
  columns,
  time,
}: {
  columns: readonly Column[];
  time: Field | undefined;
}): readonly Entry[] {
  const isTime = (column: Column): boolean =>
    column.kind === 'dimension' && column.field.name === time?.name && column.selection.part === undefined;
  const timeColumn = columns.find(isTime);
  if (timeColumn !== undefined) return [{ value: shownValue(columns, timeColumn.key), isDescending: false }];
  const first = columns.find((column) => column.kind === 'number' && column.number.type !== 'list');
  return first === undefined ? [] : [{ value: shownValue(columns, first.key), isDescending: true }];
}

function readEntry(scope: GroupScope, entry: unknown, columns: readonly Column[]): Entry {
  const members = Object.entries((entry ?? {}) as Record<string, unknown>).filter(
    ([, value]) => value !== undefined,
  );
  const [member] = members;
  if (member === undefined || members.length !== 1) return invalid('One member an entry.');
  if (member[0] === 'alias') {
    const { name, direction } = (member[1] ?? {}) as { name?: unknown; direction?: unknown };
    return sortable({ value: shownValue(columns, name), isDescending: isDescending(direction) });
  }
  const steps: string[] = [];
  let inner: unknown = entry;
  while (typeof inner === 'object' && inner !== null) {
    const next = Object.entries(inner)[0] ?? invalid('Ordered by what?');
    steps.push(next[0]);
    inner = next[1];
  }
  const name = steps.join('.');
  if (scope.view.numbers.has(name))
    return sortable({ value: numberValue(scope, columns, name), isDescending: isDescending(inner) });
  if (placeBehind(scope, name) !== undefined) {
    const shown = columns.find(
      (column) => column.kind === 'number' && column.isPlain && column.name === name,
    );
    const { key } = shown ?? invalid(`${name} is not shown.`);
    return sortable({ value: shownValue(columns, key), isDescending: isDescending(inner) });
  }
  readField(scope, name);
  const same = columns.filter((column) => column.kind === 'dimension' && column.field.name === name);
  const plain = same.filter(
    (column) =>
      column.kind === 'dimension' &&
      column.selection.grain === undefined &&
      column.selection.part === undefined,
  );
  const [choice, other] = plain.length > 0 ? plain.slice(0, 1) : same;
  if (choice === undefined) return invalid(`${name} is not shown.`);
  if (other !== undefined) return invalid(`Which ${name}?`);
  return { value: shownValue(columns, choice.key), isDescending: isDescending(inner) };
}

function sortable(entry: Entry): Entry {
  return entry.value.type === 'list' ? invalid('A list has no order.') : entry;
}

function isDescending(direction: unknown): boolean {
  return direction === 'ASC' || direction === 'DESC' ? direction === 'DESC' : invalid('ASC or DESC.');
}
