import { InvariantError } from '../../../errors.js';
import type { Span } from '../../query/metricQuery.js';
import type { DimensionField } from '../../resolve/resolvedQuery.js';
import { isNullable, timeScale } from '../clickhouseType.js';
import { numberLiteral, sql, value, type Sql } from '../sql.js';

const SECONDS = { MINUTE: 60, HOUR: 3_600, DAY: 86_400, WEEK: 604_800 } as const;
const MONTHS = { MONTH: 1, QUARTER: 3, YEAR: 12 } as const;

/**
 * Times of events as whole numbers, which arrays compare fast: milliseconds since 1970, micro- or nanoseconds where the column has them, days where it
 * is a date.
 */
export class TimeAxis {
  readonly #column: Sql;
  readonly #digits: 0 | 3 | 6 | 9;

  /** `column` is the time dimension as the select reads it. */
  constructor({ dimension }: DimensionField, column: Sql) {
    // Events without a time are left out; an array of what could be NULL has no differences.
    this.#column = isNullable(dimension.clickhouseType) ? sql`assumeNotNull(${column})` : column;
    const scale = timeScale(dimension.clickhouseType);
    this.#digits = dimension.type === 'date' ? 0 : scale <= 3 ? 3 : scale <= 6 ? 6 : 9;
  }

  get isDate(): boolean {
    return this.#digits === 0;
  }

  /** When a row happened. */
  get at(): Sql {
    return this.#count(this.isDate ? sql`toDate32(${this.#column})` : this.#exact);
  }

  /** Bits that a time takes as a whole number, whatever the year; with the sign. */
  get bits(): number {
    return { 0: 18, 3: 45, 6: 55, 9: 64 }[this.#digits];
  }

  /** The first moment at which it is too late for what began `at`. Monotone: what happens later is never too late earlier, or the last event would not be the best to go on from. */
  deadline(at: Sql, { n, unit }: Span): Sql {
    if (unit in MONTHS) return this.#count(this.#monthsLater(at, n * MONTHS[unit as keyof typeof MONTHS]));
    const seconds = n * SECONDS[unit as keyof typeof SECONDS];
    const units = this.isDate ? String(seconds / 86_400) : `${seconds}${'0'.repeat(this.#digits)}`;
    return sql`${at} + ${numberLiteral(units)}`;
  }

  /** An instant in milliseconds, or a day `YYYY-MM-DD` where the axis counts days. */
  point(instant: number, date: string): Sql {
    if (this.isDate) return value(String(Date.parse(`${date}T00:00:00Z`) / 86_400_000), 'Int64');
    const text = BigInt(Math.floor(instant)) * 10n ** BigInt(this.#digits - 3);
    return value(String(text), 'Int64');
  }

  /** A difference of two times in seconds. */
  seconds(difference: Sql): Sql {
    if (this.isDate) return sql`(${difference}) * 86400`;
    return sql`(${difference}) / ${numberLiteral(`1${'0'.repeat(this.#digits)}`)}`;
  }

  get #exact(): Sql {
    if (this.#digits === 3) return sql`toDateTime64(${this.#column}, 3, 'UTC')`;
    return this.#digits === 6
      ? sql`toDateTime64(${this.#column}, 6, 'UTC')`
      : sql`toDateTime64(${this.#column}, 9, 'UTC')`;
  }

  #count(exact: Sql): Sql {
    switch (this.#digits) {
      case 0:
        return sql`toInt64(toInt32(${exact}))`;
      case 3:
        return sql`toUnixTimestamp64Milli(${exact})`;
      case 6:
        return sql`toUnixTimestamp64Micro(${exact})`;
      case 9:
        return sql`toUnixTimestamp64Nano(${exact})`;
    }
  }

  /** The time that a whole number stands for. */
  #time(at: Sql): Sql {
    switch (this.#digits) {
      case 0:
        return sql`addDays(toDate32('1970-01-01'), ${at})`;
      case 3:
        return sql`fromUnixTimestamp64Milli(${at}, 'UTC')`;
      case 6:
        return sql`fromUnixTimestamp64Micro(${at}, 'UTC')`;
      case 9:
        return sql`fromUnixTimestamp64Nano(${at}, 'UTC')`;
    }
  }

  /** The same time of the day of the month; to the end of the month where there is no such day. */
  #monthsLater(at: Sql, months: number): Sql {
    if (!Number.isInteger(months)) throw new InvariantError('A window has no whole number of months.');
    const exact = this.#time(at);
    const later = sql`addMonths(${exact}, ${numberLiteral(String(months))})`;
    const next = sql`toStartOfMonth(addMonths(${exact}, ${numberLiteral(String(months + 1))}))`;
    const start = this.isDate
      ? sql`toDate32(${next})`
      : this.#digits === 3
        ? sql`toDateTime64(${next}, 3, 'UTC')`
        : this.#digits === 6
          ? sql`toDateTime64(${next}, 6, 'UTC')`
          : sql`toDateTime64(${next}, 9, 'UTC')`;
    return sql`if(toDayOfMonth(${later}) = toDayOfMonth(${exact}), ${later}, ${start})`;
  }
}
