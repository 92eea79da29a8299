import type { Leaf, NumberTree } from './numbers.js';
import type { Meaning, Row } from './catalogView.js';
import { Undecided } from './invalid.js';
import type { Field } from './rows.js';
import { byValues, instantOf, isCutOf, levelKeys, placeKey, seriesGroups, type GroupScope, type SeriesGroup } from './series.js'; // prettier-ignore
import { laterInstant } from './steps.js';
import { compare, identity, type Value } from './value.js';
import { spend } from './work.js';

/** Rows of a number that are not simply those of its group. */
export type LeafRows =
  /** Of each entity, in each bucket of `over`, those at its first or last time. */
  | { readonly kind: 'picked'; readonly over: Field; readonly take: 'first' | 'last'; readonly per: readonly Field[]; readonly ties: 'one' | 'all'; readonly key: readonly Meaning[] } // prettier-ignore
  /** A number for each entity, which is then aggregated. */
  | { readonly kind: 'stage'; readonly inner: NumberTree; readonly innerOf: (rows: readonly Row[]) => Value; readonly per: readonly Field[] } // prettier-ignore
  /** Conversions, each at the last base event before it. The leaf's own tests are of base events. */
  | { readonly kind: 'conversion'; readonly events: readonly Row[]; readonly time: Field; readonly baseTime: Field; readonly on: readonly { readonly base: Field; readonly conversion: Field }[]; readonly window: { readonly n: number; readonly unit: string } | undefined }; // prettier-ignore

/** The only argument of an aggregate of numbers. */
export const NUMBER = '#number';

interface LeafGroups {
  readonly groups: ReadonlyMap<string, SeriesGroup>;
  /** What is aggregated when these are the rows of a group. */
  readonly finish: (rows: readonly Row[]) => readonly Row[];
}

const found = new WeakMap<Leaf, LeafGroups>();

/** The groups that a leaf has. */
export function leafGroups(scope: GroupScope, leaf: Leaf): LeafGroups {
  const known = found.get(leaf) ?? groupsOf(leaf.at ?? scope, leaf);
  found.set(leaf, known);
  return known;
}

function groupsOf(scope: GroupScope, leaf: Leaf): LeafGroups {
  const { rows, series, tests } = leaf;
  const counts = (row: Row): boolean => tests.every((test) => test(row));
  if (rows === undefined) return { groups: seriesGroups(scope, series), finish: (all) => all.filter(counts) };
  const kept = scope.rows.filter(counts);
  const among = { ...scope, rows: kept, tables: new Map() };
  switch (rows.kind) {
    case 'picked':
      return { groups: pickedGroups(among, leaf, rows), finish: (all) => all };
    case 'stage':
      return { groups: seriesGroups(among, series), finish: (all) => perEntity(rows, all) };
    case 'conversion': {
      const converted = conversionsAt(among, rows);
      const bases = { ...among, rows: kept.filter((row) => converted.has(row)) };
      return { groups: seriesGroups(bases, series), finish: (all) => all.flatMap((row) => converted.get(row) ?? []) }; // prettier-ignore
    }
  }
}

type Picked = Extract<LeafRows, { kind: 'picked' }>;

/** Rows are picked among all of a bucket, and only then divided by the other dimensions. */
function pickedGroups(
  scope: GroupScope,
  { series, part }: Leaf,
  rows: Picked,
): ReadonlyMap<string, SeriesGroup> {
  const keys = levelKeys(scope, series);
  const moves = series.frame !== undefined || series.shifts.length > 0;
  const dimensions = scope.dimensions.filter(({ key }) => keys.includes(key));
  const cuts = dimensions.filter((column) => isCutOf(column, rows.over) || (moves && isCutOf(column, series.time))); // prettier-ignore
  const others = dimensions.filter((column) => !cuts.includes(column));
  const counted = scope.rows.filter((row) => part.filter === undefined || part.filter.of(row) === true);
  const within = { ...scope, rows: counted, dimensions: cuts };
  const groups = new Map<string, { values: ReadonlyMap<string, Value>; cells: { at: number; rows: readonly Row[] }[] }>(); // prettier-ignore
  for (const bucket of seriesGroups(within, { ...series, level: undefined }).values())
    for (const cell of bucket.cells) {
      const picked = pick(rows, cell.rows);
      // Rows at no time are not at the last one.
      if (picked.length === 0 && dimensions.length > 0) continue;
      for (const { values, cells } of byValues(others, picked).values()) {
        const place = new Map([...bucket.values, ...values]);
        const key = placeKey(keys, place);
        const group = groups.get(key) ?? { values: place, cells: [] };
        groups.set(key, group);
        group.cells.push({ at: cell.at, rows: cells.flatMap((each) => each.rows) });
      }
    }
  return groups;
}

function pick({ over, take, per, ties, key }: Picked, rows: readonly Row[]): readonly Row[] {
  spend(rows.length);
  const direction = take === 'first' ? 1 : -1;
  const order = [over.of, ...(ties === 'one' ? key.map(({ of }) => of) : [])];
  const isBefore = (a: Row, b: Row): number =>
    order.map((of) => compare(of(a), of(b)) * direction).find((difference) => difference !== 0) ?? 0;
  const present = rows.filter((row) => over.of(row) !== null);
  return [...entities(per, present).values()].flatMap((own) => {
    const first = own.reduce((best, row) => (isBefore(row, best) < 0 ? row : best));
    return own.filter((row) => isBefore(row, first) === 0);
  });
}

function entities(per: readonly Field[], rows: readonly Row[]): ReadonlyMap<string, readonly Row[]> {
  const all = new Map<string, Row[]>();
  for (const row of rows) {
    const entity = per.map(({ of }) => identity(of(row))).join();
    const own = all.get(entity) ?? [];
    all.set(entity, own);
    own.push(row);
  }
  return all;
}

function perEntity(
  { per, innerOf }: Extract<LeafRows, { kind: 'stage' }>,
  rows: readonly Row[],
): readonly Row[] {
  return [...entities(per, rows).values()].map((own) => ({ [NUMBER]: innerOf(own) }));
}

/** Conversions by the base event that they are counted with. */
function conversionsAt(
  scope: GroupScope,
  { events, time, baseTime, on, window }: Extract<LeafRows, { kind: 'conversion' }>,
): ReadonlyMap<Row, readonly Row[]> {
  const instant = (field: Field, row: Row): bigint | undefined => {
    const value = field.of(row);
    return value === null ? undefined : instantOf(scope, value);
  };
  const keyOf = (values: readonly Value[]): string | undefined =>
    values.includes(null) ? undefined : values.map(identity).join();
  const bases = new Map<string, { row: Row; at: bigint }[]>();
  for (const row of scope.rows) {
    const [key, at] = [keyOf(on.map(({ base }) => base.of(row))), instant(baseTime, row)];
    if (key === undefined || at === undefined) continue;
    bases.set(key, [...(bases.get(key) ?? []), { row, at }]);
  }
  const converted = new Map<Row, Row[]>();
  for (const event of events) {
    const [key, at] = [keyOf(on.map(({ conversion }) => conversion.of(event))), instant(time, event)];
    if (key === undefined || at === undefined) continue;
    const before = (bases.get(key) ?? []).filter((base) => base.at <= at);
    spend(before.length + 1);
    const last = before.reduce((latest, base) => (base.at > latest ? base.at : latest), -(10n ** 30n));
    const nearest = before.filter((base) => base.at === last);
    const [base] = nearest;
    if (base === undefined) continue;
    if (window !== undefined && last <= laterInstant(at, -window.n, { unit: window.unit, zone: scope.zone })) continue; // prettier-ignore
    // Nothing says which of several at one time it was.
    const places = new Set(
      nearest.map(({ row }) => scope.dimensions.map(({ of }) => identity(of(row))).join()),
    );
    if (places.size > 1) throw new Undecided();
    converted.set(base.row, [...(converted.get(base.row) ?? []), event]);
  }
  return converted;
}
