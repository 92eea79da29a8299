import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Warehouse } from '../../db/clickhouse/index.js';
import {
  catalogFor,
  compileQuery,
  decodeRows,
  defineCatalog,
  type MetricQuery,
} from '../../src/metrics/index.js';
import { dayOf, dayText, offsetAt, startOfDay, startOfPiece, startOfUnit, timeText } from '../reference/clock.js'; // prettier-ignore
import { openTestWarehouse } from '../support/embedded.js';

/**
 * Whole questions around the changes of every zone's clocks: a range of local days, cut into hours, days, weeks and months, with every bucket filled.
 * What is right is reckoned by the slow clock of the reference evaluator, which asks Intl for nothing but offsets.
 */
const STEP = 1_020;
/** Rows stand 17 minutes apart, from 2005 to 2027. */
const FIRST = Date.UTC(2004, 11, 1) / 1_000;
const COUNT = Math.floor((Date.UTC(2028, 1, 1) / 1_000 - FIRST) / STEP);

const { catalog } = defineCatalog([
  {
    dataset: 'ticks',
    description: 'A row every 17 minutes.',
    source: 'clock.ticks',
    primaryKey: ['at'],
    time: 'at',
    dimensions: { at: { type: 'time' } },
    measures: { ticks: { agg: 'count' } },
    access: { analyst: { rows: 'all' } },
  },
]);
const visible = catalogFor(catalog, 'analyst');
const viewer = { subject: 'ana', role: 'analyst' as const, attributes: new Map() };

let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await openTestWarehouse();
  const write = (text: string): Promise<unknown> => warehouse.write(text);
  await write('CREATE DATABASE clock');
  await write("CREATE TABLE clock.ticks (at DateTime64(3, 'UTC')) ENGINE = MergeTree ORDER BY at");
  await write(
    `INSERT INTO clock.ticks SELECT fromUnixTimestamp64Milli(toInt64(${FIRST} + number * ${STEP}) * 1000, 'UTC') FROM numbers(${COUNT})`,
  );
});
afterAll(() => warehouse.close());

/** Coyhaique is younger than the engine's copy of the tz database. */
const ZONES = Intl.supportedValuesOf('timeZone').filter((name) => name !== 'America/Coyhaique');
const DAY = 86_400;

/** Days on which the clocks of a zone change: the last forward, the last backward and the last by another length between 2005 and 2027. */
function changes(zone: string): readonly number[] {
  const found = new Map<number, number>();
  const [first, last] = [Date.UTC(2005, 0, 20) / 1_000, Date.UTC(2027, 10, 20) / 1_000];
  for (let second = first; second < last; second += 10 * DAY) {
    const by = offsetAt(zone, second + 10 * DAY) - offsetAt(zone, second);
    if (by === 0) continue;
    let at = second;
    while (offsetAt(zone, at + DAY) === offsetAt(zone, second)) at += DAY;
    found.set(by, dayOf(zone, at + DAY));
  }
  return found.size === 0 ? [19_850] : [...found.values()];
}

const rowsBefore = (second: number): number => Math.ceil((second - FIRST) / STEP);

/** Days around the change that a question at this grain covers. */
const AROUND = { HOUR: 1, DAY: 2, WEEK: 9, MONTH: 40 } as const;
type CutGrain = keyof typeof AROUND;

/** Every bucket of the days from…to with the rows it holds inside of them, as `bucket count`. */
function expectedBuckets(
  zone: string,
  grain: CutGrain,
  [from, to]: readonly [number, number],
): readonly string[] {
  const counts = new Map<string, number>();
  const add = (bucket: string, start: number, end: number): void => {
    counts.set(bucket, (counts.get(bucket) ?? 0) + rowsBefore(end) - rowsBefore(start));
  };
  for (let day = from; day < to; day++) {
    const [start, end] = [startOfDay(zone, day), startOfDay(zone, day + 1)];
    // A day that the zone skips is no bucket.
    if (start === end) continue;
    if (grain === 'HOUR') {
      for (let hour = start; hour < end; hour += 3_600) {
        const begin = startOfPiece(zone, hour, 3_600);
        add(timeText(zone, BigInt(begin) * 1_000_000_000n), begin, Math.min(hour + 3_600, end));
      }
    } else add(dayText(startOfUnit(day, grain)), start, end);
  }
  return [...counts].map(([bucket, count]) => `${bucket} ${count}`);
}

async function askBuckets(
  zone: string,
  grain: CutGrain,
  [from, to]: readonly [number, number],
): Promise<readonly string[]> {
  const query: MetricQuery = {
    dataset: 'ticks',
    view: 'rows',
    timezone: zone,
    time: { range: { from: dayText(from), to: dayText(to) } },
    select: [{ field: 'at', as: 'bucket', grain }, { field: 'ticks' }],
    fill: true,
    limit: 10_000,
  };
  const { statement } = compileQuery({
    catalog: visible,
    query,
    viewer,
    now: new Date('2027-12-01T00:00:00Z'),
  });
  const { rows } = await warehouse.query(statement);
  return decodeRows(statement, rows).map((row) => `${String(row.get('bucket'))} ${String(row.get('ticks'))}`);
}

it.each(Object.keys(AROUND) as CutGrain[])(
  'counts every row once, in the %s it belongs to, around the clock changes of every zone',
  async (grain) => {
    let asked = 0;
    for (const zone of ZONES) {
      for (const day of changes(zone)) {
        const range = [day - AROUND[grain], day + AROUND[grain]] as const;
        expect(await askBuckets(zone, grain, range), `${zone} around ${dayText(day)}`).toEqual(
          expectedBuckets(zone, grain, range),
        );
        asked++;
      }
    }
    expect(asked).toBeGreaterThan(600);
  },
  120_000,
);
