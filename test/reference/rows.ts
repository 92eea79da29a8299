import type { Where } from '../../src/metrics/query/metricQuery.js';
import type { Meaning, Row, View } from './catalogView.js';
import { readCondition, readTree, type Tree } from './condition.js';
import { careful } from './groups.js';
import { invalid, Undecided } from './invalid.js';
import { roughNumber } from './numbers.js';
import type { Truth, Value } from './value.js';

/** What one question is answered in. */
export interface Scope {
  readonly views: ReadonlyMap<string, View>;
  readonly view: View;
  readonly zone: string;
  readonly now: Date;
}

/** A value of each row of the question's dataset. */
export interface Field {
  readonly meaning: Meaning;
  /** Dataset that owns it. */
  readonly owner: View;
  readonly name: string;
  readonly of: (row: Row) => Value;
  /** The same of another value of the row that it is of. */
  readonly over: (meaning: Meaning) => Field;
}

/** A dotted name of a dimension, followed through relationships; unmatched is NULL. */
export function readField(scope: Scope, name: string): Field {
  const steps = name.split('.');
  const last = steps.pop() as string;
  let owner = scope.view;
  let find = (row: Row): Row | null => row;
  for (const step of steps) {
    const relationship = owner.relationships.get(step);
    if (relationship === undefined || relationship.isMany) return invalid(`No relationship ${step}.`);
    const before = find;
    find = (row) => {
      const from = before(row);
      return from === null ? null : relationship.match(from);
    };
    owner = scope.views.get(relationship.to) as View;
  }
  const meaning = owner.dimensions.get(last);
  if (meaning === undefined) return invalid(`No dimension ${name}.`);
  const over = (value: Meaning): Field => ({
    meaning: value,
    owner,
    name,
    of: (row) => {
      const found = find(row);
      return found === null ? null : value.of(found);
    },
    over,
  });
  return over(meaning);
}

/** A row filter. Three-valued: only rows for which it is true are kept. */
export function readWhere(scope: Scope, where: Where | undefined): (row: Row) => boolean {
  if (where === undefined) return () => true;
  const { test } = readPlace(scope, scope.view, where);
  return (row) => test(row) === true;
}

/** A filter over one dataset; the row is null where a relationship found none. */
function readPlace(scope: Scope, view: View, where: unknown): Tree<Row | null> {
  return readTree<Row | null>(where, (key, value) => {
    const meaning = view.dimensions.get(key);
    if (meaning !== undefined) {
      const { test, isEmpty } = readCondition(meaning.type, value, scope);
      return { test: (row) => test(row === null ? null : meaning.of(row)), isEmpty };
    }
    const relationship = view.relationships.get(key);
    if (relationship === undefined) return invalid(`Nothing called ${key} in ${view.name}.`);
    if (relationship.isMany) return { test: readBehind(scope, relationship, value), isEmpty: false };
    const inner = readPlace(scope, scope.views.get(relationship.to) as View, value);
    return {
      test: (row) => inner.test(row === null ? null : relationship.match(row)),
      isEmpty: inner.isEmpty,
    };
  });
}

/** Some row behind a to-many relationship is like this; never unknown. With `having` all that are like this are together so, which may be unknown. */
function readBehind(
  scope: Scope,
  { to, all }: NonNullable<ReturnType<View['relationships']['get']>>,
  value: unknown,
): (row: Row | null) => Truth {
  if (typeof value !== 'object' || value === null) return invalid('A filter is an object.');
  const { having, ...rest } = value as Record<string, unknown>;
  const view = scope.views.get(to) as View;
  const inner = readPlace(scope, view, rest);
  const together = having === undefined ? undefined : readTogether({ ...scope, view }, having);
  return (row) => {
    const rows = (row === null ? [] : all(row)).filter((each) => inner.test(each) === true);
    return together === undefined ? rows.length > 0 : together(rows);
  };
}

function readTogether(scope: Scope, having: unknown): ((rows: readonly Row[]) => Truth) | undefined {
  const { test, isEmpty } = readTree<readonly Row[]>(having, (key, value) => {
    if (!scope.view.numbers.has(key)) return invalid(`No measure ${key}.`);
    const { type, isAmongGroups } = roughNumber(scope, key, []);
    // A place is among the keys of all rows, and so is what a level is of: not of these rows alone.
    if (isAmongGroups) throw new Undecided();
    const condition = readCondition(type, value, { zone: scope.zone, compareValues: careful });
    return {
      test: (rows) => condition.test(roughNumber(scope, key, rows).value()),
      isEmpty: condition.isEmpty,
    };
  });
  // No condition is none.
  return isEmpty ? undefined : test;
}

/** Segments by name; a row must satisfy all of them. */
export function readSegments(scope: Scope, names: readonly string[] | undefined): (row: Row) => boolean {
  const segments = (names ?? []).map(
    (name) => scope.view.segments.get(name) ?? invalid(`No segment ${name}.`),
  );
  return (row) => segments.every((segment) => (segment.of(row) as Truth) === true);
}
