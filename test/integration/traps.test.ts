import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Warehouse } from '../../db/clickhouse/index.js';
import {
  catalogFor,
  compileQuery,
  decodeRows,
  defineCatalog,
  type DatasetSpec,
  type MetricQuery,
  type Selection,
  type TypeReport,
} from '../../src/metrics/index.js';
import { openTestWarehouse } from '../support/embedded.js';
import { runsTest } from '../support/runsTest.js';

/**
 * Traps of ClickHouse, each shown to be one and then asked around, and mistakes that metrics servers ship. What other tests prove is listed at the end,
 * and that list is kept true.
 */
const events: DatasetSpec = {
  dataset: 'events',
  description: 'Events.',
  source: 'traps.events',
  primaryKey: ['id'],
  time: 'at',
  dimensions: {
    id: { type: 'integer' },
    at: { type: 'time' },
    ended: { type: 'date' },
    user: { type: 'string', sql: 'user_id' },
    action: { type: 'string' },
  },
  measures: {
    events: { agg: 'count' },
    users: { agg: 'uniq', sql: 'user_id' },
    usersExact: { agg: 'uniqExact', sql: 'user_id' },
    amount: { agg: 'sum', sql: 'amount' },
    amountAsFloat: { agg: 'sum', sql: 'toFloat64(amount)' },
    balance: { agg: 'sum', sql: 'amount', semiAdditive: { over: 'at', take: 'last', per: ['user'] } },
    lastEnd: { agg: 'max', sql: 'ended' },
  },
  access: { analyst: { rows: 'all' }, owner: { rows: { user: { in: '$users' } } }, reader: { rows: 'all', hide: ['user'] } }, // prettier-ignore
};
const TYPES: TypeReport = {
  dimensions: new Map([
    ['events.id', 'UInt64'],
    ['events.at', "DateTime64(3, 'UTC')"],
    ['events.ended', 'Nullable(Date)'],
    ['events.user', 'Nullable(String)'],
    ['events.action', 'String'],
  ]),
  measures: new Map([
    ['events.events', { args: [], result: 'UInt64' }],
    ['events.users', { args: ['Nullable(String)'], result: 'UInt64' }],
    ['events.usersExact', { args: ['Nullable(String)'], result: 'UInt64' }],
    ['events.amountAsFloat', { args: ['Float64'], result: 'Float64' }],
    ['events.amount', { args: ['Decimal(18, 2)'], result: 'Decimal(38, 2)' }],
    ['events.balance', { args: ['Decimal(18, 2)'], result: 'Decimal(38, 2)' }],
    ['events.lastEnd', { args: ['Nullable(Date)'], result: 'Nullable(Date)' }],
  ]),
};
const { catalog, issues } = defineCatalog([events], TYPES);

let warehouse: Warehouse;
beforeAll(async () => {
  expect(issues).toEqual([]);
  warehouse = await openTestWarehouse();
  await warehouse.write('CREATE DATABASE traps');
  await warehouse.write(
    `CREATE TABLE traps.events (id UInt64, at DateTime64(3, 'UTC'), ended Nullable(Date), user_id Nullable(String), action String, amount Decimal(18, 2))
      ENGINE = MergeTree ORDER BY at`,
  );
});
afterAll(() => warehouse.close());

type Row = readonly [at: string, user: string | null, action?: string, amount?: number, ended?: string];

async function fill(rows: readonly Row[]): Promise<void> {
  await warehouse.write('TRUNCATE TABLE traps.events');
  const text = (value: string | undefined | null) => (value === undefined || value === null ? 'NULL' : `'${value}'`); // prettier-ignore
  const values = rows.map(
    ([at, user, action = '', amount = 0, ended], index) =>
      `(${index}, '${at}', ${text(ended)}, ${text(user)}, ${text(action)}, ${amount})`,
  );
  await warehouse.write(`INSERT INTO traps.events VALUES ${values.join()}`);
}

function compile(query: Omit<MetricQuery, 'dataset'>) {
  const viewer = { subject: 'test', role: 'analyst' as const, attributes: new Map() };
  const asked = { dataset: 'events', ...query };
  return compileQuery({ catalog: catalogFor(catalog, 'analyst'), query: asked, viewer, now: new Date('2025-01-01') }).statement; // prettier-ignore
}

async function ask(query: Omit<MetricQuery, 'dataset'>) {
  const statement = compile(query);
  const { rows } = await warehouse.query(statement);
  return decodeRows(statement, rows).map((row) => [...row.values()]);
}

async function engine(text: string): Promise<unknown> {
  const settings = { session_timezone: 'UTC', output_format_json_quote_64bit_integers: 0 };
  const { rows } = await warehouse.query({ text, parameters: [], settings });
  return (rows[0] as readonly unknown[])[0];
}

const rows = (select: readonly Selection[], rest: Partial<MetricQuery> = {}) => ask({ view: 'rows', select, ...rest }); // prettier-ignore
const range = (from: string, to: string): Partial<MetricQuery> => ({ time: { range: { from, to } } });
const day: Selection = { field: 'at', as: 'day', grain: 'DAY' };

describe('time', () => {
  it('days shifted by a month do not all meet on the last day of February', async () => {
    expect(await engine("SELECT uniq(addMonths(toDate('2023-01-29') + number, 1)) FROM numbers(3)")).toBe(1);
    await fill(['26', '27', '28', '29', '30', '31'].map((date) => [`2023-01-${date} 12:00:00`, 'a']));
    const shifted: Selection = { field: 'events', as: 'before', shift: { n: 1, unit: 'MONTH' } };
    // Three more days stand in no day of February; a month before February is all of January.
    expect(await rows([day, shifted], range('2023-02-01', '2023-03-04'))).toEqual([
      ['2023-02-26', 1],
      ['2023-02-27', 1],
      ['2023-02-28', 1],
    ]);
    expect(await rows([{ field: 'at', as: 'month', grain: 'MONTH' }, shifted], range('2023-02-01', '2023-03-01'))).toEqual([['2023-02-01', 6]]); // prettier-ignore
  });

  it('a month before is all of it, in weeks, by days of the week and in total, wherever a range is cut', async () => {
    const all = Array.from({ length: 90 }, (_, index) => new Date(Date.UTC(2023, 0, 1 + index)).toISOString().slice(0, 10)); // prettier-ignore
    await fill(all.map((date) => [`${date} 12:00:00`, 'a']));
    const before: Selection = { field: 'events', as: 'before', shift: { n: 1, unit: 'MONTH' } };
    const week: Selection = { field: 'at', as: 'week', grain: 'WEEK' };
    const weekday: Selection = { field: 'at', as: 'weekday', part: 'DAY_OF_WEEK' };
    const sum = (shown: readonly unknown[][]) => shown.reduce((total, row) => total + Number(row.at(-1)), 0);
    const cases = [
      ['2023-02-01', '2023-03-01', 31],
      ['2023-02-10', '2023-02-28', 18],
      // The days that February lacks stand at its end.
      ['2023-02-20', '2023-03-01', 12],
      ['2023-02-10', '2023-03-05', 26],
      ['2023-03-01', '2023-04-01', 28],
      // 29 to 31 March stand for no day of February.
      ['2023-03-20', '2023-03-31', 9],
      ['2023-03-29', '2023-04-03', 2],
      ['2023-03-20T06:00', '2023-03-30T18:00', 9],
      // Nothing but such days, and a single day, look at one day.
      ['2023-03-31T06:00', '2023-04-01', 1],
      ['2023-02-28', '2023-03-01', 1],
      ['2023-03-31', '2023-04-01', 1],
    ] as const;
    for (const [from, to, expected] of cases) {
      expect(await rows([before], range(from, to)), from).toEqual([[expected]]);
      expect(sum(await rows([week, before], range(from, to))), from).toBe(expected);
      expect(sum(await rows([weekday, before], range(from, to))), from).toBe(expected);
    }
    expect(await rows([before], range('2023-03-29', '2023-04-01'))).toEqual([[1]]);
    expect(await rows([week, before], range('2023-03-29', '2023-04-01'))).toEqual([['2023-03-27', 1]]);
    // So weeks side by side have no day in common, and what stood at the end of a month stands at the end of the next.
    expect(await rows([{ field: 'at', as: 'month', grain: 'MONTH' }, { field: 'events', as: 'last', window: { trailing: { n: 2, unit: 'DAY' } }, shift: { n: 1, unit: 'MONTH' } }, { field: 'events', as: 'so_far', toDate: 'MONTH', shift: { n: 1, unit: 'MONTH' } }], range('2023-02-01', '2023-04-01'))) // prettier-ignore
      .toEqual([['2023-02-01', 2, 31], ['2023-03-01', 2, 28]]); // prettier-ignore
  });

  it('a group that only another number has is counted: 0, and what grows stands', async () => {
    await fill([
      ['2024-03-01 10:00:00', 'a'],
      ['2024-03-02 10:00:00', 'a'],
      ['2024-03-02 11:00:00', 'b'],
      ['2024-03-05 10:00:00', 'a'],
    ]);
    const count: Selection = { field: 'events' };
    const select = [day, count, { ...count, as: 'before', shift: { n: 1, unit: 'DAY' } }, { ...count, as: 'change', calculate: 'CHANGE' }, { ...count, as: 'running', calculate: 'RUNNING_TOTAL' }, { ...count, as: 'two_days', window: { trailing: { n: 2, unit: 'DAY' } } }] as const; // prettier-ignore
    expect(await rows(select, range('2024-03-01', '2024-03-08'))).toEqual([
      ['2024-03-01', 1, 0, 1, 1, 1],
      ['2024-03-02', 2, 1, 1, 3, 3],
      ['2024-03-03', 0, 2, -2, 3, 2],
      ['2024-03-04', 0, 0, 0, 3, 0],
      ['2024-03-05', 1, 0, 1, 4, 1],
      ['2024-03-06', 0, 1, -1, 4, 1],
      ['2024-03-07', 0, 0, 0, 4, 0],
    ]);
  });

  it('a range holds the last thousandth before its end, and not the end', async () => {
    await fill([
      ['2024-03-01 23:59:59.999', 'a'],
      ['2024-03-02 00:00:00.000', 'b'],
    ]);
    expect(await engine("SELECT count() FROM traps.events WHERE at <= '2024-03-01 23:59:59'")).toBe(0);
    expect(await rows([{ field: 'users' }], range('2024-03-01', '2024-03-02'))).toEqual([[1]]);
    expect(await rows([{ field: 'users' }], range('2024-03-02', '2024-03-03'))).toEqual([[1]]);
  });
});

describe('numbers', () => {
  it('of nothing, and over nothing, ClickHouse has numbers that are none', async () => {
    expect(await engine('SELECT sum(number) FROM numbers(0)')).toBe(0);
    expect(await engine('SELECT isNaN(avg(number)) AND isInfinite(1 / 0) FROM numbers(0)')).toBe(1);
    expect(await engine('SELECT toString(toDecimal32(1, 0) / toDecimal32(3, 0))')).toBe('0');
    await warehouse.write('TRUNCATE TABLE traps.events');
    expect(await rows([{ field: 'amount' }, { field: 'events' }, { field: 'balance' }])).toEqual([[null, 0, null]]); // prettier-ignore
  });

  it('sums of floats depend on the order of rows: they are right to many digits, those of decimals to all', async () => {
    const amounts = [0.1, 0.2, 0.3];
    const sums = async (ordered: readonly number[]) => {
      await fill(ordered.map((amount, index) => [`2024-01-0${index + 1} 00:00:00`, 'a', '', amount]));
      const float = await engine('SELECT sum(toFloat64(amount)) FROM traps.events');
      return { float, asked: (await rows([{ field: 'amountAsFloat' }, { field: 'amount' }]))[0] };
    };
    const [up, down] = [await sums(amounts), await sums([...amounts].reverse())];
    expect(up.float).not.toBe(down.float);
    for (const { asked } of [up, down]) expect(asked).toEqual([expect.closeTo(0.6, 9), '0.60']);
  });

  it('uniqTheta is not in the embedded engine', async () => {
    await expect(engine('SELECT uniqTheta(number) FROM numbers(3)')).rejects.toThrow();
  });

  it('uniq is exact to 65,536 and not beyond; the exact one is offered', async () => {
    expect(await engine('SELECT uniq(number) FROM numbers(65536)')).toBe(65_536);
    expect(await engine('SELECT uniq(number) FROM numbers(1000000)')).not.toBe(1_000_000);
    await warehouse.write('TRUNCATE TABLE traps.events');
    await warehouse.write("INSERT INTO traps.events SELECT number, toDateTime64('2024-01-01', 3), NULL, toString(number), '', 0 FROM numbers(200000)"); // prettier-ignore
    const [[approximate, exact]] = (await rows([{ field: 'users' }, { field: 'usersExact' }])) as [
      [number, number],
    ];
    expect(exact).toBe(200_000);
    expect(Math.abs(approximate / exact - 1)).toBeLessThan(0.01);
    const shipped = readFileSync(join(import.meta.dirname, '../../catalog/web/events.yaml'), 'utf8');
    expect(shipped).toMatch(
      /visitors:\n {4}agg: uniq\n[^]*?Exact up to 65,536[^]*?visitorsExact:\n {4}agg: uniqExact/,
    );
  });

  it('rolling distinct users of seven days are those of the direct answer, with days missing', async () => {
    const days = ['01', '02', '05', '09', '10', '20'];
    await fill(days.flatMap((date, index): Row[] => [[`2024-03-${date} 08:00:00`, `u${index % 3}`], [`2024-03-${date} 09:00:00`, `v${index}`]])); // prettier-ignore
    const rolling: Selection = { field: 'usersExact', window: { trailing: { n: 7, unit: 'DAY' } } };
    const answered = await rows([day, rolling], range('2024-03-01', '2024-03-25'));
    expect(answered.length).toBeGreaterThan(days.length);
    for (const [date, counted] of answered) {
      expect([date, counted]).toEqual([
        date,
        await engine(`SELECT uniqExact(user_id) FROM traps.events WHERE toDate(at) BETWEEN toDate('${String(date)}') - 6 AND '${String(date)}'`), // prettier-ignore
      ]);
    }
  });

  it('a semi-additive number is the last of each entity, added', async () => {
    await fill([
      ['2024-03-01 08:00:00', 'a', '', 10],
      ['2024-03-01 09:00:00', 'a', '', 20],
      ['2024-03-01 09:30:00', 'b', '', 5],
      ['2024-03-02 07:00:00', 'b', '', 7],
    ]);
    expect(await rows([{ field: 'balance' }, { field: 'amount' }])).toEqual([['27.00', '42.00']]);
    expect(await rows([day, { field: 'balance' }])).toEqual([
      ['2024-03-01', '25.00'],
      ['2024-03-02', '7.00'],
    ]);
  });

  it('a running total reads the table once and joins nothing to itself', async () => {
    await fill([['2024-03-01 08:00:00', 'a', '', 1], ['2024-03-03 08:00:00', 'a', '', 2]]); // prettier-ignore
    const query = { view: 'rows', select: [day, { field: 'amount', calculate: 'RUNNING_TOTAL' }], ...range('2024-03-01', '2024-03-04') } as const; // prettier-ignore
    const { text } = compile(query);
    expect(text.match(/traps\.events/g)).toHaveLength(1);
    expect(text).not.toMatch(/JOIN traps|JOIN \(/);
    expect(await ask(query)).toEqual([['2024-03-01', '1.00'], ['2024-03-02', '1.00'], ['2024-03-03', '3.00']]); // prettier-ignore
  });
});

describe('windowFunnel', () => {
  const funnel = (rest: object) =>
    ask({
      view: 'funnel',
      funnel: {
        entity: 'user',
        steps: ['a', 'b', 'c'].map((action) => ({ name: action, where: { action: { eq: action } } })),
        window: { n: 1, unit: 'HOUR' },
        ...rest,
      },
    }).then((answer) => answer.map((row) => row[3]));
  const native = (modes: string, rest = '') =>
    engine(
      `SELECT max(level) FROM (SELECT windowFunnel(3599999${modes})(toUInt64(toUnixTimestamp64Milli(at)), action = 'a', action = 'b', action = 'c') AS level FROM traps.events ${rest} GROUP BY user_id)`,
    );

  it('measures from the first step: PER_STEP is another question', async () => {
    await fill([['2024-03-01 08:00:00', 'u', 'a'], ['2024-03-01 08:40:00', 'u', 'b'], ['2024-03-01 09:20:00', 'u', 'c']]); // prettier-ignore
    expect(await native('')).toBe(2);
    expect(await funnel({})).toEqual([1, 1, 0]);
    expect(await funnel({ anchor: 'PER_STEP' })).toEqual([1, 1, 1]);
  });

  it('counts equal times in any order, and one event for two steps, unless it is told not to', async () => {
    await fill([['2024-03-01 08:00:00', 'u', 'b'], ['2024-03-01 08:00:00', 'u', 'a']]); // prettier-ignore
    expect(await native('')).toBe(2);
    expect(await funnel({ ties: 'ANY', sameEvent: true })).toEqual([1, 1, 0]);
    expect(await funnel({})).toEqual([1, 0, 0]);
    expect(await native(", 'strict_increase'")).toBe(1);
    expect(await funnel({ ties: 'STRICT' })).toEqual([1, 0, 0]);
    const twice = [{ name: 'any' }, { name: 'an a', where: { action: { eq: 'a' } } }];
    await fill([['2024-03-01 08:00:00', 'u', 'a']]);
    expect(await funnel({ steps: twice })).toEqual([1, 0]);
    expect(await funnel({ steps: twice, sameEvent: true })).toEqual([1, 1]);
  });

  it('strict_order depends on rows of no step, so a filter changes it; here each reading has a name', async () => {
    await fill(['a', 'x', 'b', 'c'].map((action, index) => [`2024-03-01 08:0${index}:00`, 'u', action]));
    expect(await native(", 'strict_order'")).toBe(1);
    expect(await native(", 'strict_order'", "WHERE action != 'x'")).toBe(3);
    expect(await funnel({ between: 'NOTHING' })).toEqual([1, 0, 0]);
    expect(await funnel({ between: 'NO_STEP' })).toEqual([1, 1, 1]);
  });

  it('refuses DateTime64 and a 33rd step; takes an event exactly one window later', async () => {
    await expect(engine("SELECT windowFunnel(10)(at, action = 'a') FROM traps.events")).rejects.toThrow('ILLEGAL_TYPE_OF_ARGUMENT'); // prettier-ignore
    const steps = Array.from({ length: 33 }, (_, index) => ({ name: `s${index}` }));
    expect(() => compile({ view: 'funnel', funnel: { entity: 'user', steps, window: { n: 1, unit: 'DAY' } } })).toThrow('2 to 32 steps'); // prettier-ignore
    await fill([['2024-03-01 08:00:00', 'u', 'a'], ['2024-03-01 09:00:00', 'u', 'b']]); // prettier-ignore
    expect(await funnel({})).toEqual([1, 0, 0]);
    await fill([['2024-03-01 08:00:00', 'u', 'a'], ['2024-03-01 08:59:59.999', 'u', 'b']]); // prettier-ignore
    expect(await funnel({})).toEqual([1, 1, 0]);
  });

  it('entrants younger than the window are pending, not lost', async () => {
    await fill([['2024-12-31 23:30:00', 'young', 'a'], ['2024-12-31 23:00:00', 'edge', 'a'], ['2024-12-31 22:30:00', 'old', 'a']]); // prettier-ignore
    const answer = await ask({
      view: 'funnel',
      funnel: { entity: 'user', steps: [{ name: 'a' }, { name: 'b' }], window: { n: 1, unit: 'HOUR' } },
    });
    expect(answer.map((row) => row.slice(2, 6))).toEqual([[3, 3, 0, 0], [3, 0, 1, 2]]); // prettier-ignore
  });
});

describe('retention', () => {
  it('ties every condition to the first, so it serves one cohort only; here each cohort has its own', async () => {
    await fill([['2024-03-01 08:00:00', 'a'], ['2024-03-02 08:00:00', 'a'], ['2024-03-02 08:00:00', 'b'], ['2024-03-03 08:00:00', 'b']]); // prettier-ignore
    expect(await engine("SELECT sumForEach(r) FROM (SELECT retention(toDate(at) = '2024-03-01', toDate(at) = '2024-03-02', toDate(at) = '2024-03-03') AS r FROM traps.events GROUP BY user_id)")).toEqual([1, 1, 0]); // prettier-ignore
    const answer = await ask({ view: 'retention', retention: { entity: 'user', grain: 'DAY', periods: 1 } });
    expect(answer.map((row) => row.slice(0, 4))).toEqual([
      ['2024-03-01', 1, 0, 1],
      ['2024-03-01', 1, 1, 1],
      ['2024-03-02', 1, 0, 1],
      ['2024-03-02', 1, 1, 1],
    ]);
  });

  it('the size is that of the cohort, whoever is back in period 0', async () => {
    await fill([['2024-03-01 08:00:00', 'a', 'join'], ['2024-03-02 08:00:00', 'a', 'use'], ['2024-03-01 09:00:00', 'b', 'join']]); // prettier-ignore
    const answer = await ask({
      view: 'retention',
      retention: {
        ...{ entity: 'user', grain: 'DAY', periods: 1 },
        cohortEvent: { where: { action: { eq: 'join' } } },
        returnEvent: { where: { action: { eq: 'use' } } },
      },
    });
    expect(answer).toEqual([['2024-03-01', 2, 0, 0, 0], ['2024-03-01', 2, 1, 1, 0.5]]); // prettier-ignore
  });
});

describe('mistakes that others ship', () => {
  it('a time filter is not dropped when a second time dimension is selected', async () => {
    await fill([['2024-03-01 08:00:00', 'a', '', 0, '2024-03-05'], ['2024-04-01 08:00:00', 'b', '', 0, '2024-04-05']]); // prettier-ignore
    expect(await rows([{ field: 'ended', grain: 'MONTH' }, { field: 'users' }], range('2024-03-01', '2024-04-01'))).toEqual([['2024-03-01', 1]]); // prettier-ignore
  });

  it('filters of two aliases of one field stay apart, and those of one field are not flattened', async () => {
    await fill([['2024-03-01 08:00:00', 'a', 'x'], ['2024-03-01 08:00:00', 'b', 'y'], ['2024-03-01 08:00:00', 'c', 'z']]); // prettier-ignore
    const where = (...actions: string[]) => ({ or: actions.map((action) => ({ action: { eq: action } })) });
    expect(
      await rows([
        { field: 'events', as: 'x', where: where('x') },
        { field: 'events', as: 'y', where: where('y') },
        { field: 'events', as: 'both', where: where('x', 'y') },
        { field: 'events', as: 'neither', where: { action: { ne: 'x' }, and: [{ action: { ne: 'y' } }] } },
      ]),
    ).toEqual([[1, 1, 2, 1]]);
  });

  it('a null date does not fail the row, nor does a null entity count', async () => {
    await fill([['2024-03-01 08:00:00', null], ['2024-03-01 08:00:00', 'a']]); // prettier-ignore
    expect(await rows([{ field: 'ended' }, { field: 'events' }, { field: 'lastEnd' }])).toEqual([
      [null, 2, null],
    ]);
    const steps = [{ name: 'one' }, { name: 'two' }];
    expect((await ask({ view: 'funnel', funnel: { entity: 'user', steps, window: { n: 1, unit: 'DAY' } } }))[0]?.[3]).toBe(1); // prettier-ignore
  });

  it('events without a time are in no journey', async () => {
    await fill([['2024-03-01 08:00:00', 'a', 'x', 0, '2024-03-05'], ['2024-03-01 09:00:00', 'a', 'x'], ['2024-03-02 08:00:00', 'b', 'x']]); // prettier-ignore
    const steps = [{ name: 'one' }, { name: 'two' }];
    const followed = { view: 'funnel', timeDimension: 'ended', funnel: { entity: 'user', steps, window: { n: 1, unit: 'MONTH' } } } as const; // prettier-ignore
    expect((await ask(followed)).map((row) => row[3])).toEqual([1, 0]);
    expect(await ask({ view: 'lifecycle', timeDimension: 'ended', lifecycle: { entity: 'user', grain: 'YEAR' } })).toEqual([['2024-01-01', 1, 1, 0, 0, 0], ['2025-01-01', 0, 0, 0, 0, null]]); // prettier-ignore
  });

  it('every statement says what the defaults of an engine would decide', () => {
    const views: Omit<MetricQuery, 'dataset'>[] = [
      { view: 'rows', select: [{ field: 'events' }] },
      { view: 'rows', select: [day, { field: 'amount', calculate: 'RUNNING_TOTAL' }], ...range('2024-03-01', '2024-04-01') }, // prettier-ignore
      { view: 'rowCount', by: ['user'] },
      { view: 'lifecycle', lifecycle: { entity: 'user', grain: 'DAY' } },
    ];
    for (const view of views)
      expect(compile(view).settings).toMatchObject({
        session_timezone: 'UTC',
        join_use_nulls: 1,
        output_format_json_quote_64bit_integers: 1,
        output_format_json_quote_decimals: 1,
      });
  });
});

/** Trap → the test that proves it: a golden case, or a file and the title of a test in it. */
const PROVEN: readonly (readonly [trap: string, place: string, title?: string])[] = [
  ['midnight that is skipped, and no extra buckets', 'golden/time/cairo-midnight-skipped'],
  ['days in every zone', 'integration/zones.test.ts', 'begins days, hours and quarters of an hour where ClickHouse does'],
  ['two instants print the same local hour', 'golden/time/lord-howe-hours'],
  ['the week begins where it is said', 'golden/time/sunday-weeks'],
  ['weeks from Monday and from Sunday', 'integration/zones.test.ts', 'weeks, months, quarters and years begin where ClickHouse begins them'],
  ['every bucket around the changes of every zone, filled', 'integration/zoneQuestions.test.ts', 'counts every row once'],
  ['a join of a range alone: versions are found by a key too', 'golden/behind/version'],
  ['a zero over a negative number', 'integration/formulas.test.ts', 'find zero in a list'],
  ['sum and average of nothing', 'golden/measures/sum-of-nulls'],
  ['an empty table', 'golden/measures/empty-table'],
  ['division by zero, of decimals', 'golden/measures/ratio'],
  ['ids above 2^53', 'golden/where/exact-integers'],
  ['sums that wrap', 'golden/measures/wide-sums'],
  ['ClickHouse float sums differ by order: tolerance', 'integration/traps.test.ts', 'sums of floats depend on the order of rows'],
  ['an output name captures a column', 'golden/rows/output-name-captures-no-column'],
  ['the empty text is a group and no total', 'golden/other/null-is-a-group'],
  ['unmatched is null', 'golden/joins/unmatched'],
  ['nulls come last', 'golden/rows/order-nulls-last-descending'],
  ['an OR of two conditions on one field', 'golden/where/or-of-equalities'],
  ['fragments', 'integration/graphqlViews.test.ts', 'fragments, nested, inline and on the way, merged with plain selections'],
  ['aliases of one field', 'integration/graphqlViews.test.ts', 'one field under many aliases with different arguments'],
  ['limit: 0', 'golden/rows/limit-zero'],
  ['no grant is an error', 'golden/access/no-grant'],
  ['hidden names in introspection', 'security/server.test.ts', 'sees in its schema nothing of what is hidden'],
  ['a policy on the joined table keeps the LEFT JOIN', 'golden/joins/policy-of-joined'],
  ['a query stops when its time is over', 'integration/warehouseContract.ts', 'stop at their deadline'],
  ['values never become SQL', 'integration/compiler.property.test.ts', 'never change the text of a statement'],
  ['numbers keep their digits', '../src/schema/scalars/scalars.test.ts', 'Int64'],
  ['a visit ends after 30 minutes', 'integration/webDerivation.test.ts', 'a gap of 30 minutes continues a visit, a millisecond more ends it'],
  ['ties of hits', 'integration/webDerivation.test.ts', 'attribution is that of the first hit and the exit page that of the last, ties by event id'],
  ['bounces', 'integration/webDerivation.test.ts', 'a bounce has exactly one page view and nothing interactive; without a page view it is unknown'],
  ['bounces of a page', 'integration/webDerivation.test.ts', 'the bounce of a page is that of the visits that entered there'],
  ['time on page is capped', 'integration/webDerivation.test.ts', 'time on page is the gap to the next page view, at most 30 minutes, none for the last'],
  ['the compiled filter is in every scan', 'integration/rowSecurity.test.ts', 'every scan'],
]; // prettier-ignore

for (const [trap, place, title] of PROVEN)
  it(`${trap}: ${place}`, () => {
    const path = join(import.meta.dirname, '..', place);
    if (title === undefined) expect(readFileSync(join(path, 'query.json'), 'utf8')).not.toBe('');
    else expect(runsTest(readFileSync(path, 'utf8'), title)).toBe(true);
  });

it.each([
  ["it('adds up', () => {})", true],
  ["describe('sums', () => { test.each([1])('it adds up to %s', () => {}) })", true],
  ["describe.skipIf(absent)('sums', () => { it(`adds up ${n}`, () => {}) })", true],
  ["it.skip('adds up', () => {})", false],
  ["test.skip.each([1])('adds up to %s', () => {})", false],
  ["test.todo('adds up')", false],
  ["it.fails('adds up', () => {})", false],
  ["it('adds up', { skip: true }, () => {})", false],
  ["describe.skip('sums', () => { it('adds up', () => {}) })", false],
  ["// it('adds up', () => {})", false],
  ["describe('adds up', () => { it('to one', () => {}) })", true],
  ["describe('adds up', () => { it.skip('to one', () => {}) })", false],
  ["it('is zero', () => expect('adds up').toBe(0))", false],
])('a proof is a test that runs: %s', (text, runs) => {
  expect(runsTest(text, 'adds up')).toBe(runs);
});
