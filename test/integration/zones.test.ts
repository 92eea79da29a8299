import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Warehouse } from '../../db/clickhouse/index.js';
import { startOfClockBucket, type ClockGrain } from '../../src/metrics/resolve/buckets.js';
import { formatDay, parseDay, startOfUnit } from '../../src/metrics/resolve/calendar.js';
import { patternProblem } from '../../src/metrics/resolve/patternProblem.js';
import { zoneOf, type Zone } from '../../src/metrics/resolve/zone.js';
import { openTestWarehouse } from '../support/embedded.js';

/**
 * Ranges and `fill` cut time in TypeScript, grains cut it in ClickHouse: where they differ, a row falls between the buckets. Both read the tz database,
 * each its own copy, so this compares them in every zone, around every change of its clocks.
 */
let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await openTestWarehouse();
});
afterAll(() => warehouse.close());

/** Every name that both copies know, those that stand for another one too: `US/Eastern`, `GB`. */
async function zonesOfBoth(): Promise<readonly string[]> {
  const names = await askColumn('SELECT time_zone FROM system.time_zones ORDER BY time_zone');
  return names.filter((name) => {
    try {
      return new Intl.DateTimeFormat('en-US', { timeZone: name }).format(0) !== '';
    } catch {
      return false;
    }
  });
}

/** Days around each change of the clocks between 2005 and 2028, and a calm one. */
function restlessDays(zone: Zone): readonly number[] {
  const days = new Set([parseDay('2024-05-15') as number]);
  const first = parseDay('2005-01-01') as number;
  const last = parseDay('2028-12-31') as number;
  const offsetOn = (day: number) => zone.offsetAt(day * 86_400_000);
  // Ten days hold at most one change; the weeks around one are walked day by day.
  for (let day = first; day <= last; day += 10) {
    if (offsetOn(day) === offsetOn(day + 10)) continue;
    let change = day;
    while (offsetOn(change + 1) === offsetOn(day)) change++;
    for (const near of [change - 1, change, change + 1, change + 2]) days.add(near);
  }
  return [...days];
}

async function askColumn(text: string): Promise<readonly string[]> {
  const { rows } = await warehouse.query({ text, parameters: [], settings: { session_timezone: 'UTC' } });
  return rows.map(([value]) => String(value));
}

const instants = (milliseconds: readonly number[]) =>
  `fromUnixTimestamp64Milli(arrayJoin([${milliseconds.join()}])::Int64, 'UTC')`;

it('begins days, hours and quarters of an hour where ClickHouse does, in every zone', async () => {
  let restless = 0;
  const names = await zonesOfBoth();
  expect(names.length).toBeGreaterThan(550);
  for (const name of names) {
    const zone = zoneOf(name);
    const days = restlessDays(zone);
    if (days.length > 1) restless++;
    // 61 minutes and a bit apart: all parts of an hour are met, before and after a change.
    const moments = days.flatMap((day) => {
      const start = zone.startOfDay(day);
      return [
        start - 1,
        start,
        ...Array.from({ length: 5 }, (_, step) => start - 780_000 + step * 37 * 100_003),
      ];
    });
    const start = (moment: number, grain: ClockGrain) => startOfClockBucket(moment, grain, zone) / 1_000;
    const expected = moments.map(
      (moment) =>
        `${formatDay(zone.dayOf(moment))} ${start(moment, 'HOUR')} ${start(moment, 'FIFTEEN_MINUTES')}`,
    );
    const asked = await askColumn(
      `WITH ${instants(moments)} AS ts SELECT concat(toDate(ts, '${name}'), ' ', toUnixTimestamp(toStartOfHour(ts, '${name}')), ' ', toUnixTimestamp(toStartOfFifteenMinutes(ts, '${name}')))`,
    );
    expect(asked, name).toEqual(expected);
  }
  expect(restless).toBeGreaterThan(300);
}, 120_000);

it('weeks, months, quarters and years begin where ClickHouse begins them', async () => {
  const days = Array.from({ length: 800 }, (_, index) => (parseDay('2023-01-01') as number) + index);
  const column = `toDate(arrayJoin([${days.join()}]))`;
  for (const [cut, unit, weekStart] of [
    [`toStartOfWeek(${column}, 1)`, 'WEEK', 'monday'],
    [`toStartOfWeek(${column}, 0)`, 'WEEK', 'sunday'],
    [`toStartOfMonth(${column})`, 'MONTH', 'monday'],
    [`toStartOfQuarter(${column})`, 'QUARTER', 'monday'],
    [`toStartOfYear(${column})`, 'YEAR', 'monday'],
  ] as const) {
    expect(await askColumn(`SELECT toString(${cut})`), cut).toEqual(
      days.map((day) => formatDay(startOfUnit(day, unit, { weekStart }))),
    );
  }
});

it('patterns that the resolver lets pass, ClickHouse takes', async () => {
  const patterns = [
    '^/blog/',
    '(?i)berlin',
    '(?i:a)b',
    '(?s-i)a.b',
    'a{2,1000}',
    '(?P<year>\\d{4})',
    '(?<year>\\d{4})',
    '\\Aa\\z',
    '[[:alpha:]]+',
    '\\pL',
    '\\p{Greek}',
    '\\\\1',
    '\\Q(?=\\E',
    '(?:a|b)*?',
    '\\.html$',
    '\\x41',
    '\\x{41}',
    '[^/]+',
    'Straße',
    '\\bword\\B',
    '\\C',
    '\\07',
    'a|',
    '[]a]',
    'x{,5}',
    '\\-',
    '\\/',
  ];
  const refused: string[] = [];
  for (const pattern of patterns) {
    expect(patternProblem(pattern), pattern).toBeUndefined();
    const asked = warehouse.query({
      text: 'SELECT match({text:String}, {pattern:String})',
      parameters: [
        { name: 'text', type: 'String', value: 'a' },
        { name: 'pattern', type: 'String', value: pattern },
      ],
      settings: {},
    });
    await asked.catch(() => refused.push(pattern));
  }
  expect(refused).toEqual([]);
});
