import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Warehouse } from '../../db/clickhouse/index.js';
import { defineCatalog } from '../../src/metrics/catalog/defineCatalog.js';
import { catalogFor } from '../../src/metrics/catalog/roleCatalog.js';
import { intervalBuckets } from '../../src/metrics/resolve/intervalBuckets.js';
import type { IntervalGrain } from '../../src/metrics/resolve/resolvedQuery.js';
import { zoneOf } from '../../src/metrics/resolve/zone.js';
import { CatalogAsker } from '../support/askCatalog.js';
import { openTestWarehouse } from '../support/embedded.js';

/** Buckets of intervals are cut twice: in ClickHouse for rows, in TypeScript for `fill`. Both must cut at the same instants, in every kind of zone. */
const GRAINS = {
  halfYear: { interval: '6 months', origin: '2024-02-01' },
  fiscalYear: { interval: '1 year', offset: '3 months' },
  lateMonths: { interval: '1 month', origin: '2023-12-31' },
  mixed: { interval: '3 months 3 days', origin: '2024-01-30' },
  mixedClock: { interval: '1 month 10 days 6 hours', origin: '2000-01-31T05:00:00' },
  fortnight: { interval: '2 weeks' },
  tenDays: { interval: '10 days', origin: '2030-05-04' },
  shifts: { interval: '8 hours', offset: '6 hours' },
  sevenHours: { interval: '7 hours' },
  oddHours: { interval: '1 hour', offset: '30 minutes' },
  threeQuarters: { interval: '45 minutes' },
  tenMinutes: { interval: '10 minutes', offset: '5 minutes' },
  daysFromSix: { interval: '1 day', origin: '2024-01-01T06:00:00' },
} as const;
const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Cairo', 'Asia/Kathmandu', 'America/Sao_Paulo', 'Pacific/Apia']; // prettier-ignore

const { catalog, issues } = defineCatalog(
  [
    {
      dataset: 'moments',
      description: '',
      source: 'default.moments',
      time: 'at',
      dimensions: {
        at: { type: 'time', grains: GRAINS },
        seconds: { type: 'time', sql: 'at_seconds' },
        day: { type: 'date', grains: { mixed: GRAINS.mixed, halfYear: GRAINS.halfYear } },
      },
      measures: { moments: { agg: 'count' } },
      access: { analyst: { rows: 'all' } },
    },
  ],
  {
    dimensions: new Map([
      ['moments.at', "Nullable(DateTime64(3, 'UTC'))"],
      ['moments.seconds', "DateTime('UTC')"],
      ['moments.day', 'Date32'],
    ]),
    measures: new Map(),
  },
);

/** Around every kind of change of clocks, before 1970, and at the edges of months. */
const MOMENTS = [
  '1935-05-17T23:59:59.500Z', '1969-12-31T23:59:59.999Z', '1970-01-01T00:00:00.000Z', '2011-12-29T23:00:00.000Z',
  '2011-12-30T10:30:00.000Z', '2018-11-04T02:59:00.000Z', '2018-11-04T03:10:00.000Z', '2019-02-16T23:30:00.000Z',
  '2024-01-29T23:30:00.000Z', '2024-02-29T12:00:00.000Z', '2024-03-01T00:00:00.000Z', '2024-03-31T00:30:00.000Z', '2024-03-31T01:10:00.000Z',
  '2024-03-31T01:40:00.000Z', '2024-03-31T04:00:00.000Z', '2024-04-06T14:45:00.000Z', '2024-04-06T15:10:00.000Z', '2024-04-06T15:40:00.000Z', '2024-04-25T21:59:59.000Z',
  '2024-04-25T22:30:00.000Z', '2024-10-05T15:45:00.000Z', '2024-10-27T00:10:00.000Z', '2024-10-27T00:40:00.000Z',
  '2024-10-27T01:10:00.000Z', '2024-10-27T01:40:00.000Z', '2024-11-03T05:40:00.000Z', '2024-11-03T06:40:00.000Z', '2024-12-31T23:30:00.000Z',
  '2150-06-01T00:00:00.000Z',
]; // prettier-ignore

let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await openTestWarehouse();
  await warehouse.write(
    "CREATE TABLE default.moments (at Nullable(DateTime64(3, 'UTC')), at_seconds DateTime('UTC'), day Date32) ENGINE = MergeTree ORDER BY tuple()",
  );
  const rows = MOMENTS.map((at) => `('${at.slice(0, -1)}', '2024-01-01 00:00:00', '${at.slice(0, 10)}')`);
  await warehouse.write(`INSERT INTO default.moments VALUES ${rows.join(', ')}, (NULL, '2024-01-01 00:00:00', '2024-01-01')`); // prettier-ignore
});
afterAll(() => warehouse.close());

const bucketOf = (grain: IntervalGrain, at: string, timezone: string): string => {
  const from = Date.parse(at);
  const [bucket, ...more] = intervalBuckets(grain, { from, to: from + 1 }, zoneOf(timezone));
  expect(more).toEqual([]);
  return typeof bucket === 'number' ? new Date(bucket).toISOString() : (bucket as string);
};

it('are defined without a mistake', () => {
  expect(issues).toEqual([]);
});

it.each(ZONES)('are cut alike in ClickHouse and here: %s', async (timezone) => {
  const asker = new CatalogAsker(catalog, warehouse, new Date('2024-06-01T00:00:00Z'));
  const grains = [...(catalog.datasets.get('moments')?.dimensions.get('at')?.grains?.values() ?? [])];
  const rows = await asker.ask({
    dataset: 'moments',
    view: 'rows',
    timezone,
    select: [{ field: 'at' }, ...grains.map(({ name }) => ({ field: 'at', grain: name, as: name }))],
    orderBy: [{ alias: { name: 'at', direction: 'ASC' } }],
  });
  expect(rows).toHaveLength(MOMENTS.length + 1);
  const differing = rows.flatMap(({ at, ...buckets }) =>
    grains.flatMap((grain) => {
      const bucket = buckets[grain.name] ?? null;
      const got = String(bucket).includes('T') ? new Date(String(bucket)).toISOString() : bucket;
      const wanted = at === null ? null : bucketOf(grain as IntervalGrain, String(at), timezone);
      return got === wanted
        ? []
        : [`${grain.name} of ${String(at)}: ${String(got)}, wanted ${String(wanted)}`];
    }),
  );
  expect(differing).toEqual([]);
});

it('cut dates without a zone', async () => {
  const asker = new CatalogAsker(catalog, warehouse, new Date('2024-06-01T00:00:00Z'));
  const rows = await asker.ask({
    dataset: 'moments',
    view: 'rows',
    timezone: 'Pacific/Apia',
    where: { day: { between: { from: '2024-01-29', to: '2024-03-31' } } },
    select: [
      { field: 'day' },
      { field: 'day', grain: 'mixed', as: 'mixed' },
      { field: 'day', grain: 'halfYear', as: 'half' },
    ],
    orderBy: [{ alias: { name: 'day', direction: 'ASC' } }],
  });
  expect(rows).toEqual([
    { day: '2024-01-29', mixed: '2023-10-27', half: '2023-08-01' },
    { day: '2024-02-29', mixed: '2024-01-30', half: '2024-02-01' },
    { day: '2024-03-01', mixed: '2024-01-30', half: '2024-02-01' },
    { day: '2024-03-31', mixed: '2024-01-30', half: '2024-02-01' },
  ]);
});

it('are filled, across a change of clocks', async () => {
  const asker = new CatalogAsker(catalog, warehouse, new Date('2024-06-01T00:00:00Z'));
  const filled = (grain: string, from: string, to: string) =>
    asker.ask({
      dataset: 'moments',
      view: 'rows',
      timezone: 'Europe/Berlin',
      time: { range: { from, to } },
      fill: true,
      select: [{ field: 'at', grain, as: 'bucket' }, { field: 'moments' }],
    });
  expect(await filled('shifts', '2024-10-26', '2024-10-28')).toEqual([
    { bucket: '2024-10-25T22:00:00+02:00', moments: 0 },
    { bucket: '2024-10-26T06:00:00+02:00', moments: 0 },
    { bucket: '2024-10-26T14:00:00+02:00', moments: 0 },
    { bucket: '2024-10-26T22:00:00+02:00', moments: 4 },
    { bucket: '2024-10-27T06:00:00+01:00', moments: 0 },
    { bucket: '2024-10-27T14:00:00+01:00', moments: 0 },
    { bucket: '2024-10-27T22:00:00+01:00', moments: 0 },
  ]);
  expect(await filled('mixed', '2023-12-01', '2024-06-01')).toEqual([
    { bucket: '2023-10-27', moments: 0 },
    { bucket: '2024-01-30', moments: 12 },
    { bucket: '2024-05-03', moments: 0 },
  ]);
});

it('have names that are no unit of the calendar', () => {
  const grain = (name: string, spec: object) =>
    defineCatalog([
      {
        dataset: 'a',
        description: '',
        source: 'b.c',
        dimensions: { at: { type: 'date', grains: { [name]: spec } } },
        access: { analyst: { rows: 'all' } },
      },
    ]).issues.map(({ path, message }) => `${path.join('.')} ${message.slice(0, 40)}`);
  expect(grain('day', { interval: '1 day' })[0]).toContain('"day" is no name for a grain');
  expect(grain('x', { interval: '6 moons' })[0]).toContain('"6 moons" is not a length of time');
  expect(grain('x', { interval: '-1 day' })[0]).toContain('made of positive lengths');
  expect(grain('x', { interval: '6 hours' })[0]).toContain('A date has no time of day');
  expect(grain('x', { interval: '1 day', origin: '2024-02-30' })[0]).toContain('"2024-02-30" is not a local');
  expect(grain('x', { calendar: 'z', date: 'd', bucket: 'b' })[0]).toContain('There is no dataset "z"');
  expect(catalogFor(catalog, 'reader').datasets.size).toBe(0);
});
