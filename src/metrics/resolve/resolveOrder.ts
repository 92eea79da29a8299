import type { Dimension } from '../catalog/definitions.js';
import type { Direction } from '../query/metricQuery.js';
import { findField } from './findField.js';
import { isLong } from './isLong.js';
import type { IssuePath } from './issues.js';
import { show } from './readValue.js';
import type { DimensionField, GroupValue, ResolvedColumn, ResolvedOrder } from './resolvedQuery.js';
import { measureValue } from './resolveHaving.js';
import { isRecord, type Scope } from './scope.js';
import { columnType, groupValueType } from './shownType.js';
import { timeOf } from './timeOf.js';

/**
 * The complete order of a view: as asked, else the time dimension ascending, else the first measure descending; then every
 * group column, so that no two rows tie and pages are stable.
 */
export function resolveOrder(
  scope: Scope,
  asked: {
    orderBy: unknown;
    columns: readonly ResolvedColumn[];
    time: Dimension | undefined;
    /** Rows that are not grouped can be ordered by what they do not show: gives such a field a key. */
    hide?: (field: DimensionField) => string;
  },
): readonly ResolvedOrder[] {
  const { orderBy, columns, time, hide } = asked;
  const chosen = orderBy === undefined ? [] : readEntries(scope, orderBy, { columns, hide });
  const order = chosen.length > 0 ? chosen : defaultOrder(scope, { columns, time, hide });
  const groups = columns
    .filter(({ kind }) => kind === 'dimension')
    .map(({ key }): ResolvedOrder => ({ value: { kind: 'column', key }, direction: 'ASC' }));
  const seen = new Set<string>();
  return [...order, ...groups].filter(
    ({ value }) => value.kind === 'measure' || (!seen.has(value.key) && seen.add(value.key)),
  );
}

function defaultOrder(
  { dataset }: Scope,
  { columns, time, hide }: Shown & { readonly time: Dimension | undefined },
): readonly ResolvedOrder[] {
  const timeColumn = columns.find(
    ({ kind, ...column }) =>
      kind === 'dimension' &&
      'field' in column &&
      timeOf(column.field).path.length === 0 &&
      timeOf(column.field).dimension === time &&
      column.field.part === undefined,
  );
  const timeKey =
    timeColumn?.key ?? (time === undefined ? undefined : hide?.({ path: [], dataset, dimension: time }));
  if (timeKey !== undefined) return [{ value: { kind: 'column', key: timeKey }, direction: 'ASC' }];
  const measure = columns.find((column) => column.kind === 'measure' && column.type !== 'list');
  return measure === undefined ? [] : [{ value: { kind: 'column', key: measure.key }, direction: 'DESC' }];
}

interface Shown {
  readonly columns: readonly ResolvedColumn[];
  readonly hide: ((field: DimensionField) => string) | undefined;
}

function isUncut({ grain, part, interval }: DimensionField): boolean {
  return grain === undefined && part === undefined && interval === undefined;
}

function readEntries(scope: Scope, orderBy: unknown, shown: Shown): readonly ResolvedOrder[] {
  if (!Array.isArray(orderBy)) {
    scope.issues.add('INVALID_ARGUMENT', ['orderBy'], '"orderBy" is a list, as in [{ visitors: "DESC" }].');
    return [];
  }
  if (isLong(scope.issues, ['orderBy'], orderBy)) return [];
  return orderBy.flatMap((entry: unknown, index) => {
    const path = ['orderBy', index];
    const order = readEntry(scope, entry, { ...shown, path, prefix: [] });
    if (order === undefined) return [];
    if (groupValueType(order.value, shown.columns) !== 'list') return [order];
    scope.issues.add('WRONG_KIND', path, 'A list has no order: order by another field.');
    return [];
  });
}

interface At extends Shown {
  readonly path: IssuePath;
  /** Relationships walked so far. */
  readonly prefix: readonly string[];
}

function readEntry(scope: Scope, entry: unknown, at: At): ResolvedOrder | undefined {
  const { columns, path, prefix, hide } = at;
  const members = isRecord(entry) ? Object.entries(entry).filter(([, value]) => value !== undefined) : [];
  const [member] = members;
  if (member === undefined || members.length > 1) {
    return scope.issues.add(
      'INVALID_ARGUMENT',
      path,
      `An entry of "orderBy" has exactly one member, as in { visitors: "DESC" }; several fields are several entries.`,
    );
  }
  const [key, value] = member;
  if (key === 'alias' && prefix.length === 0) return readAlias(scope, value, at);
  if (isRecord(value)) {
    if (prefix.length < 10)
      return readEntry(scope, value, { ...at, path: [...path, key], prefix: [...prefix, key] });
    return scope.issues.add('TOO_MANY', path, 'An order goes through at most 10 relationships.');
  }
  const name = [...prefix, key].join('.');
  const found = findField(scope, name, [...path, key]);
  const direction = readDirection(scope, value, [...path, key]);
  if (found === undefined || direction === undefined) return undefined;
  if (found.kind === 'measure' && hide !== undefined)
    return scope.issues.add(
      'WRONG_KIND',
      [...path, key],
      `"${name}" is a measure: single rows are ordered by dimensions.`,
    );
  const shown =
    found.kind === 'measure' && found.behind !== undefined
      ? shownNumber(scope, { name, columns }, [...path, key])
      : found.kind === 'measure'
        ? measureValue(scope, { name, columns }, [...path, key])
        : shownDimension(scope, { name, found, columns, hide }, [...path, key]);
  return shown === undefined ? undefined : { value: shown, direction };
}

function readAlias(scope: Scope, value: unknown, { columns, path }: At): ResolvedOrder | undefined {
  const { name, direction: asked } = isRecord(value) ? value : {};
  if (typeof name !== 'string')
    return scope.issues.add(
      'INVALID_ARGUMENT',
      [...path, 'alias'],
      '"alias" needs the "name" of a key of this view, and a "direction".',
    );
  const direction = readDirection(scope, asked, [...path, 'alias', 'direction']);
  if (!columns.some(({ key }) => key === name)) {
    const sentence = `This view has no key "${name}".`;
    return scope.issues.unknown('UNKNOWN_FIELD', [...path, 'alias', 'name'], {
      sentence,
      name,
      candidates: columns.map(({ key }) => key),
    });
  }
  return direction === undefined ? undefined : { value: { kind: 'column', key: name }, direction };
}

function readDirection({ issues }: Scope, value: unknown, path: IssuePath): Direction | undefined {
  return value === 'ASC' || value === 'DESC'
    ? value
    : issues.add('INVALID_ARGUMENT', path, `A direction is ASC or DESC, not ${show(value)}.`);
}

/** A number of rows behind a relationship: only of those that the view shows. */
function shownNumber(
  { issues }: Scope,
  { name, columns }: { name: string; columns: readonly ResolvedColumn[] },
  path: IssuePath,
): GroupValue | undefined {
  const shown = columns.find(
    (column) => column.kind === 'measure' && column.name === name && column.narrowed !== true,
  );
  if (shown !== undefined) return { kind: 'column', key: shown.key };
  return issues.add('INVALID_ARGUMENT', path, `"${name}" is not selected: select it, to order by it.`);
}

/** The selected column of a dimension: groups cannot be ordered by what they are not grouped by; single rows can be. */
function shownDimension(
  scope: Scope,
  asked: Shown & {
    name: string;
    found: Extract<ReturnType<typeof findField>, { kind: 'dimension' }>;
  },
  path: IssuePath,
): GroupValue | undefined {
  const { name, found, columns, hide } = asked;
  const route = (steps: typeof found.place.path) =>
    steps.map(({ relationship }) => relationship.name).join('.');
  const same = columns.filter((column) => {
    if (column.kind !== 'dimension') return false;
    const { dimension, path: place } = timeOf(column.field);
    return dimension.name === found.dimension.name && route(place) === route(found.place.path);
  });
  const plain = same.filter(
    (column) => column.kind === 'dimension' && column.field === timeOf(column.field) && isUncut(column.field),
  );
  const [choice, other] = plain.length > 0 ? plain : same;
  if (hide !== undefined && plain.length === 0)
    return { kind: 'column', key: hide({ ...found.place, dimension: found.dimension }) };
  if (choice === undefined)
    return scope.issues.add(
      'INVALID_ARGUMENT',
      path,
      `"${name}" is not selected: a view can only be ordered by dimensions it shows. Select it too.`,
    );
  if (other === undefined || plain.length > 0) return { kind: 'column', key: choice.key };
  const keys = same.map((column) => `"${column.key}" (${columnType(column)})`).join(', ');
  return scope.issues.add(
    'INVALID_ARGUMENT',
    path,
    `"${name}" is shown more than once: say which with { alias: { name, direction } }: ${keys}.`,
  );
}
