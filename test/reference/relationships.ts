import type { RelationshipSpec } from '../../src/metrics/catalog/catalogSpec.js';
import type { Meaning, Row } from './catalogView.js';
import { readDay, startOfDay } from './clock.js';
import { Undecided } from './invalid.js';
import { identity, type Value } from './value.js';

/** A way to rows of another dataset, as one viewer sees them. */
export interface Way {
  readonly to: string;
  readonly cardinality: RelationshipSpec['cardinality'];
  readonly isMany: boolean;
  /** The one row that it leads to; null when there is none. */
  readonly match: (row: Row) => Row | null;
  readonly all: (row: Row) => readonly Row[];
}

export interface Sides {
  readonly pairs: readonly (readonly [Meaning, Meaning])[];
  readonly validity?: { readonly at: Meaning; readonly from: Meaning; readonly to: Meaning | undefined } | undefined; // prettier-ignore
}

export function wayTo(
  { to, cardinality }: RelationshipSpec,
  { pairs, validity }: Sides,
  others: readonly Row[],
): Way {
  const equal = matcher(pairs, others);
  const held = validity === undefined ? undefined : versionAt(validity);
  const all = held === undefined ? equal : (row: Row): readonly Row[] => held(row, equal(row));
  return {
    to,
    cardinality,
    isMany: cardinality.endsWith('-to-many'),
    match: (row) => all(row)[0] ?? null,
    all,
  };
}

/** The rows of the other side whose keys are the same; NULL is the same as nothing. */
function matcher(pairs: Sides['pairs'], others: readonly Row[]): (row: Row) => readonly Row[] {
  const found = new Map<Row, readonly Row[]>();
  const same = (row: Row, other: Row): boolean =>
    pairs.every(([left, right]) => {
      const [a, b] = [left.of(row), right.of(other)];
      return a !== null && b !== null && identity(a) === identity(b);
    });
  return (row) => {
    const rows = found.get(row) ?? others.filter((other) => same(row, other));
    found.set(row, rows);
    return rows;
  };
}

/** Of several versions the one that began last, if it had not ended. Its end is not part of it; without one it still holds. */
function versionAt({ at, from, to }: NonNullable<Sides['validity']>) {
  return (row: Row, versions: readonly Row[]): readonly Row[] => {
    const asked = instant(at.of(row));
    if (asked === null) return [];
    const begun = versions.flatMap((version) => {
      const start = instant(from.of(version));
      return start === null || start > asked ? [] : [{ version, start }];
    });
    const latest = begun.reduce((most, { start }) => (start > most ? start : most), -(10n ** 30n));
    const [one, other] = begun.filter(({ start }) => start === latest);
    if (other !== undefined) throw new Undecided();
    const end = one === undefined ? null : instant(to?.of(one.version) ?? null);
    return one === undefined || (end !== null && end <= asked) ? [] : [one.version];
  };
}

/** A day is its midnight in UTC, as the engine compares it with a time. */
function instant(value: Value): bigint | null {
  if (value === null || typeof value === 'bigint') return value;
  return BigInt(startOfDay('UTC', readDay(String(value)) as number)) * 1_000_000_000n;
}
