const formats = new Map<string, Intl.DateTimeFormat>();

/** Seconds that a zone's clocks are ahead of UTC at an instant (milliseconds since the epoch). */
export function zoneOffset(timezone: string, instant: number): number {
  if (timezone === 'UTC') return 0;
  const { year, month, day, hour, minute, second } = zoneParts(timezone, instant);
  const local = Date.UTC(2000, month - 1, day, hour, minute, second);
  const date = new Date(local);
  date.setUTCFullYear(year, month - 1, day);
  return Math.round((date.getTime() - Math.floor(instant / 1000) * 1000) / 1000);
}

type Part = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second';

function zoneParts(timezone: string, instant: number): Readonly<Record<Part, number>> {
  const parts = { year: 0, month: 1, day: 1, hour: 0, minute: 0, second: 0 };
  for (const { type, value } of zoneFormat(timezone).formatToParts(Math.floor(instant / 1000) * 1000)) {
    if (type in parts) parts[type as Part] = Number(value);
  }
  return parts;
}

/** A formatter is slow to make (30 µs) and kept; names of zones are checked before they get here, so there are few. */
function zoneFormat(timezone: string): Intl.DateTimeFormat {
  const known = formats.get(timezone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(timezone, made);
  return made;
}
