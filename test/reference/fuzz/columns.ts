import type { ValueType } from '../../../src/metrics/catalog/definitions.js';
import { offsetAt } from '../clock.js';
import { Decimal, type Value } from '../value.js';
import type { Random } from './random.js';

/** A column of a table: how ClickHouse stores it and what may stand in it. */
export interface FuzzColumn {
  readonly name: string;
  readonly ddl: string;
  readonly type: ValueType;
  /** Its numbers are small enough for arithmetic in any snippet. */
  readonly isSmall: boolean;
  readonly isUnsigned: boolean;
  readonly isNullable: boolean;
  readonly make: (random: Random) => Value;
}

type ColumnKind = Omit<FuzzColumn, 'name'>;

const TEXTS = ['', '', 'a', 'A', 'b', 'DE', 'de', 'Äh', 'äH', 'paid', 'Organic', "it's", 'back\\slash', '100%', 'a_b', 'a.b', ' space ', 'ß', 'Ω', '日本', '🙂', 'NULL', '0', '{x}', '"q"', '`', 'tab\tnew\nline', 'ab', 'abc', '$t']; // prettier-ignore

/** Integers of a width: mostly small, sometimes the edge of the type. */
function integer(bits: number, isUnsigned: boolean): ColumnKind {
  const [low, high] = isUnsigned
    ? [0n, 2n ** BigInt(bits) - 1n]
    : [-(2n ** BigInt(bits - 1)), 2n ** BigInt(bits - 1) - 1n];
  const isSmall = bits <= 32;
  return {
    ddl: `${isUnsigned ? 'U' : ''}Int${bits}`,
    type: 'integer',
    isSmall,
    isUnsigned,
    isNullable: false,
    make: (random) => {
      if (random.chance(0.75)) return fit(BigInt(random.int(-2, 9)), low, high);
      if (bits <= 32 || random.chance(0.4)) return fit(BigInt(random.int(-60_000, 60_000)), low, high);
      // Wider than 64 bits: far from the edge, as there is no wider type to add in.
      const [most, least] =
        bits === 64 ? [high, low] : [2n ** BigInt(bits - 20), isUnsigned ? 0n : -(2n ** BigInt(bits - 20))];
      return random.pick([most, most - 1n, least, 2n ** 53n, 2n ** 53n + 1n, 2n ** 53n - 1n, most / 2n]);
    },
  };
}

/** Into the type's range, small numbers as they are. */
function fit(value: bigint, low: bigint, high: bigint): bigint {
  const positive = value < low ? -value : value;
  return positive > high ? positive % (high + 1n) : positive;
}

function decimal(precision: number, scale: number): ColumnKind {
  return {
    ddl: `Decimal(${precision}, ${scale})`,
    type: 'decimal',
    isSmall: precision <= 9,
    isUnsigned: false,
    isNullable: false,
    make: (random) => {
      if (random.chance(0.85)) return new Decimal(BigInt(random.int(-900, 2_500)), Math.min(scale, 2));
      const nines = 10n ** BigInt(precision - 3) - 1n;
      return random.pick([
        new Decimal(nines, scale),
        new Decimal(-nines, scale),
        new Decimal(1n, scale),
        new Decimal(0n, 0),
      ]);
    },
  };
}

/** Numbers of which any sum is exact, so that the order of adding does not matter. */
function float(bits: 32 | 64): ColumnKind {
  return {
    ddl: `Float${bits}`,
    type: 'float',
    isSmall: true,
    isUnsigned: false,
    isNullable: false,
    make: (random) => random.int(-40, 80) / random.pick([1, 2, 4, 8]),
  };
}

function text(ddl: string, values: readonly string[]): ColumnKind {
  return {
    ddl,
    type: 'string',
    isSmall: false,
    isUnsigned: false,
    isNullable: false,
    make: (random) => random.pick(values),
  };
}

const DAYS = ['1970-01-01', '1970-01-02', '1970-01-31', '1999-12-31', '2000-02-29', '2020-02-29', '2023-12-31', '2024-01-01', '2024-02-29', '2024-03-05', '2024-12-30', '2100-03-01', '2149-06-06']; // prettier-ignore
const EARLY_DAYS = ['1900-01-01', '1945-05-08', '1969-12-31', '2250-12-31'];

function date(isWide: boolean): ColumnKind {
  return {
    ddl: isWide ? 'Date32' : 'Date',
    type: 'date',
    isSmall: false,
    isUnsigned: false,
    isNullable: false,
    make: (random) => {
      if (random.chance(0.7))
        return new Date(Date.UTC(2024, 0, 20 + random.int(0, 60))).toISOString().slice(0, 10);
      return random.pick(isWide ? [...DAYS, ...EARLY_DAYS] : DAYS);
    },
  };
}

function time(ddl: string, digits: number, moments: readonly number[]): ColumnKind {
  const isWide = ddl.startsWith('DateTime64');
  const unit = 10n ** BigInt(9 - digits);
  return {
    ddl,
    type: 'time',
    isSmall: false,
    isUnsigned: false,
    isNullable: false,
    make: (random) => {
      const second = BigInt(random.pick(moments));
      const fraction = BigInt(random.pick([0, 0, 0, 1, 500_000_000, 999_999_999, 250_000_000]));
      const nanos = ((second * 1_000_000_000n + fraction) / unit) * unit;
      if (isWide)
        return second < 0n && fraction > 0n ? second * 1_000_000_000n + (fraction / unit) * unit : nanos;
      return second < 0n || second >= 2n ** 32n ? 0n : nanos;
    },
  };
}

const plain = (ddl: string, type: ValueType, make: ColumnKind['make']): ColumnKind => ({ ddl, type, isSmall: false, isUnsigned: false, isNullable: false, make }); // prettier-ignore

function makeUuid(random: Random): string {
  const hex = (length: number): string =>
    Array.from({ length }, () => random.pick([...'0123456789abcdef'])).join('');
  return random.chance(0.2)
    ? '00000000-0000-0000-0000-000000000000'
    : `${random.pick(['0', 'f', 'a'])}${hex(7)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${random.pick(['0', 'f'])}${hex(11)}`;
}

/** Every kind of column, over moments that matter to the catalog's zones. */
export function columnKinds(moments: readonly number[]): readonly ColumnKind[] {
  return [
    text('String', TEXTS),
    text('String', TEXTS),
    text('LowCardinality(String)', ['', 'paid', 'organic', 'Organic', 'ab', 'DE', 'de']),
    text("Enum8('desktop' = 2, 'mobile' = 1, '' = 0)", ['desktop', 'mobile', '']),
    text('FixedString(2)', ['DE', 'at', 'Ä']),
    ...[8, 16, 32, 64, 64].flatMap((bits) => [integer(bits, true), integer(bits, false)]),
    integer(128, false),
    integer(256, false),
    decimal(9, 2),
    decimal(18, 4),
    decimal(38, 10),
    decimal(76, 20),
    float(64),
    float(64),
    float(32),
    plain('Bool', 'boolean', (random) => random.chance(0.5)),
    plain('UInt8', 'boolean', (random) => random.chance(0.5)),
    date(false),
    date(true),
    time('DateTime', 0, moments),
    time("DateTime('Asia/Tokyo')", 0, moments),
    time('DateTime64(3)', 3, moments),
    time("DateTime64(3, 'UTC')", 3, moments),
    time("DateTime64(6, 'America/New_York')", 6, moments),
    time(
      "DateTime64(9, 'UTC')",
      9,
      moments.filter((moment) => moment < 9_000_000_000),
    ),
    plain('UUID', 'uuid', makeUuid),
  ];
}

/** The same, with NULLs. */
export function nullable(kind: ColumnKind): ColumnKind {
  const low = /^LowCardinality\((.*)\)$/.exec(kind.ddl)?.[1];
  return {
    ...kind,
    ddl: low === undefined ? `Nullable(${kind.ddl})` : `LowCardinality(Nullable(${low}))`,
    isNullable: true,
    make: (random) => (random.chance(0.25) ? null : kind.make(random)),
  };
}

/** A value as it is inserted. */
export function storedText(value: Value, column: Pick<FuzzColumn, 'type'>): unknown {
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return value;
  if (column.type !== 'time') return String(value);
  const nanos = value as bigint;
  const second = nanos / 1_000_000_000n - (nanos % 1_000_000_000n < 0n ? 1n : 0n);
  const fraction = (nanos - second * 1_000_000_000n).toString().padStart(9, '0').replace(/0+$/, '');
  return `${new Date(Number(second) * 1_000).toISOString().slice(0, 19)}${fraction === '' ? '' : `.${fraction}`}Z`;
}

/** Seconds around which something happens: now, changes of clocks in these zones, the epoch, long ago. */
export function momentsOf(zones: readonly string[], now: Date): readonly number[] {
  const today = Math.floor(now.getTime() / 1_000);
  const around = (second: number): number[] => [-86_400, -3_600, -1_801, -1, 0, 1, 1_799, 3_600, 5_400, 86_399].map((by) => second + by); // prettier-ignore
  const changes = zones.flatMap((zone) => {
    const found: number[] = [];
    for (let day = Date.UTC(2018, 0, 1) / 1_000; day < Date.UTC(2025, 0, 1) / 1_000; day += 86_400) {
      if (offsetAt(zone, day) === offsetAt(zone, day + 86_400)) continue;
      let [before, after] = [day, day + 86_400];
      while (after - before > 1) {
        const middle = Math.floor((before + after) / 2);
        if (offsetAt(zone, middle) === offsetAt(zone, before)) before = middle;
        else after = middle;
      }
      found.push(after);
    }
    return found;
  });
  const recent = Array.from({ length: 40 }, (_, index) => today - index * 40_007);
  const old = [0, 1, 86_399, -1, -86_400 * 200, -86_400 * 365 * 20, Date.UTC(2150, 0, 1) / 1_000, Date.UTC(2200, 6, 1) / 1_000]; // prettier-ignore
  return [...recent, ...recent, ...changes.flatMap(around), ...around(today), ...old];
}
