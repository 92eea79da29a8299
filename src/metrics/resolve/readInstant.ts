import { FIRST_YEAR, LAST_YEAR, MILLISECONDS_PER_DAY, parseDay } from './calendar.js';
import type { Zone } from './zone.js';

/** A point in time as a caller wrote it. */
export interface WrittenInstant {
  /** Whole milliseconds since 1970-01-01T00:00Z. */
  readonly instant: number;
  /** Digits of the second's fraction, as written, up to nine. */
  readonly fraction: string;
  /** It was a date alone, which means its first instant. */
  readonly isDate: boolean;
}

const PATTERN = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|z|[+-]\d\d:?\d\d)?)?$/;

/** Reads `2024-03-01`, `2024-03-01T09:30` (local to the zone) or `2024-03-01T09:30:00.250+01:00`. Undefined unless it exists and ClickHouse can hold it. */
export function readInstant(text: string, zone: Zone): WrittenInstant | undefined {
  const [, date, hour, minute, second = '0', fraction = '', offset] = PATTERN.exec(text) ?? [];
  const day = date === undefined ? undefined : parseDay(date);
  if (date === undefined || day === undefined) return undefined;
  const year = Number(date.slice(0, 4));
  if (year < FIRST_YEAR || year > LAST_YEAR) return undefined;
  if (hour === undefined) return { instant: zone.startOfDay(day), fraction, isDate: true };
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;

  const wall =
    day * MILLISECONDS_PER_DAY + (Number(hour) * 3_600 + Number(minute) * 60 + Number(second)) * 1_000;
  const milliseconds = Number(fraction.slice(0, 3).padEnd(3, '0'));
  const ahead = offset === undefined ? undefined : readOffset(offset);
  if (Number.isNaN(ahead)) return undefined;
  return {
    instant: (ahead === undefined ? zone.instantOf(wall) : wall - ahead) + milliseconds,
    fraction,
    isDate: false,
  };
}

function readOffset(text: string): number {
  if (text.toUpperCase() === 'Z') return 0;
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)$/.exec(text) as unknown as [
    string,
    string,
    string,
    string,
  ];
  if (Number(hours) > 14 || Number(minutes) > 59) return Number.NaN;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

/** `YYYY-MM-DDThh:mm:ssZ`, with the fraction as written. */
export function formatInstant({ instant, fraction }: WrittenInstant): string {
  const seconds = new Date(instant).toISOString().slice(0, 19);
  return `${seconds}${fraction === '' ? '' : `.${fraction}`}Z`;
}
