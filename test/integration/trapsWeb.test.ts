import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Warehouse } from '../../db/clickhouse/index.js';
import { openCatalog } from '../../src/catalog/index.js';
import type { MetricQuery } from '../../src/metrics/index.js';
import { CatalogAsker } from '../support/askCatalog.js';
import { CATALOG, openShippedWarehouse } from '../support/shippedDemo.js';
import { deriveAll, hit, insertHits } from '../support/webDerivation.js';

/**
 * What the shipped web metrics mean, each against numbers worked out by hand from the hits below. How hits become visits is held to a reference in
 * webDerivation.test.ts.
 */
const MINUTE = 60_000;
const DAY = 86_400_000;
/** A recent midnight: hits older than the time to live would be removed. */
const MIDNIGHT = Math.floor(Date.now() / DAY - 10) * DAY;
const at = (clock: string, day = 0): number => {
  const [hours, minutes] = clock.split(':').map(Number) as [number, number];
  return MIDNIGHT + day * DAY + (hours * 60 + minutes) * MINUTE;
};
const now = Date.now();

const HITS = [
  // Ada, from an advertisement: three pages, 45 minutes on the second (kept alive by a heartbeat), and an order. 10:00 to 10:51.
  hit({ id: 1, at: at('10:00'), user: 'ada', tracker: 1, path: '/', source: 'paid' }),
  hit({ id: 2, at: at('10:00'), user: 'ada', tracker: 1, path: '/', source: 'paid', duplicate: true }),
  hit({ id: 3, at: at('10:05'), user: 'ada', tracker: 1, path: '/shop', source: 'paid' }),
  hit({ id: 4, at: at('10:30'), user: 'ada', tracker: 1, path: '/shop', source: 'paid', type: 'event', heartbeat: true }),
  hit({ id: 5, at: at('10:50'), user: 'ada', tracker: 1, path: '/cart', source: 'paid' }),
  hit({ id: 6, at: at('10:51'), user: 'ada', tracker: 1, path: '/cart', source: 'paid', type: 'transaction', revenue: 30, interactive: true }),
  // Ada again, from a search: one page, nothing done. A bounce.
  hit({ id: 7, at: at('15:00'), user: 'ada', tracker: 2, path: '/', source: 'organic' }),
  // Bob: one page, but he did something on it. No bounce. 12:00 to 12:01.
  hit({ id: 8, at: at('12:00'), user: 'bob', tracker: 3, path: '/shop' }),
  hit({ id: 9, at: at('12:01'), user: 'bob', tracker: 3, path: '/shop', type: 'event', interactive: true }),
  // Bob on the next day: a bounce.
  hit({ id: 10, at: at('9:00', 1), user: 'bob', tracker: 4, path: '/', source: 'paid' }),
  // Cyd: no page view at all, but a conversion. Neither a bounce nor none.
  hit({ id: 11, at: at('13:00'), user: 'cyd', tracker: 5, path: '', type: 'event', category: 'conversion' }),
  // Dan over midnight: 23:50 to 0:10.
  hit({ id: 12, at: at('23:50'), user: 'dan', tracker: 6, path: '/' }),
  hit({ id: 13, at: at('0:10', 1), user: 'dan', tracker: 6, path: '/shop' }),
  // Just now: Eve looks at a page, Fay's page only says that it is open, Gus was there six minutes ago.
  hit({ id: 14, at: now - MINUTE, user: 'eve', tracker: 7, path: '/' }),
  hit({ id: 15, at: now - MINUTE, user: 'fay', tracker: 8, path: '/', type: 'event', heartbeat: true }),
  hit({ id: 16, at: now - 6 * MINUTE, user: 'gus', tracker: 9, path: '/' }),
]; // prettier-ignore

let warehouse: Warehouse;
let asker: CatalogAsker;
beforeAll(async () => {
  warehouse = await openShippedWarehouse();
  await insertHits(warehouse, HITS);
  await deriveAll(warehouse);
  asker = new CatalogAsker(await openCatalog(join(CATALOG, 'web'), warehouse), warehouse, new Date(now));
});
afterAll(() => warehouse.close());

const days = (from: number, to: number): Pick<MetricQuery, 'time'> => ({
  time: { range: { from: new Date(MIDNIGHT + from * DAY).toISOString(), to: new Date(MIDNIGHT + to * DAY).toISOString() } }, // prettier-ignore
});
const totals = async (dataset: string, fields: readonly string[], time = days(0, 1)) => {
  const select = fields.map((field) => ({ field }));
  const [row] = await asker.ask({ dataset, view: 'totals', select, ...time });
  return Object.values(row as object) as unknown[];
};
const by = async (member: string, fields: readonly string[], time = days(0, 1)) => {
  const [dataset, dimension] = member.split('.') as [string, string];
  const select = [dimension, ...fields].map((field) => ({ field }));
  const rows = await asker.ask({ dataset, view: 'rows', select, orderBy: [{ [dimension]: 'ASC' }], ...time });
  return rows.map((row) => Object.values(row));
};

describe('the web metrics', () => {
  it('visitors: distinct users', async () => {
    expect(await totals('events', ['visitors', 'visitorsExact'])).toEqual([4, 4]);
    expect(await totals('events', ['visitors'], days(0, 2))).toEqual([4]);
    expect(await totals('sessions', ['visitors', 'visitorsExact'])).toEqual([4, 4]);
  });

  it('sessions belong to the range in which they begin', async () => {
    expect(await totals('sessions', ['sessions'])).toEqual([5]);
    expect(await totals('sessions', ['sessions'], days(1, 2))).toEqual([1]);
    expect(await by('sessions.trafficSource', ['sessions', 'revenue'])).toEqual([
      ['direct', 3, null],
      ['organic', 1, null],
      ['paid', 1, '30.0000'],
    ]);
    expect(await by('sessions.exitPage', ['sessions'])).toEqual([['', 1], ['/', 1], ['/cart', 1], ['/shop', 2]]); // prettier-ignore
  });

  it('page views: hits of that type, sent once', async () => {
    expect(await totals('events', ['pageviews', 'duplicates'])).toEqual([6, 1]);
    expect(await totals('pageViews', ['pageviews'], days(1, 2))).toEqual([2]);
  });

  it('bounce: one page view and nothing interactive; visits without a page view do not count', async () => {
    expect(await totals('sessions', ['bounces', 'viewedSessions', 'bounceRate'])).toEqual([1, 4, 0.25]);
    expect(await totals('sessions', ['bounceRate'], days(1, 2))).toEqual([1]);
    expect(await by('sessions.landingPage', ['bounceRate'])).toEqual([
      ['', null],
      ['/', 1 / 3],
      ['/shop', 0],
    ]);
  });

  it('visit duration: last minus first hit, bounces count as 0; views per visit', async () => {
    expect(await totals('sessions', ['visitDuration', 'viewsPerVisit'])).toEqual([
      (3060 + 60 + 1200) / 5,
      7 / 5,
    ]);
  });

  it('time on page, exit rate and bounces of a page', async () => {
    expect(await by('pageViews.pagePath', ['pageviews', 'timeOnPage', 'exitRate', 'bounceRate'], days(0, 2))).toEqual([
      ['/', 4, (300 + 1200) / 2, 2 / 4, 2 / 4],
      ['/cart', 1, null, 1, null],
      ['/shop', 3, 1800, 2 / 3, 0],
    ]); // prettier-ignore
    expect(await totals('pageViews', ['timeOnPage', 'exitRate', 'bounceRate'], days(0, 2))).toEqual([
      1100,
      5 / 8,
      2 / 5,
    ]);
  });

  it.each(['events', 'sessions'])('conversion rate of everybody, and in the group: %s', async (dataset) => {
    expect(await totals(dataset, ['conversionRate', 'conversionRateInGroup'])).toEqual([2 / 4, 2 / 4]);
    expect(await by(`${dataset}.trafficSource`, ['conversionRate', 'conversionRateInGroup'])).toEqual([
      ['direct', 1 / 4, 1 / 3],
      ['organic', 0, 0],
      ['paid', 1 / 4, 1],
    ]);
  });

  it('current visitors: of the last five minutes, without heartbeats', async () => {
    expect(await totals('events', ['currentVisitors'], { time: { all: true } })).toEqual([1]);
  });
});

describe('journeys over the web', () => {
  it('funnel of visitors, by the source of the first page', async () => {
    const rows = await asker.ask({
      dataset: 'pageViews',
      view: 'funnel',
      ...days(0, 1),
      funnel: {
        entity: 'userId',
        steps: [
          { name: 'home', where: { pagePath: { eq: '/' } } },
          { name: 'shop', where: { pagePath: { eq: '/shop' } } },
          { name: 'cart', where: { pagePath: { eq: '/cart' } } },
        ],
        window: { n: 1, unit: 'HOUR' },
        by: [{ field: 'trafficSource' }],
      },
    });
    // Dan's second step lies past the range. Ada's visit from a search goes nowhere, but her first one went furthest.
    expect(rows.map((row) => ['trafficSource', 'name', 'entered', 'converted', 'rate', 'medianSeconds'].map((key) => row[key]))).toEqual([
      ['direct', 'home', 1, 1, 1, null],
      ['direct', 'shop', 1, 1, 1, 1200],
      ['direct', 'cart', 1, 0, 0, null],
      ['paid', 'home', 1, 1, 1, null],
      ['paid', 'shop', 1, 1, 1, 300],
      ['paid', 'cart', 1, 1, 1, 3000],
    ]); // prettier-ignore
  });

  it('retention of visits: a session follows a session', async () => {
    const rows = await asker.ask({
      dataset: 'sessions',
      view: 'retention',
      ...days(0, 1),
      retention: { entity: 'userId', grain: 'DAY', periods: 1 },
    });
    expect(rows.map(({ size, period, retained, rate }) => [size, period, retained, rate])).toEqual([
      [4, 0, 4, 1],
      [4, 1, 1, 1 / 4],
    ]);
  });

  it('lifecycle of visitors', async () => {
    const rows = await asker.ask({
      dataset: 'sessions',
      view: 'lifecycle',
      ...days(0, 3),
      lifecycle: { entity: 'userId', grain: 'DAY' },
    });
    expect(rows.map((row) => ['active', 'new', 'returning', 'resurrected', 'dormant'].map((key) => row[key]))).toEqual([
      [4, 4, 0, 0, 0],
      [1, 0, 1, 0, 3],
      [0, 0, 0, 0, 1],
    ]); // prettier-ignore
  });
});
