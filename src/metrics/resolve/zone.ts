import { formatDay, MILLISECONDS_PER_DAY, type Day } from './calendar.js';

/** Milliseconds since 1970-01-01T00:00Z. */
export type Instant = number;

/** What a clock on the wall shows, counted as if it were UTC. Subtracting an offset gives an instant. */
type WallTime = number;

/** Days that a zone remembers: more than a century. */
const MAX_KEPT_DAYS = 50_000;

/**
 * One time zone, as far as ranges need it, on top of Intl (which has the whole tz database). Instants between the years 1900 and 2299.
 * Cuts days where ClickHouse's `toDate(ts, zone)` does.
 */
export class Zone {
  readonly name: string;
  readonly #format: Intl.DateTimeFormat;
  readonly #starts = new Map<Day, Instant>();
  /** By day of UTC: the offset of all its instants, or null when it changes within the day. */
  readonly #offsets = new Map<number, number | null>();

  /** `name` as `canonicalTimezone` gives it. */
  constructor(name: string) {
    this.name = name;
    this.#format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  }

  #wall(instant: Instant): WallTime {
    return instant + this.offsetAt(instant);
  }

  /** Milliseconds that the zone's clocks are ahead of UTC. */
  offsetAt(instant: Instant): number {
    const day = Math.floor(instant / MILLISECONDS_PER_DAY);
    const known = this.#offsets.get(day);
    return (known === undefined ? this.#offsetOfDay(day) : known) ?? this.#readOffset(instant);
  }

  /**
   * Asking Intl costs more than all else that is done to an instant, so it is asked twice a day. A day that begins and ends with one offset
   * has no other in between: in the whole tz database no two changes of a zone are less than three days apart.
   */
  #offsetOfDay(day: number): number | null {
    const first = this.#readOffset(day * MILLISECONDS_PER_DAY);
    const offset = first === this.#readOffset((day + 1) * MILLISECONDS_PER_DAY) ? first : null;
    if (this.#offsets.size > MAX_KEPT_DAYS) this.#offsets.clear();
    this.#offsets.set(day, offset);
    return offset;
  }

  #readOffset(instant: Instant): number {
    const [month, day, year, hour, minute, second] = (
      this.#format.format(instant).match(/\d+/g) as string[]
    ).map(Number) as [number, number, number, number, number, number];
    return Date.UTC(year, month - 1, day, hour, minute, second) + modulo(instant, 1_000) - instant;
  }

  /** The day an instant lies on. */
  dayOf(instant: Instant): Day {
    const day = Math.floor(this.#wall(instant) / MILLISECONDS_PER_DAY);
    // Clocks set back across midnight show the end of the old day again: it goes on until the second midnight.
    return instant < this.startOfDay(day) ? day - 1 : day;
  }

  /**
   * First instant of a day, from which on no clock shows the day before. Where clocks skip midnight (Cairo, São Paulo before 2019) that is later than
   * 00:00; where they skip the whole day (Apia, 2011-12-30) it is the first instant of the next one; where midnight comes twice it is the second if the
   * old day comes back in between (St. John's, 00:01 → 23:01), else the first (Havana, 01:00 → 00:00).
   */
  startOfDay(day: Day): Instant {
    const known = this.#starts.get(day);
    if (known !== undefined) return known;
    const midnight = day * MILLISECONDS_PER_DAY;
    const midnights = this.#instantsOf(midnight);
    const start =
      midnights.findLast((instant) => this.#wall(instant - 1) < midnight) ?? this.#endOfGap(midnight);
    if (this.#starts.size > MAX_KEPT_DAYS) this.#starts.clear();
    this.#starts.set(day, start);
    return start;
  }

  /**
   * Instant of a local time. One that comes twice means its first time; one that is skipped means as long after the change as it would have
   * been after it without the change (02:30 becomes 03:30).
   */
  instantOf(wall: WallTime): Instant {
    return this.#instantsOf(wall)[0] ?? wall - this.offsetAt(wall - MILLISECONDS_PER_DAY);
  }

  /** First instant at which clocks show a local time; when they skip it, the one at which they do. */
  firstAt(wall: WallTime): Instant {
    return this.#instantsOf(wall)[0] ?? this.#endOfGap(wall);
  }

  /** Instants whose wall time is this one, in order: two when clocks were set back over it, none when they were set forward. */
  #instantsOf(wall: WallTime): readonly Instant[] {
    const offsets = [this.offsetAt(wall - MILLISECONDS_PER_DAY), this.offsetAt(wall + MILLISECONDS_PER_DAY)];
    const instants = [...new Set(offsets)]
      .map((offset) => wall - offset)
      .filter((instant) => this.#wall(instant) === wall);
    return instants.sort((a, b) => a - b);
  }

  /** The change that skips this wall time. */
  #endOfGap(wall: WallTime): Instant {
    let before = wall - 2 * MILLISECONDS_PER_DAY;
    let after = wall + 2 * MILLISECONDS_PER_DAY;
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2);
      if (this.#wall(middle) < wall) before = middle;
      else after = middle;
    }
    return after;
  }
}

const zones = new Map<string, Zone>();

/** Zones are kept: making a formatter costs more than using it. There are fewer than a thousand. */
export function zoneOf(name: string): Zone {
  const zone = zones.get(name) ?? new Zone(name);
  zones.set(name, zone);
  return zone;
}

/** `YYYY-MM-DD` when the instant is the first of a day in the zone. */
export function dateAtMidnight(zone: Zone, instant: Instant): string | undefined {
  const day = zone.dayOf(instant);
  return zone.startOfDay(day) === instant ? formatDay(day) : undefined;
}

function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}
