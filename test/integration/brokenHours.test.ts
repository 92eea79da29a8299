import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Warehouse } from '../../db/clickhouse/index.js';
import { defineCatalog, type MetricQuery, type Selection } from '../../src/metrics/index.js';
import { zoneOf } from '../../src/metrics/resolve/zone.js';
import { CatalogAsker } from '../support/askCatalog.js';
import { openTestWarehouse } from '../support/embedded.js';

/** Hours where clocks change by half an hour, at other times, against a slow loop: on 7 April 2024 back, on 6 October forward. */
const { catalog } = defineCatalog([
  {
    dataset: 'ticks',
    description: '',
    source: 'broken.ticks',
    primaryKey: ['at'],
    time: 'at',
    dimensions: { at: { type: 'time' } },
    measures: { ticks: { agg: 'count' } },
    access: { analyst: { rows: 'all' } },
  },
]);
const ZONE = 'Australia/Lord_Howe';
const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];
/** A tick every 17 minutes of some days around both changes. */
const TICKS = [Date.UTC(2024, 3, 3), Date.UTC(2024, 9, 2)].flatMap((from) =>
  Array.from({ length: Math.floor((8 * DAY) / (17 * MINUTE)) }, (_, index) => from + index * 17 * MINUTE),
);

let warehouse: Warehouse;
let asker: CatalogAsker;
beforeAll(async () => {
  warehouse = await openTestWarehouse();
  await warehouse.write('CREATE DATABASE broken');
  await warehouse.write("CREATE TABLE broken.ticks (at DateTime('UTC')) ENGINE = MergeTree ORDER BY at");
  await warehouse.write(`INSERT INTO broken.ticks SELECT arrayJoin([${TICKS.map((at) => at / 1000).join(', ')}])`); // prettier-ignore
  asker = new CatalogAsker(catalog, warehouse, new Date('2024-12-01T00:00:00Z'));
});
afterAll(() => warehouse.close());

const zone = zoneOf(ZONE);
const midnight = (day: string) => zone.startOfDay(Date.parse(day) / DAY);
/** Starts of the hours of a range, counted from each midnight. */
function hoursOf(from: number, to: number): readonly number[] {
  const hours: number[] = [];
  for (let day = zone.dayOf(from); zone.startOfDay(day) < to; day++)
    for (let at = zone.startOfDay(day); at < zone.startOfDay(day + 1); at += HOUR) hours.push(at);
  return hours;
}
const ticks = (from: number, to: number) => TICKS.filter((at) => at >= from && at < to).length;
const endOf = (hour: number) => Math.min(hour + HOUR, zone.startOfDay(zone.dayOf(hour) + 1));

async function ask(select: Omit<Selection, 'field'>, [from, to]: readonly [string, string]) {
  const query: MetricQuery = {
    dataset: 'ticks',
    view: 'rows',
    timezone: ZONE,
    time: { range: { from, to } },
    select: [{ field: 'at', grain: 'HOUR' }, { field: 'ticks', as: 'n', ...select }], // prettier-ignore
    limit: 10_000,
  };
  const rows = await asker.ask(query);
  return rows.map((row) => [Date.parse(String(row['at'])), Number(row['n'])]);
}
const RANGES = [
  ['2024-04-05', '2024-04-10'],
  ['2024-10-04', '2024-10-09'],
] as const;
const shown = ([from, to]: readonly [string, string], of: (hour: number) => number) =>
  hoursOf(midnight(from), midnight(to))
    .map((hour) => [hour, of(hour)])
    .filter(([, count]) => count !== 0);

it.each(RANGES)('to date, running and in windows: %s', async (...range) => {
  const start = midnight(range[0]);
  expect(await ask({ calculate: 'RUNNING_TOTAL' }, range)).toEqual(shown(range, (hour) => ticks(start, endOf(hour)))); // prettier-ignore
  expect(await ask({ toDate: 'DAY' }, range)).toEqual(shown(range, (hour) => ticks(zone.startOfDay(zone.dayOf(hour)), endOf(hour)))); // prettier-ignore
  expect(await ask({ toDate: 'MONTH' }, range)).toEqual(shown(range, (hour) => ticks(midnight(`${range[0].slice(0, 7)}-01`), endOf(hour)))); // prettier-ignore
  const before = (hour: number, n: number) => hoursOf(hour - 2 * DAY, hour + 1).filter((at) => at <= hour).at(-n) as number; // prettier-ignore
  expect(await ask({ window: { trailing: { n: 3, unit: 'HOUR' } } }, range)).toEqual(shown(range, (hour) => ticks(before(hour, 3), endOf(hour)))); // prettier-ignore
});

/** The hour in which an hour stands days later: that of the same time on the wall. */
function stands(hour: number, days: number): number {
  const day = zone.dayOf(hour);
  const wall = hour + zone.offsetAt(hour) + days * DAY;
  const found = zone.instantOf(wall);
  // A time that the clock skips stands in the hour before.
  const at = found + zone.offsetAt(found) === wall ? found : found - 1;
  return hoursOf(zone.startOfDay(day + days), zone.startOfDay(day + days + 1)).filter((start) => start <= at).at(-1) as number; // prettier-ignore
}

it.each(RANGES)('at the same time of other days, each row once: %s', async (...range) => {
  for (const [n, unit, days] of [[1, 'DAY', 1], [-1, 'DAY', -1], [1, 'WEEK', 7]] as const) {
    const source = hoursOf(midnight(range[0]) - 9 * DAY, midnight(range[1]) + 9 * DAY);
    const counts = new Map<number, number>();
    for (const hour of source) {
      const at = stands(hour, days);
      counts.set(at, (counts.get(at) ?? 0) + ticks(hour, endOf(hour)));
    }
    expect(await ask({ shift: { n, unit } }, range), `${n} ${unit}`).toEqual(shown(range, (hour) => counts.get(hour) ?? 0)); // prettier-ignore
  }
}); // prettier-ignore
