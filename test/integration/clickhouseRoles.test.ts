import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openServerWarehouse, splitStatements, type Warehouse } from '../../db/clickhouse/index.js';
import {
  catalogFor,
  compileQuery,
  renderAccess,
  type MetricQuery,
  type Viewer,
} from '../../src/metrics/index.js';
import { checkClickhouseRoles, inRoleOf } from '../../src/start/clickhouseRoles.js';
import { readServerFacts } from '../../src/start/readServerFacts.js';
import { canaryCatalog, canaryViewer } from '../security/canary/canaryCatalog.js';
import { CANARY_STATEMENTS, rowsOf, sumOf, TENANTS } from '../security/canary/canaryTables.js';
import { failure, select } from './warehouseContract.js';

const catalog = canaryCatalog();
const READER = canaryViewer('reader', ['alpha']);

describe('what the server adapter sends', () => {
  const asked: URL[] = [];
  let server: Server;
  let warehouse: Warehouse;
  beforeAll(async () => {
    server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', 'http://server');
      asked.push(url);
      request.resume().on('end', () => {
        const first = !url.searchParams.has('wait_end_of_query');
        response.end(first ? '["26.7.1.1",0]\n' : '["one"]\n["UInt8"]\n[1]\n');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    warehouse = await openServerWarehouse({ url: `http://vernier:secret@127.0.0.1:${port}` });
  });
  afterEach(() => void asked.splice(0));
  afterAll(async () => {
    await warehouse.close();
    server.closeAllConnections();
    server.close();
  });

  it('is the role, the grants and the subject of the caller beside the query', async () => {
    const walled = inRoleOf(READER, { catalog, warehouse, prefix: 'vernier' });
    await walled.query(select('SELECT 1 AS one'), { limits: { maxSeconds: 7 } });
    const sent = Object.fromEntries(asked.at(-1)?.searchParams ?? []);
    expect(sent).toMatchObject({
      role: 'vernier_reader',
      quota_key: READER.subject,
      SQL_vernier_tenants: "'alpha,'",
      optimize_functions_to_subcolumns: '0',
      readonly: '1',
      max_execution_time: '7',
    });
  });

  it('is an empty list for what was not granted, never nothing', async () => {
    const viewer = { ...READER, attributes: new Map() };
    await inRoleOf(viewer, { catalog, warehouse, prefix: 'vernier' }).query(select('SELECT 1'));
    expect(asked.at(-1)?.searchParams.get('SQL_vernier_tenants')).toBe("''");
  });

  it('is none of it for queries and writes of the server itself', async () => {
    await warehouse.query(select('SELECT 1 AS one'));
    await warehouse.write('SYSTEM FLUSH LOGS');
    for (const { searchParams } of asked)
      expect([...searchParams.keys()].filter((name) => /^(role|quota_key|SQL_)/.test(name))).toEqual([]);
    expect(asked).toHaveLength(2);
  });
});

/** `http://user:password@host:8123` of an administrator with access management. Makes and drops the database `canary`, the user and the roles `walltest…`. */
const adminUrl = process.env['VERNIER_TEST_CLICKHOUSE_URL'];
if (adminUrl === undefined)
  process.stderr.write(
    '\nLEFT OUT: roles on a real ClickHouse server. Set VERNIER_TEST_CLICKHOUSE_URL to run them.\n',
  );

describe.skipIf(adminUrl === undefined)(
  'a ClickHouse server (LEFT OUT without VERNIER_TEST_CLICKHOUSE_URL)',
  () => {
    const password = 'walltest-password-1';
    const roles = { catalog, prefix: 'walltest', limits: { maxSeconds: 30 } };
    let admin: Warehouse;
    let warehouse: Warehouse;
    const clean = async (): Promise<void> => {
      await admin.write('DROP DATABASE IF EXISTS canary SYNC');
      await admin.write('DROP USER IF EXISTS walltest');
      for (const role of ['owner', 'analyst', 'reader', 'service']) {
        await admin.write(`DROP SETTINGS PROFILE IF EXISTS walltest_${role}`);
        await admin.write(`DROP QUOTA IF EXISTS walltest_${role}`);
        await admin.write(`DROP ROLE IF EXISTS walltest_${role}`);
      }
    };

    beforeAll(async () => {
      admin = await openServerWarehouse({ url: adminUrl ?? '' });
      await clean();
      for (const statement of CANARY_STATEMENTS) await admin.write(statement);
      for (const tenant of TENANTS)
        for (const [table, rows] of rowsOf(tenant)) await admin.insert(table, rows);
      const statements = renderAccess(catalog, {
        prefix: 'walltest',
        user: 'walltest',
        ownDatabases: [],
        facts: await readServerFacts(catalog, admin),
        limits: { maxSeconds: 30, maxResultRows: 100_000, maxBytesToRead: 1e11, maxMemoryBytes: 2e9, statementsPerMinute: 10_000 }, // prettier-ignore
      });
      for (const _again of [1, 2])
        for (const statement of splitStatements(statements)) await admin.write(statement);
      await admin.write(`ALTER USER walltest IDENTIFIED WITH sha256_password BY '${password}'`);
      const url = new URL(adminUrl ?? '');
      [url.username, url.password] = ['walltest', password];
      warehouse = await openServerWarehouse({ url: url.href });
    });
    afterAll(async () => {
      await warehouse.close();
      await clean();
      await admin.close();
    });

    const total = async (viewer: Viewer): Promise<unknown> => {
      const query: MetricQuery = { dataset: 'orders', view: 'totals', select: [{ field: 'amount' }] };
      const { statement } = compileQuery({
        catalog: catalogFor(catalog, viewer.role),
        query,
        viewer,
        now: new Date(),
      });
      return Number((await inRoleOf(viewer, { ...roles, warehouse }).query(statement)).rows[0]?.[0]);
    };

    it('passes the check at the start', async () => {
      await checkClickhouseRoles({ ...roles, warehouse });
    });

    it('answers in the role of the caller as it does without', async () => {
      expect(await total(READER)).toBe(sumOf(['alpha']));
      expect(await total(canaryViewer('owner', ['alpha', 'beta']))).toBe(sumOf(['alpha', 'beta']));
      expect(await total(canaryViewer('analyst', []))).toBe(sumOf([...TENANTS]));
    });

    it('shows a role its own rows and columns alone, whatever is asked', async () => {
      const reader = inRoleOf(READER, { ...roles, warehouse });
      expect((await reader.query(select('SELECT DISTINCT tenant FROM canary.customers'))).rows).toEqual([
        ['alpha'],
      ]);
      const denied = await failure(reader.query(select('SELECT user_id FROM canary.customers')));
      expect(denied.engineCode).toBe(497);
    });

    it('fails where a caller’s grants are missing', async () => {
      const as = { role: 'walltest_reader', settings: {} };
      const refused = await failure(warehouse.query(select('SELECT tenant FROM canary.customers'), { as }));
      expect(refused.engineCode).toBe(115);
    });
  },
);
