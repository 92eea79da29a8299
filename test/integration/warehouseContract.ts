import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type {
  BoundParameter,
  BoundStatement,
  BoundValue,
  QueryLimits,
  Warehouse,
} from '../../db/clickhouse/index.js';
import { InvariantError, WarehouseError, type WarehouseFailure } from '../../src/errors.js';

/** A statement of a test; exact numbers travel as text. */
export function select(text: string, ...parameters: readonly BoundParameter[]): BoundStatement {
  const settings = { output_format_json_quote_64bit_integers: 1, output_format_json_quote_decimals: 1 };
  return { text, parameters, settings };
}

/** The error of a promise that must fail. */
export async function failure(promise: Promise<unknown>): Promise<WarehouseError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(WarehouseError);
  return error as WarehouseError;
}

/** Scans for hours unless somebody stops it. The marker finds it in the list of running queries. */
export function endless(marker: string): string {
  return `SELECT sum(cityHash64(number)) AS ${marker} FROM numbers(100000000000000)`;
}

/** How many running queries have the marker in their text. */
export async function countRunning(warehouse: Warehouse, marker: string): Promise<number> {
  // The marker is put together inside the engine, or this query would find itself.
  const text = 'SELECT count() FROM system.processes WHERE position(query, reverse({backwards:String})) > 0';
  const backwards = { name: 'backwards', type: 'String', value: [...marker].reverse().join('') };
  const { rows } = await warehouse.query(select(text, backwards));
  return Number(rows[0]?.[0]);
}

/** Asks until so many queries with the marker are running. */
export async function untilRunning(warehouse: Warehouse, marker: string, count: number): Promise<void> {
  while ((await countRunning(warehouse, marker)) !== count);
}

/** What every warehouse does, whichever adapter. */
export function describeWarehouse(name: string, open: () => Promise<Warehouse>): void {
  describe(name, () => {
    let warehouse: Warehouse;
    beforeAll(async () => {
      warehouse = await open();
      await warehouse.write('CREATE DATABASE contract ENGINE = Atomic');
      await warehouse.write(
        `CREATE TABLE contract.rows (id UInt64, name String DEFAULT 'nobody', at DateTime64(3, 'UTC') DEFAULT 0, tags Array(String))
         ENGINE = MergeTree ORDER BY id`,
      );
    });
    afterAll(() => warehouse.close());

    describe('answers', () => {
      it('carry columns, types and rows', async () => {
        const text =
          "SELECT 1 AS a, 'x' AS b, toUInt64(18446744073709551615) AS c, toDecimal64(1.50, 2) AS d, 0 / 0 AS e, NULL AS f";
        expect(await warehouse.query(select(text))).toMatchObject({
          columns: [
            { name: 'a', type: 'UInt8' },
            { name: 'b', type: 'String' },
            { name: 'c', type: 'UInt64' },
            { name: 'd', type: 'Decimal(18, 2)' },
            { name: 'e', type: 'Float64' },
            { name: 'f', type: 'Nullable(Nothing)' },
          ],
          rows: [[1, 'x', '18446744073709551615', '1.5', null, null]],
        });
      });

      it('know their columns without rows', async () => {
        const answer = await warehouse.query(select('SELECT number AS n FROM numbers(0)'));
        expect(answer).toMatchObject({ columns: [{ name: 'n', type: 'UInt64' }], rows: [] });
      });

      it('of many blocks are put together in order', async () => {
        const { rows } = await warehouse.query(select('SELECT toUInt32(number) FROM numbers(200000)'));
        expect(rows).toHaveLength(200_000);
        expect(rows.every(([value], index) => value === index)).toBe(true);
      });

      it('hold line breaks and quotes inside values', async () => {
        const { rows } = await warehouse.query(
          select(String.raw`SELECT 'a\nb' AS x, '"],["' AS y UNION ALL SELECT '', '\n'`),
        );
        expect([...rows].sort()).toEqual([
          ['', '\n'],
          ['a\nb', '"],["'],
        ]);
      });
    });

    describe('parameters', () => {
      it.each<[type: string, value: BoundValue, text: string]>([
        ['Int64', '-9223372036854775808', '-9223372036854775808'],
        ['UInt64', '18446744073709551615', '18446744073709551615'],
        ['Int64', Number.MAX_SAFE_INTEGER, '9007199254740991'],
        ['Float64', 1e21, '1e21'],
        ['Float64', 0.1, '0.1'],
        ['Float64', Number.NaN, 'nan'],
        ['Float64', Number.NEGATIVE_INFINITY, '-inf'],
        [
          'Decimal(38, 4)',
          '1234567890123456789012345678901234.5678',
          '1234567890123456789012345678901234.5678',
        ],
        ['Bool', true, 'true'],
        ['UInt8', 1, '1'],
        ['Date', '2024-02-29', '2024-02-29'],
        ["DateTime64(3, 'UTC')", '2024-02-29 23:59:59.999', '2024-02-29 23:59:59.999'],
        ["DateTime64(3, 'UTC')", '2024-02-29T23:59:59.999Z', '2024-02-29 23:59:59.999'],
        ["DateTime('UTC')", '2024-02-29T23:59:59Z', '2024-02-29 23:59:59'],
        ["Array(DateTime64(3, 'UTC'))", ['2024-02-29T23:59:59.999Z'], "['2024-02-29 23:59:59.999']"],
        ['UUID', '6ba7b810-9dad-11d1-80b4-00c04fd430c8', '6ba7b810-9dad-11d1-80b4-00c04fd430c8'],
        ['IPv4', '10.0.0.1', '10.0.0.1'],
        ['LowCardinality(String)', 'x', 'x'],
        ['Nullable(String)', 'NULL', 'NULL'],
        ['Nullable(String)', '\\N', '\\N'],
        ['Nullable(Int64)', '7', '7'],
        ['Array(Int64)', ['9007199254740993', -1], '[9007199254740993,-1]'],
        ['Array(Float64)', [0.5, Number.POSITIVE_INFINITY], '[0.5,inf]'],
        [
          'Array(Decimal(38, 4))',
          ['1234567890123456789012345678901234.5678'],
          '[1234567890123456789012345678901234.5678]',
        ],
        ['Array(Nullable(UInt8))', [1, null], '[1,NULL]'],
        ['Array(Bool)', [true, false], '[true,false]'],
        ['Array(Date)', ['2024-02-29'], "['2024-02-29']"],
        ['Array(LowCardinality(String))', ['a,b', ''], "['a,b','']"],
        ['Array(String)', [], '[]'],
      ])('of type %s read %j', async (type, value, text) => {
        const { rows } = await warehouse.query(
          select(`SELECT toString({p:${type}})`, { name: 'p', type, value }),
        );
        expect(rows).toEqual([[text]]);
      });

      // The engine itself would wrap or cut them.
      it.each<[type: string, value: BoundValue]>([
        ['UInt8', 256],
        ['UInt8', -1],
        ['Int64', '9223372036854775808'],
        ['UInt64', 18446744073709552000],
        ['Nullable(Int32)', '2147483648'],
        ['Int32', 1.5],
        ['Array(UInt8)', [1, 300]],
        ['Array(Int64)', ['1],[2']],
        ['String', ['a']],
      ])('of type %s refuse %j', async (type, value) => {
        const asked = warehouse.query(select(`SELECT {p:${type}}`, { name: 'p', type, value }));
        await expect(asked).rejects.toBeInstanceOf(InvariantError);
      });

      it('may be null', async () => {
        const parameter = { name: 'p', type: 'Nullable(String)', value: null };
        expect(
          (await warehouse.query(select('SELECT isNull({p:Nullable(String)})', parameter))).rows,
        ).toEqual([[1]]);
      });

      it('carry any text unharmed, alone and in lists', async () => {
        const word = fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.string({
            unit: fc.constantFrom(
              "'",
              '\\',
              '"',
              '`',
              '\0',
              '\n',
              '\r',
              '\t',
              '\b',
              '\f',
              '\u000b',
              '{p:String}',
              '/*',
              '--',
              ';',
              '[',
              ']',
              ',',
              'N',
              '%',
              '+',
              '&',
            ),
          }),
        );
        await fc.assert(
          fc.asyncProperty(
            word,
            fc.array(word),
            fc.array(fc.array(fc.option(word))),
            async (one, list, nested) => {
              const parameters = [
                { name: 'p', type: 'String', value: one },
                { name: 'q', type: 'Array(String)', value: list },
                { name: 'r', type: 'Array(Array(Nullable(String)))', value: nested },
              ];
              const text = 'SELECT {p:String}, {q:Array(String)}, {r:Array(Array(Nullable(String)))}';
              expect((await warehouse.query(select(text, ...parameters))).rows).toEqual([
                [one, list, nested],
              ]);
            },
          ),
          { numRuns: 150 },
        );
      });
    });

    describe('rights and limits', () => {
      it.each([
        'INSERT INTO contract.rows (id) VALUES (1)',
        'CREATE TABLE contract.other (a UInt8) ENGINE = Memory',
        'DROP TABLE contract.rows',
        'SELECT 1; SELECT 2',
        'SELECT 1 SETTINGS readonly = 0',
        "SELECT * FROM url('http://127.0.0.1:1/', 'CSV', 'a String')",
        "SELECT * FROM file('/etc/hostname', 'LineAsString')",
      ])('a query cannot be %s', async (text) => {
        expect((await failure(warehouse.query(select(text)))).failure).toBe('failed');
        expect(
          (await warehouse.query(select("SELECT count() FROM system.tables WHERE database = 'contract'")))
            .rows,
        ).toEqual([['1']]);
      });

      it.each<[limits: QueryLimits, text: string, expected: WarehouseFailure]>([
        [{ maxSeconds: 0.2 }, endless('too_long'), 'timeout'],
        [{ maxRowsToRead: 10 }, 'SELECT count() FROM numbers(11)', 'limit'],
        [{ maxBytesToRead: 100 }, 'SELECT sum(number) FROM numbers(1000)', 'limit'],
        [{ maxResultRows: 10 }, 'SELECT number FROM numbers(11)', 'limit'],
        [{ maxResultBytes: 1000 }, 'SELECT toString(number) FROM numbers(1000)', 'limit'],
        [{ maxGroups: 10 }, 'SELECT number, count() FROM numbers(11) GROUP BY number', 'limit'],
        [{ maxMemoryBytes: 10_000_000 }, 'SELECT groupArray(number) FROM numbers(10000000)', 'overloaded'],
      ])('%j is kept', async (limits, text, expected) => {
        const error = await failure(warehouse.query(select(text), { limits }));
        expect(error.failure).toBe(expected);
        expect(error.message).not.toContain('SELECT');
      });

      it('maxThreads and the settings of the statement are in force', async () => {
        const settings = {
          session_timezone: 'Asia/Kathmandu',
          join_use_nulls: 1,
          enable_extended_results_for_datetime_functions: 1,
          date_time_output_format: 'iso',
          output_format_json_quote_64bit_integers: 1,
          output_format_json_quote_decimals: 1,
          output_format_json_quote_denormals: 0,
          use_query_cache: 0,
        };
        const text =
          'SELECT timezone(), ' +
          [...Object.keys(settings), 'max_threads', 'readonly']
            .map((name) => `toString(getSetting('${name}'))`)
            .join(', ');
        const { rows } = await warehouse.query(
          { text, parameters: [], settings },
          { limits: { maxThreads: 1 } },
        );
        const expected = [
          'Asia/Kathmandu',
          'Asia/Kathmandu',
          'true',
          'true',
          'iso',
          'true',
          'true',
          'false',
          'false',
          '1',
        ];
        // The front answers for a user without restrictions when it is asked for readonly.
        expect(rows[0]?.slice(0, -1)).toEqual(expected);
      });

      it('an unknown setting is refused', async () => {
        const asked = warehouse.query({ text: 'SELECT 1', parameters: [], settings: { no_such_setting: 1 } });
        await expect(asked).rejects.toThrow();
      });

      it('a mistake in the statement is a failure with the engine’s code, and does not repeat the text', async () => {
        const error = await failure(warehouse.query(select('SELECT secret_column FROM contract.rows')));
        expect(error).toMatchObject({ failure: 'failed', engineCode: 47, engineType: 'UNKNOWN_IDENTIFIER' });
        expect(error.message).not.toContain('secret_column');
        expect(String((error.cause as Error).message)).toContain('secret_column');
      });
    });

    describe('estimates', () => {
      beforeAll(async () => {
        await warehouse.write(
          'CREATE TABLE contract.hits (site String, day Date, n UInt64) ENGINE = MergeTree PARTITION BY toYYYYMM(day) ORDER BY site SETTINGS index_granularity = 100',
        );
        await warehouse.write(
          "INSERT INTO contract.hits SELECT toString(number % 10), toDate('2026-01-01') + number % 2 * 40, number FROM numbers(10000)",
        );
        await warehouse.write('CREATE TABLE contract.other (site String) ENGINE = Memory');
        await warehouse.write('CREATE VIEW contract.seen AS SELECT * FROM contract.hits');
      });
      const site = { name: 'site', type: 'String', value: '3' };
      const rowsOf = async (text: string): Promise<number> => {
        const found = await warehouse.estimate(select(text, site));
        expect(found.every(({ table }) => table === 'contract.hits')).toBe(true);
        return found.reduce((sum, { rows }) => sum + rows, 0);
      };

      it('say at least how many rows match, of all scans', async () => {
        const one = await rowsOf('SELECT sum(n) FROM contract.hits WHERE site = {site:String}');
        expect(one).toBeGreaterThanOrEqual(1000);
        expect(one).toBeLessThan(2000);
        expect(await rowsOf('SELECT sum(n) FROM contract.hits')).toBe(10_000);
        expect(await rowsOf("SELECT sum(n) FROM contract.hits WHERE day < '2026-02-01'")).toBe(5000);
        // Counts need not be read, yet these rows match.
        expect(await rowsOf('SELECT count() FROM contract.hits')).toBe(10_000);
        expect(await rowsOf('SELECT count() FROM contract.hits WHERE site = {site:String}')).toBe(one);
        expect(
          await rowsOf(
            'SELECT * FROM (SELECT sum(n) FROM contract.hits UNION ALL SELECT max(n) FROM contract.hits)',
          ),
        ).toBe(20_000);
        expect(
          await rowsOf(
            'SELECT sum(n) FROM contract.seen WHERE n IN (SELECT n FROM contract.hits WHERE site = {site:String})',
          ),
        ).toBe(10_000 + one);
        expect(await rowsOf('SELECT * FROM contract.other')).toBe(0);
      });

      it('know tables without reading them', async () => {
        const found = await warehouse.describeTables(
          ['contract.hits', 'contract.other', 'contract.seen', 'contract.nowhere', 'nowhere.hits'], // prettier-ignore
        );
        expect(new Map(found.map(({ table, rows, estimable }) => [table, { rows, estimable }]))).toEqual(
          new Map([
            ['contract.hits', { rows: 10_000, estimable: true }],
            ['contract.other', { rows: 0, estimable: false }],
            ['contract.seen', { rows: undefined, estimable: false }],
          ]),
        );
        expect(found.find(({ table }) => table === 'contract.hits')?.columns).toEqual([
          { name: 'site', type: 'String' },
          { name: 'day', type: 'Date' },
          { name: 'n', type: 'UInt64' },
        ]);
      });
    });

    describe('running queries', () => {
      it('do not hold up quick ones, and stop working when their caller goes', async () => {
        const caller = new AbortController();
        const slow = failure(warehouse.query(select(endless('slow_one')), { signal: caller.signal }));
        await untilRunning(warehouse, 'slow_one', 1);
        expect((await warehouse.query(select('SELECT 42'))).rows).toEqual([[42]]);
        caller.abort();
        expect((await slow).failure).toBe('cancelled');
        await untilRunning(warehouse, 'slow_one', 0);
      });

      it('stop at their deadline', async () => {
        expect(
          (await failure(warehouse.query(select(endless('late_one')), { limits: { maxSeconds: 0.2 } })))
            .failure,
        ).toBe('timeout');
        await untilRunning(warehouse, 'late_one', 0);
      });

      it('can be cancelled by name', async () => {
        const slow = failure(warehouse.query(select(endless('named_one')), { queryId: 'a-name_1' }));
        await untilRunning(warehouse, 'named_one', 1);
        await warehouse.cancel('nobody');
        expect(await countRunning(warehouse, 'named_one')).toBe(1);
        await warehouse.cancel('a-name_1');
        expect((await slow).failure).toBe('cancelled');
        await untilRunning(warehouse, 'named_one', 0);
      });

      it('never start when the caller has gone before', async () => {
        const error = await failure(warehouse.query(select('SELECT 1'), { signal: AbortSignal.abort() }));
        expect(error.failure).toBe('cancelled');
      });

      it('keep their own parameters and settings when many run at once', async () => {
        const answers = await Promise.all(
          Array.from({ length: 30 }, async (_, index) => {
            const text = "SELECT {p:UInt32}, toUInt32(getSetting('max_threads'))";
            const limits = { maxThreads: 1 + (index % 3) };
            const { rows } = await warehouse.query(
              select(text, { name: 'p', type: 'UInt32', value: index }),
              { limits },
            );
            return rows[0];
          }),
        );
        expect(answers).toEqual(Array.from({ length: 30 }, (_, index) => [index, 1 + (index % 3)]));
      });

      it.each(["1'", 'a b', '', '*/', 'x'.repeat(65)])('refuse the name %j', async (queryId) => {
        await expect(warehouse.query(select('SELECT 1'), { queryId })).rejects.toThrow('query id');
      });
    });

    describe('writes', () => {
      it('insert rows as they are', async () => {
        await warehouse.write('TRUNCATE TABLE contract.rows');
        const name = 'O\'Hara \\ "quoted"\n\0 ü 🙂';
        await warehouse.insert('contract.rows', [
          { id: 18446744073709551615n, name, at: '2024-02-29T12:00:00.123Z', tags: ['a', "'", ''] },
          { id: '9007199254740993', at: '2024-02-29 12:00:00' },
          { id: 3, name: undefined },
        ]);
        await warehouse.insert('contract.rows', []);
        const { rows } = await warehouse.query(
          select('SELECT id, name, at, tags FROM contract.rows ORDER BY id'),
        );
        expect(rows).toEqual([
          ['3', 'nobody', '1970-01-01 00:00:00.000', []],
          ['9007199254740993', 'nobody', '2024-02-29 12:00:00.000', []],
          ['18446744073709551615', name, '2024-02-29 12:00:00.123', ['a', "'", '']],
        ]);
      });

      it('refuse a misspelt column', async () => {
        const error = await failure(warehouse.insert('contract.rows', [{ id: 4, nmae: 'x' }]));
        expect(error).toMatchObject({ failure: 'failed', engineCode: 117 });
      });

      it('refuse a name that is no table', async () => {
        await expect(warehouse.insert('contract.rows VALUES (1) --', [{ id: 1 }])).rejects.toThrow();
      });

      it('are one statement each', async () => {
        await expect(warehouse.write('SELECT 1; DROP TABLE contract.rows')).rejects.toThrow();
        expect((await warehouse.query(select('SELECT count() > 0 FROM contract.rows'))).rows).toEqual([[1]]);
      });

      it('stop at their deadline', async () => {
        const endlessInsert =
          'INSERT INTO contract.rows (id) SELECT number AS endless_write FROM numbers(100000000000000)';
        expect((await failure(warehouse.write(endlessInsert, { maxSeconds: 0.3 }))).failure).toBe('timeout');
        await untilRunning(warehouse, 'endless_write', 0);
      });

      it('stop when their caller goes', async () => {
        const caller = new AbortController();
        const text =
          'INSERT INTO contract.rows (id) SELECT number AS orphan_write FROM numbers(100000000000000)';
        const write = failure(warehouse.write(text, { signal: caller.signal }));
        await untilRunning(warehouse, 'orphan_write', 1);
        caller.abort();
        expect((await write).failure).toBe('cancelled');
        await untilRunning(warehouse, 'orphan_write', 0);
      });

      it('say which statement of theirs the engine refused', async () => {
        expect(await failure(warehouse.write('DROP TABLE contract.nowhere'))).toMatchObject({
          failure: 'failed',
          engineCode: 60,
        });
      });
    });

    it('pings', async () => {
      await expect(warehouse.ping()).resolves.toBeUndefined();
      expect(warehouse.version).toMatch(/^\d+\.\d+/);
    });

    // Last: nothing works after it.
    it('stops what runs when it closes, and refuses work from then on', async () => {
      const slow = failure(warehouse.query(select(endless('last_one'))));
      await untilRunning(warehouse, 'last_one', 1);
      await warehouse.close();
      expect((await slow).failure).toBe('cancelled');
      expect((await failure(warehouse.query(select('SELECT 1')))).failure).toBe('cancelled');
      expect((await failure(warehouse.write('SELECT 1'))).failure).toBe('cancelled');
    });
  });
}
