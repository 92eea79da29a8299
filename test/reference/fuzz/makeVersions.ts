import type { Value } from '../value.js';
import type { FuzzColumn } from './columns.js';
import type { Random } from './random.js';

/** How a dataset keeps several versions of a row: columns in which they begin and end. */
export interface Versions {
  readonly begin: Omit<FuzzColumn, 'name'>;
  readonly end: Omit<FuzzColumn, 'name'>;
}

/** Versions of a row that are kept under one key. */
export const VERSIONS = 3;

export function versionColumns(random: Random): Versions {
  const ddl = random.pick(["DateTime64(3, 'UTC')", 'DateTime', "DateTime('Asia/Tokyo')", 'Date', 'Date32', 'DateTime64(3)']); // prettier-ignore
  const type = ddl.startsWith('DateTime') ? 'time' : 'date';
  const kind = { ddl, type, isSmall: false, isUnsigned: false, isNullable: false, make: () => null } as const;
  const isOpen = random.chance(0.8);
  return {
    begin: random.chance(0.15) ? { ...kind, ddl: `Nullable(${ddl})`, isNullable: true } : kind,
    end: isOpen ? { ...kind, ddl: `Nullable(${ddl})`, isNullable: true } : kind,
  };
}

/** When the versions of one key begin and end: one after the other, with gaps, overlapping, the last for ever. */
export function versionTimes(
  random: Random,
  { begin, end }: Versions,
  moments: readonly number[],
): readonly { readonly from: Value; readonly to: Value }[] {
  const { type } = begin;
  const usual = moments.filter((moment) => moment > 0 && moment < 4_000_000_000);
  const days = Array.from({ length: 60 }, (_, day) => Date.UTC(2024, 0, 20 + day) / 1_000);
  const points = new Set<number>();
  while (points.size < VERSIONS + 1) points.add(random.pick(type === 'date' ? days : usual));
  const sorted = [...points].sort((a, b) => a - b);
  const value = (second: number): Value => type === 'date' ? new Date(second * 1_000).toISOString().slice(0, 10) : BigInt(second) * 1_000_000_000n; // prettier-ignore
  const step = type === 'date' ? 86_400 : 3_600;
  return Array.from({ length: VERSIONS }, (_, index) => {
    const next = sorted[index + 1] as number;
    const isLast = index === VERSIONS - 1;
    const until = random.pick([next, next, next, next - step, next + 2 * step]);
    const isEndless = end.isNullable && random.chance(isLast ? 0.8 : 0.15);
    const isNever = begin.isNullable && random.chance(0.1);
    return { from: isNever ? null : value(sorted[index] as number), to: isEndless ? null : value(until) };
  });
}
