import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDay } from './calendar.js';
import { dateAtMidnight, zoneOf } from './zone.js';

const startOf = (zone: string, day: string) =>
  new Date(zoneOf(zone).startOfDay(parseDay(day) as number)).toISOString().replace('.000Z', 'Z');
const instantOf = (zone: string, wall: string) =>
  new Date(zoneOf(zone).instantOf(Date.parse(`${wall}Z`))).toISOString().replace('.000Z', 'Z');

describe('the start of a day', () => {
  it.each([
    ['UTC', '2024-03-01', '2024-03-01T00:00:00Z'],
    ['Asia/Kathmandu', '2024-03-01', '2024-02-29T18:15:00Z'],
    ['Europe/Berlin', '2024-03-31', '2024-03-30T23:00:00Z'],
    ['Europe/Berlin', '2024-04-01', '2024-03-31T22:00:00Z'],
    // Clocks go from 00:00 to 01:00.
    ['Africa/Cairo', '2024-04-26', '2024-04-25T22:00:00Z'],
    ['America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00:00Z'],
    // Clocks go back at midnight, to 23:00 of the day that ends.
    ['Africa/Cairo', '2024-11-01', '2024-10-31T22:00:00Z'],
    ['America/Sao_Paulo', '2018-02-18', '2018-02-18T03:00:00Z'],
    // The day does not exist: what it would hold is the next one's.
    ['Pacific/Apia', '2011-12-29', '2011-12-29T10:00:00Z'],
    ['Pacific/Apia', '2011-12-30', '2011-12-30T10:00:00Z'],
    ['Pacific/Apia', '2011-12-31', '2011-12-30T10:00:00Z'],
    // Midnight comes twice: the old day comes back in between, or it does not.
    ['America/St_Johns', '2006-10-29', '2006-10-29T03:30:00Z'],
    ['America/Havana', '2023-11-05', '2023-11-05T04:00:00Z'],
    ['Australia/Lord_Howe', '2024-10-06', '2024-10-05T13:30:00Z'],
    ['America/New_York', '1950-07-04', '1950-07-04T04:00:00Z'],
  ])('%s %s', (zone, day, expected) => {
    expect(startOf(zone, day)).toBe(expected);
  });
});

describe('the instant of a local time', () => {
  it.each([
    ['Europe/Berlin', '2024-06-01T12:00:00', '2024-06-01T10:00:00Z'],
    // Skipped: as long after the change as it would have been without it.
    ['Europe/Berlin', '2024-03-31T02:30:00', '2024-03-31T01:30:00Z'],
    // Twice: the first.
    ['Europe/Berlin', '2024-10-27T02:30:00', '2024-10-27T00:30:00Z'],
    ['Pacific/Apia', '2011-12-30T12:00:00', '2011-12-30T22:00:00Z'],
    ['Asia/Kathmandu', '2024-01-01T00:00:00', '2023-12-31T18:15:00Z'],
  ])('%s %s', (zone, wall, expected) => {
    expect(instantOf(zone, wall)).toBe(expected);
  });
});

it.each([
  ['Europe/Berlin', '2024-03-31T00:59:59.999Z', 60],
  ['Europe/Berlin', '2024-03-31T01:00:00Z', 120],
  ['Europe/Berlin', '2024-03-31T23:59:59.999Z', 120],
  // A change at the very end of a day of UTC.
  ['Pacific/Apia', '2011-12-30T09:59:59.999Z', -600],
  ['Pacific/Apia', '2011-12-30T10:00:00Z', 840],
  ['Asia/Pyongyang', '2015-08-14T14:59:59.999Z', 540],
  ['Asia/Pyongyang', '2015-08-14T15:00:00Z', 510],
  // Two changes within a week.
  ['America/Recife', '2000-10-08T02:59:59.999Z', -180],
  ['America/Recife', '2000-10-08T03:00:00Z', -120],
  ['America/Recife', '2000-10-15T02:00:00Z', -180],
])('the offset of %s at %s is %i minutes', (zone, instant, minutes) => {
  // Asked twice: the second answer is one that was kept.
  const offsets = [1, 2].map(() => zoneOf(zone).offsetAt(Date.parse(instant)) / 60_000);
  expect(offsets).toEqual([minutes, minutes]);
});

it('knows which instants are midnights', () => {
  expect(dateAtMidnight(zoneOf('Europe/Berlin'), Date.parse('2024-03-30T23:00:00Z'))).toBe('2024-03-31');
  expect(dateAtMidnight(zoneOf('Europe/Berlin'), Date.parse('2024-03-31T00:00:00Z'))).toBeUndefined();
  expect(dateAtMidnight(zoneOf('Africa/Cairo'), Date.parse('2024-04-25T22:00:00Z'))).toBe('2024-04-26');
});

describe('in every zone', () => {
  const zones = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));
  const instants = fc.integer({ min: Date.UTC(1901, 0, 1), max: Date.UTC(2298, 0, 1) });

  it('an instant lies in its day', () => {
    fc.assert(
      fc.property(zones, instants, (name, instant) => {
        const zone = zoneOf(name);
        const day = zone.dayOf(instant);
        expect(zone.startOfDay(day)).toBeLessThanOrEqual(instant);
        expect(zone.startOfDay(day + 1)).toBeGreaterThan(instant);
      }),
      { numRuns: 500, seed: 7 },
    );
  });

  it('days follow each other, and each begins with itself', () => {
    fc.assert(
      fc.property(zones, instants, (name, instant) => {
        const zone = zoneOf(name);
        const day = zone.dayOf(instant);
        const start = zone.startOfDay(day);
        expect(zone.dayOf(start)).toBe(day);
        expect(zone.dayOf(start - 1)).toBeLessThan(day);
      }),
      { numRuns: 500, seed: 8 },
    );
  });

  it('a local time that exists comes back from its instant', () => {
    fc.assert(
      fc.property(zones, instants, (name, instant) => {
        const zone = zoneOf(name);
        const wall = instant + zone.offsetAt(instant);
        const first = zone.instantOf(wall);
        expect(first).toBeLessThanOrEqual(instant);
        expect(first + zone.offsetAt(first)).toBe(wall);
      }),
      { numRuns: 500, seed: 9 },
    );
  });
});
