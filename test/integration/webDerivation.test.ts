import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Warehouse } from '../../db/clickhouse/index.js';
import { openShippedWarehouse, rowsOf } from '../support/shippedDemo.js';
import { derive, deriveAll, hit, insertHits, uuidOf, type Hit } from '../support/webDerivation.js';
import { visitsOf } from '../support/webReference.js';

const MINUTE = 60_000;
/** A recent midnight: hits older than the time to live would be removed. */
const MIDNIGHT = Math.floor(Date.now() / 86_400_000 - 10) * 86_400_000;

let warehouse: Warehouse;

beforeAll(async () => {
  warehouse = await openShippedWarehouse();
});

afterAll(() => warehouse.close());

/** Hits whose times lie around the half hour that separates visits, with many ties. */
const hits: fc.Arbitrary<readonly Hit[]> = fc
  .array(
    fc.record({
      website: fc.constantFrom('a', 'b', 'c', 'd'),
      user: fc.constantFrom('ada', 'bob'),
      minute: fc.constantFrom(0, 0, 1, 5, 29, 30, 31, 60, 61, 90, 1430, 1439, 1440, 1465, 1471),
      millisecond: fc.constantFrom(0, 0, 0, 1, 999),
      tracker: fc.integer({ min: 1, max: 6 }),
      type: fc.constantFrom('pageview', 'pageview', 'pageview', 'event', 'transaction'),
      category: fc.constantFrom(null, null, null, 'video', 'conversion'),
      path: fc.constantFrom('/', '/a', '/b', ''),
      source: fc.constantFrom('direct', 'paid'),
      campaign: fc.constantFrom(null, 'spring'),
      revenue: fc.constantFrom(null, 1, 2.5),
      interactive: fc.boolean(),
      heartbeat: fc.boolean(),
      bot: fc.constantFrom(false, false, false, true),
      duplicate: fc.constantFrom(false, false, false, false, true),
    }),
    { minLength: 1, maxLength: 120 },
  )
  .map((drawn) =>
    drawn.map(({ minute, millisecond, ...rest }, index) => ({
      ...rest,
      // Not in the order of arrival, so that a tie is decided by the id alone.
      id: ((index * 37) % 127) + 1,
      at: MIDNIGHT + minute * MINUTE + millisecond,
    })),
  );

const iso = (at: number): string => new Date(at).toISOString().replace('T', ' ').slice(0, -1);
const order = (rows: readonly (readonly unknown[])[]): string[] =>
  rows.map((row) => JSON.stringify(row)).sort();

async function sessionRows(): Promise<readonly (readonly unknown[])[]> {
  return rowsOf(
    warehouse,
    `SELECT website_id, user_id, toString(session_start), toString(session_end), session_duration, pageviews, events, transactions,
       toFloat64(revenue), landing_page, exit_page, traffic_source, traffic_campaign, is_bounce, is_conversion, is_bot
     FROM web.sessions`,
  );
}

async function viewRows(): Promise<readonly (readonly unknown[])[]> {
  return rowsOf(
    warehouse,
    `SELECT p.website_id, p.user_id, toString(s.session_start), toString(p.event_id), p.page_path, p.time_on_page, p.is_entry, p.is_exit,
       p.is_bounce, p.traffic_source, p.is_bot
     FROM web.page_views AS p JOIN web.sessions AS s ON p.website_id = s.website_id AND p.session_id = s.session_id`,
  );
}

describe('visits and page views', () => {
  it('are those of a slow and obvious reference, for any hits', async () => {
    await fc.assert(
      fc.asyncProperty(hits, async (drawn) => {
        await insertHits(warehouse, drawn);
        await deriveAll(warehouse);
        const visits = visitsOf(drawn);
        expect(order(await sessionRows())).toEqual(
          order(
            visits.map((v) => [
              v.website, v.user, iso(v.start), iso(v.end), v.seconds, v.pageviews, v.events, v.transactions, v.revenue,
              v.landing, v.exit, v.source, v.campaign, v.bounce, v.conversion, v.bot,
            ]), // prettier-ignore
          ),
        );
        expect(order(await viewRows())).toEqual(
          order(
            visits.flatMap(
              (v) =>
              v.views.map((one) => [
                v.website, v.user, iso(v.start), one.id, one.path, one.seconds, one.entry, one.exit, one.bounce, v.source, v.bot,
              ]), // prettier-ignore
            ),
          ),
        );
        const ids = await rowsOf(
          warehouse,
          'SELECT website_id, user_id, toString(session_start), toString(session_id) FROM web.sessions',
        );
        const expected = new Map(visits.map((v) => [`${v.website}|${v.user}|${iso(v.start)}`, v.trackerId]));
        const made = ids.filter(([website, user, start, id]) => {
          const tracker = expected.get(`${String(website)}|${String(user)}|${String(start)}`);
          if (tracker !== undefined) expect(id).toBe(tracker);
          return tracker === undefined;
        });
        expect(new Set(ids.map(([website, , , id]) => `${String(website)}|${String(id)}`)).size).toBe(
          ids.length,
        );
        for (const [, , , id] of made) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab]/);
      }),
      { numRuns: 30, seed: 20240229 },
    );
  });

  it('come out the same for any cut of the users', async () => {
    await insertHits(warehouse, fc.sample(hits, { numRuns: 1, seed: 7 })[0] as readonly Hit[]);
    await deriveAll(warehouse);
    const whole = [order(await sessionRows()), order(await viewRows())];
    await deriveAll(warehouse, "(user_id = 'ada')");
    await derive(warehouse, "(user_id != 'ada')");
    expect([order(await sessionRows()), order(await viewRows())]).toEqual(whole);
  });
});

/** Sessions of the given hits: pick of columns, in order of their start. */
async function sessionsOf(given: readonly Hit[], columns: string): Promise<readonly (readonly unknown[])[]> {
  await insertHits(warehouse, given);
  await deriveAll(warehouse);
  return rowsOf(warehouse, `SELECT ${columns} FROM web.sessions ORDER BY website_id, user_id, session_start`);
}

async function viewsOf(given: readonly Hit[], columns: string): Promise<readonly (readonly unknown[])[]> {
  await insertHits(warehouse, given);
  await deriveAll(warehouse);
  return rowsOf(warehouse, `SELECT ${columns} FROM web.page_views ORDER BY viewed_at, event_id`);
}

describe('the rules', () => {
  it('a gap of 30 minutes continues a visit, a millisecond more ends it', async () => {
    const at = [0, 30 * MINUTE, 60 * MINUTE + 1].map((offset) => MIDNIGHT + offset);
    const given = at.map((time, index) => hit({ at: time, id: index + 1 }));
    expect(await sessionsOf(given, 'events, session_duration')).toEqual([
      [2, 1800],
      [1, 0],
    ]);
  });

  it('a visit goes on over midnight', async () => {
    const given = [hit({ at: MIDNIGHT - MINUTE, id: 1 }), hit({ at: MIDNIGHT + MINUTE, id: 2 })];
    expect(await sessionsOf(given, 'pageviews, toDate(session_start) = toDate(session_end)')).toEqual([
      [2, 0],
    ]);
  });

  it('websites and users have visits of their own', async () => {
    const given = [
      hit({ at: MIDNIGHT, id: 1 }),
      hit({ at: MIDNIGHT, id: 2, user: 'bob', tracker: 2 }),
      hit({ at: MIDNIGHT, id: 3, website: 'other', tracker: 3 }),
    ];
    expect(await sessionsOf(given, 'events')).toEqual([[1], [1], [1]]);
  });

  it('attribution is that of the first hit and the exit page that of the last, ties by event id', async () => {
    const given = [
      hit({ at: MIDNIGHT, id: 2, path: '/second', source: 'paid', campaign: 'late' }),
      hit({ at: MIDNIGHT, id: 1, path: '/first', source: 'organic', campaign: null }),
      hit({ at: MIDNIGHT + MINUTE, id: 3, path: '/a' }),
      hit({ at: MIDNIGHT + MINUTE, id: 4, path: '/b' }),
    ];
    // The campaign is null although a later hit has one: nothing is filled in from other hits.
    expect(await sessionsOf(given, 'landing_page, exit_page, traffic_source, traffic_campaign')).toEqual([
      ['/first', '/b', 'organic', null],
    ]);
  });

  it('a bounce has exactly one page view and nothing interactive; without a page view it is unknown', async () => {
    const bounceOf = async (...rest: Partial<Hit>[]): Promise<unknown> => {
      const given = rest.map((one, index) => hit({ at: MIDNIGHT + index * MINUTE, id: index + 1, ...one }));
      return (await sessionsOf(given, 'is_bounce'))[0]?.[0];
    };
    expect(await bounceOf({})).toBe(true);
    expect(await bounceOf({}, { type: 'event', heartbeat: true })).toBe(true);
    expect(await bounceOf({}, { type: 'event', interactive: true })).toBe(false);
    expect(await bounceOf({}, {})).toBe(false);
    expect(await bounceOf({ type: 'event' })).toBe(null);
  });

  it('hits that were sent twice count nowhere', async () => {
    const given = [
      hit({ at: MIDNIGHT, id: 1 }),
      hit({ at: MIDNIGHT + MINUTE, id: 1, duplicate: true }),
      hit({
        at: MIDNIGHT + 5 * MINUTE,
        id: 2,
        duplicate: true,
        type: 'transaction',
        revenue: 9,
        interactive: true,
      }),
    ];
    expect(
      await sessionsOf(given, 'events, pageviews, session_duration, is_bounce, is_conversion, revenue'),
    ).toEqual([[1, 1, 0, true, false, null]]);
    expect(await rowsOf(warehouse, 'SELECT count() FROM web.page_views')).toEqual([['1']]);
  });

  it('time on page is the gap to the next page view, at most 30 minutes, none for the last', async () => {
    const given = [
      hit({ at: MIDNIGHT, id: 1, path: '/a' }),
      hit({ at: MIDNIGHT + 10 * MINUTE, id: 2, path: '/b' }),
      // Heartbeats keep the visit alive; the page view after them is 50 minutes away.
      hit({ at: MIDNIGHT + 35 * MINUTE, id: 3, path: '/b', type: 'event', heartbeat: true }),
      hit({ at: MIDNIGHT + 60 * MINUTE, id: 4, path: '/c' }),
    ];
    expect(await viewsOf(given, 'page_path, time_on_page')).toEqual([
      ['/a', 600],
      ['/b', 1800],
      ['/c', null],
    ]);
  });

  it('a visit enters by one view and leaves by one; the bounce of a page is that of the visits that entered there', async () => {
    const given = [
      hit({ at: MIDNIGHT, id: 1, path: '/a' }),
      hit({ at: MIDNIGHT + 1 * MINUTE, id: 2, path: '/b' }),
      hit({ at: MIDNIGHT + 2 * MINUTE, id: 3, path: '/a' }),
      hit({ at: MIDNIGHT + 3 * MINUTE, id: 4, path: '/a' }),
      hit({ at: MIDNIGHT + 3 * MINUTE, id: 5, path: '/b', user: 'bob', tracker: 2 }),
    ];
    expect(await viewsOf(given, 'user_id, page_path, is_entry, is_exit, is_bounce')).toEqual([
      ['ada', '/a', true, false, false],
      ['ada', '/b', false, false, null],
      ['ada', '/a', false, false, null],
      ['ada', '/a', false, true, null],
      ['bob', '/b', true, true, true],
    ]);
  });

  it('a visit keeps the id of the tracker unless another visit has it', async () => {
    const given = [
      hit({ at: MIDNIGHT, id: 1, tracker: 7 }),
      hit({ at: MIDNIGHT + 90 * MINUTE, id: 2, tracker: 7 }),
      hit({ at: MIDNIGHT, id: 3, tracker: 8, user: 'bob' }),
      hit({ at: MIDNIGHT, id: 4, tracker: 8, user: 'cyd' }),
    ];
    const ids = (await sessionsOf(given, 'toString(session_id)')).map(([id]) => id);
    expect(ids[0]).toBe(uuidOf(7));
    expect(ids.slice(1).every((id) => id !== uuidOf(7) && id !== uuidOf(8))).toBe(true);
    expect(new Set(ids).size).toBe(4);
  });
});
