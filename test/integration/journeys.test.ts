import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Warehouse } from '../../db/clickhouse/index.js';
import {
  COHORT_RULES,
  FUNNEL_ANCHORS,
  FUNNEL_BETWEEN,
  FUNNEL_TIES,
  JOURNEY_GRAINS,
  RETENTION_MODES,
} from '../../src/metrics/query/journey.js';
import type { Where } from '../../src/metrics/index.js';
import { Random } from '../reference/fuzz/random.js';
import type { Event, Test } from '../reference/journey/events.js';
import { referenceFunnel } from '../reference/journey/funnel.js';
import { referenceLifecycle } from '../reference/journey/lifecycle.js';
import { referenceRetention } from '../reference/journey/retention.js';
import { createAsker, KINDS, loadWorlds, makeEvents, type Asker } from '../reference/journey/world.js';
import { openTestWarehouse } from '../support/embedded.js';

/**
 * Funnels, retentions and lifecycles against plain references, on random small sets of events: equal times, events at the edge of the window, of the
 * range and of the day, nulls, joins.
 */
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Clocks change in Berlin on the second day, and in 2024 February has 29 days. */
const DENSE = { from: Date.UTC(2024, 2, 30), raster: HOUR / 2, times: 40, units: ['MINUTE', 'HOUR', 'DAY'] };
const TIGHT = { from: Date.UTC(2024, 2, 30), raster: HOUR, times: 8, units: ['HOUR', 'DAY'] };
const WIDE = {
  from: Date.UTC(2023, 11, 28),
  raster: 12 * HOUR,
  times: 2 * 70,
  units: ['DAY', 'WEEK', 'MONTH'],
};
const MONTHS = { from: Date.UTC(2022, 0, 1), raster: DAY, times: 130, units: ['MONTH', 'QUARTER'] };
const YEARS = { from: Date.UTC(2022, 0, 1), raster: 12 * DAY, times: 60, units: ['QUARTER'] };
const SHAPES = [DENSE, TIGHT, WIDE, MONTHS, YEARS];
const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu'];
const CASES = 100;

interface World {
  readonly index: number;
  readonly shape: (typeof SHAPES)[number];
  readonly events: readonly Event[];
  readonly random: Random;
}
const seeds = new Random(20240330);
const worlds: readonly World[] = Array.from({ length: 3 * CASES }, (_, index) => {
  const random = seeds.fork();
  const shape = random.pick(SHAPES);
  return { index, shape, events: makeEvents(random, shape), random };
});

let warehouse: Warehouse;
let asker: Asker;
beforeAll(async () => {
  warehouse = await openTestWarehouse();
  await loadWorlds(warehouse, worlds.map(({ events }) => events)); // prettier-ignore
  asker = createAsker(warehouse);
});
afterAll(() => warehouse.close());

/** A filter of events and what it means. */
function makeFilter(random: Random): {
  readonly where?: Where;
  readonly segments?: string[];
  readonly test: Test;
} {
  const kind = random.pick(KINDS);
  switch (random.int(0, 7)) {
    case 0:
      return { test: () => true };
    case 1:
      return {
        where: { action: { in: ['see', kind] } },
        test: (event) => ['see', kind].includes(event.kind),
      };
    case 2:
      return { where: { account: { plan: { eq: 'pro' } } }, test: ({ plan }) => plan === 'pro' };
    case 3:
      return { where: { source: { eq: 'ad' }, action: { eq: kind } }, test: (event) => event.source === 'ad' && event.kind === kind }; // prettier-ignore
    case 4:
      return { segments: ['bought'], test: (event) => event.kind === 'buy' };
    default:
      return { where: { action: { eq: kind } }, test: (event) => event.kind === kind };
  }
}

function makeRange({ random, shape }: World): { readonly from: number; readonly to: number } | undefined {
  if (random.chance(0.2)) return undefined;
  const span = shape.raster * shape.times;
  const from = shape.from + Math.floor((random.int(0, 3) * span) / 6 / HOUR) * HOUR;
  return { from, to: from + Math.max(HOUR, Math.floor(random.int(1, 3) * (span / 6 / HOUR)) * HOUR) };
}
const asTime = (range: { from: number; to: number } | undefined) =>
  range === undefined
    ? {}
    : { time: { range: { from: new Date(range.from).toISOString(), to: new Date(range.to).toISOString() } } };

/** Breaking down by nothing, by an own or by a joined dimension; the last says that everything is one group. */
function makeBy(random: Random) {
  return random.pick([
    { by: [], key: undefined, of: () => null },
    { by: [{ field: 'source' }], key: 'source', of: ({ source }: Event) => source },
    { by: [{ field: 'account.plan', as: 'group.plan' }], key: 'group.plan', of: ({ plan }: Event) => plan },
  ]);
}

const sorted = (rows: readonly (readonly unknown[])[]) => rows.map((row) => JSON.stringify(row)).sort();

const WINDOWS = [
  { n: 90, unit: 'MINUTE' },
  { n: 3, unit: 'HOUR' },
  { n: 2, unit: 'DAY' },
  { n: 1, unit: 'WEEK' },
  { n: 1, unit: 'MONTH' },
  { n: 1, unit: 'QUARTER' },
] as const;

/** The first moment that is too late. */
function deadlineOf({ n, unit }: (typeof WINDOWS)[number]): (at: number) => number {
  const fixed = { MINUTE: 60_000, HOUR, DAY, WEEK: 7 * DAY };
  if (unit in fixed) return (at) => at + n * fixed[unit as keyof typeof fixed];
  const months = unit === 'MONTH' ? n : 3 * n;
  return (at) => {
    const start = new Date(at);
    const later = new Date(at);
    later.setUTCMonth(start.getUTCMonth() + months);
    // Where the month has no such day, JavaScript goes on into the next one.
    if (later.getUTCDate() === start.getUTCDate()) return later.getTime();
    return Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + months + 1, 1);
  };
}

describe('funnel', () => {
  it.each(worlds.slice(0, CASES).map((world) => [world.index, world] as const))(
    'case %i',
    async (_, world) => {
      const { random, index, shape } = world;
      const steps = Array.from({ length: random.int(2, 4) }, () => makeFilter(random));
      const ties = random.pick(FUNNEL_TIES);
      const sameEvent = ties === 'ANY' || (ties === 'ORDERED' && random.chance(0.3));
      const between = ties === 'ANY' ? 'ANYTHING' : random.pick(FUNNEL_BETWEEN);
      const anchor = random.pick(FUNNEL_ANCHORS);
      const range = makeRange(world);
      const { by, key, of } = makeBy(random);
      const dimension = random.pick(['at', 'second', 'fine', 'day']);
      const isDate = dimension === 'day';
      const fitting = WINDOWS.filter(({ unit }) => shape.units.includes(unit));
      const window = random.pick(
        isDate ? WINDOWS.filter(({ unit }) => unit !== 'MINUTE' && unit !== 'HOUR') : fitting,
      );
      const days = (at: number) => Math.floor(at / DAY) * DAY;
      const dated =
        isDate && range !== undefined ? { from: days(range.from), to: days(range.to) + DAY } : range;
      // On the raster too: a deadline may be this very moment.
      const now = shape.from + random.int(0, Math.floor(shape.times * 1.3)) * shape.raster;
      const { rows, text } = await asker.ask(
        {
          view: 'funnel',
          where: { world: { eq: index } },
          timeDimension: dimension,
          ...asTime(dated),
          funnel: {
            entity: 'entity',
            steps: steps.map(({ where, segments }, step) => ({ name: `step ${step}`, where, segments })),
            ...{ window, anchor, ties, sameEvent, between, by },
          },
        },
        now,
      );
      const events = world.events.map((event) => (isDate ? { ...event, at: days(event.at) } : event));
      const expected = referenceFunnel(events, {
        steps: steps.map(({ test }) => test),
        deadline: deadlineOf(window),
        ...{ anchor, ties, sameEvent, between, range: dated, by: of },
        now: isDate ? days(now) : now,
      });
      const zeros = steps.map((__, step) => [null, step + 1, 0, 0, 0, 0, null, null]);
      const made = rows.map((row) => [
        key === undefined ? null : row.get(key),
        ...['step', 'entered', 'converted', 'pending', 'lost', 'medianSeconds', 'medianSecondsPrevious'].map((name) => row.get(name)), // prettier-ignore
      ]);
      expect(sorted(made), `${text}\n${JSON.stringify(world.events)}`).toEqual(
        sorted(expected.length === 0 && key === undefined ? zeros : expected),
      );
      for (const row of rows) {
        const [entered, converted] = [row.get('entered') as number, row.get('converted') as number];
        expect(row.get('name')).toBe(`step ${(row.get('step') as number) - 1}`);
        expect(row.get('ratePrevious')).toBe(entered === 0 ? null : converted / entered);
      }
    },
  );

  it('answers the first steps alike, however many follow that nobody reaches', async () => {
    const kinds = ['see', 'add', 'buy'];
    for (const { index } of worlds.slice(0, 12)) {
      const counts = async (more: number) => {
        const actions = [...kinds, ...Array.from({ length: more }, (_, step) => `never ${step}`)];
        const steps = actions.map((name) => ({ name, where: { action: { eq: name } } }));
        const funnel = { entity: 'entity', steps, window: { n: 1, unit: 'MONTH' } } as const;
        const where = { world: { eq: index } };
        const { rows } = await asker.ask({ view: 'funnel', where, timeDimension: 'fine', funnel }, 0);
        return rows.slice(0, 3).map((row) => [row.get('converted'), row.get('medianSeconds')]);
      };
      expect(await counts(29)).toEqual(await counts(0));
    }
  });

  it('agrees with windowFunnel where that is exactly right', async () => {
    const kinds = ['see', 'add', 'buy'];
    for (const { index } of worlds.slice(0, 60)) {
      const { rows } = await asker.ask(
        {
          view: 'funnel',
          where: { world: { eq: index } },
          funnel: {
            entity: 'entity',
            steps: kinds.map((kind) => ({ name: kind, where: { action: { eq: kind } } })),
            ...{ window: { n: 2, unit: 'HOUR' }, ties: 'ANY', sameEvent: true },
          },
        },
        0,
      );
      const levels = await warehouse.query({
        text: `SELECT countIf(level >= 1), countIf(level >= 2), countIf(level >= 3) FROM (
          SELECT windowFunnel(7199999)(toUInt64(toUnixTimestamp64Milli(at)), kind = 'see', kind = 'add', kind = 'buy') AS level
          FROM journey.events WHERE world = ${index} AND entity IS NOT NULL GROUP BY entity)`,
        parameters: [],
        settings: {},
      });
      expect(rows.map((row) => row.get('converted'))).toEqual((levels.rows[0] as string[]).map(Number));
    }
  });
});

describe('retention', () => {
  it.each(worlds.slice(CASES, 2 * CASES).map((world) => [world.index, world] as const))(
    'case %i',
    async (_, world) => {
      const { random, index, shape } = world;
      const [joins, returns] = [makeFilter(random), makeFilter(random)];
      const range = makeRange(world);
      const { by, key, of } = makeBy(random);
      const timezone = random.pick(ZONES);
      const grain = random.pick(JOURNEY_GRAINS);
      const periods = random.int(0, 5);
      const [cohort, mode, overall] = [
        random.pick(COHORT_RULES),
        random.pick(RETENTION_MODES),
        random.chance(0.3),
      ];
      const now = shape.from + random.int(4, 30) * ((shape.raster * shape.times) / 16);
      const { rows, text } = await asker.ask(
        {
          view: 'retention',
          where: { world: { eq: index } },
          timezone,
          timeDimension: random.pick(['at', 'fine']),
          ...asTime(range),
          retention: {
            ...{ entity: 'entity', grain, periods, cohort, mode, overall, by },
            cohortEvent: { where: joins.where, segments: joins.segments },
            returnEvent: { where: returns.where, segments: returns.segments },
          },
        },
        now,
      );
      const expected = referenceRetention(world.events, {
        ...{ grain, periods, cohort, mode, overall, range, timezone, now, by: of },
        ...{ joins: joins.test, returns: returns.test },
      });
      const made = rows.map((row) => [
        row.get('cohort'),
        key === undefined ? null : row.get(key),
        ...['period', 'size', 'retained'].map((name) => row.get(name)),
      ]);
      expect(sorted(made), `${text}\n${JSON.stringify(world.events)}`).toEqual(sorted(expected));
    },
  );
});

describe('lifecycle', () => {
  it.each(worlds.slice(2 * CASES).map((world) => [world.index, world] as const))(
    'case %i',
    async (_, world) => {
      const { random, index, shape } = world;
      const range = makeRange(world);
      const { by, key, of } = makeBy(random);
      const timezone = random.pick(ZONES);
      const grain = random.pick(JOURNEY_GRAINS);
      const now = shape.from + random.int(4, 30) * ((shape.raster * shape.times) / 16);
      const { rows, text } = await asker.ask(
        {
          view: 'lifecycle',
          where: { world: { eq: index } },
          timezone,
          timeDimension: random.pick(['at', 'fine']),
          ...asTime(range),
          lifecycle: { entity: 'entity', grain, by },
          limit: 100_000,
        },
        now,
      );
      const expected = referenceLifecycle(world.events, {
        grain,
        range,
        timezone,
        now,
        by: of,
        grouped: key !== undefined,
      });
      const made = rows.map((row) => [
        row.get('bucket'),
        key === undefined ? null : row.get(key),
        ...['active', 'new', 'returning', 'resurrected', 'dormant'].map((name) => row.get(name)),
      ]);
      expect(sorted(made), `${text}\n${JSON.stringify(world.events)}`).toEqual(sorted(expected));
    },
  );
});
