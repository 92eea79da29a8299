import { expect, test } from 'vitest';
import { defineCatalog, type DatasetSpec } from '../index.js';
import { callerAccess } from './callerAccess.js';
import { quotedName, quotedText, remark } from './quote.js';
import { renderAccess } from './renderAccess.js';
import type { ServerFacts } from './serverFacts.js';

const specs: readonly DatasetSpec[] = [
  {
    dataset: 'orders',
    description: 'Orders.',
    source: 'shop.orders',
    primaryKey: ['id'],
    dimensions: {
      tenant: { type: 'string' },
      email: { type: 'string' },
      userId: { type: 'string', sql: 'user_id' },
      plan: { type: 'string', sql: 'payload.plan' },
      card: { type: 'string', sql: 'payload.card' },
      open: { type: 'boolean' },
      level: { type: 'integer' },
    },
    measures: { buyers: { agg: 'uniq', sql: 'user_id', exposes: 'aggregate' } },
    access: {
      analyst: { rows: 'all' },
      owner: { rows: { or: [{ tenant: { in: ["it's", 'a\\b'] } }, { open: { eq: true } }] } },
      reader: {
        rows: { tenant: { in: '$tenants' }, level: { in: '$levels' } },
        hide: ['email', 'userId', 'card'],
      },
    },
  },
  {
    dataset: 'anyOrders',
    description: 'The same rows, to owners in full.',
    sql: 'SELECT id FROM shop.lines',
    dimensions: { id: { type: 'string' } },
    access: { owner: { rows: 'all' } },
  },
];

const columns = ['id', 'tenant', 'email', 'user_id', 'payload', 'open', 'level'];
const facts: ServerFacts = {
  policyAfterFinal: true,
  tables: new Map([
    ['shop.orders', { columns, sortingKey: 'tenant, id', isView: false, local: { database: 'shop', table: 'orders_local' } }], // prettier-ignore
  ]),
};
const limits = { maxSeconds: 30, maxResultRows: 1000, maxBytesToRead: 1e9, maxMemoryBytes: 2e9, statementsPerMinute: 600 }; // prettier-ignore
const catalog = () => {
  const { catalog: defined, issues } = defineCatalog(specs);
  expect(issues).toEqual([]);
  return defined;
};
const printed = (cluster?: string) =>
  renderAccess(catalog(), { prefix: 'v', user: 'vernier', ownDatabases: ['meta'], facts, limits, cluster });

test('a role is granted what its questions read, parts of columns by themselves where the whole holds what is hidden', () => {
  const text = printed();
  expect(text).toContain(
    'GRANT\n  SELECT(`id`, `tenant`, `user_id`, `payload.plan`, `open`, `level`) ON `shop`.`orders`,',
  );
  expect(text).toContain('-- shop.orders: orders.userId is hidden, and its column is read by buyers.');
  expect(text).toMatch(/`payload`, `payload\.card`, `payload\.plan`.* ON `shop`\.`orders_local`\nTO `v_owner` WITH REPLACE OPTION;/); // prettier-ignore
});

test('what a minimum group size counts is read, though the role sees nothing of it', () => {
  const hidden = specs.map((spec): DatasetSpec => {
    const reader = spec.access?.['reader'];
    if (reader === undefined) return spec;
    const minGroupSize = { atLeast: 5, of: 'email' };
    return { ...spec, access: { ...spec.access, reader: { ...reader, minGroupSize } } };
  });
  const { catalog: defined } = defineCatalog(hidden);
  const text = renderAccess(defined, { prefix: 'v', user: 'vernier', ownDatabases: ['meta'], facts, limits });
  expect(text).toContain('SELECT(`id`, `tenant`, `email`, `user_id`, `payload.plan`, `open`, `level`)');
  expect(text).toContain('-- shop.orders: orders.email is hidden, and its column is read by the minimum group size.'); // prettier-ignore
});

test('row policies are restrictive, of each role alone, and on the tables of the shards too', () => {
  const text = printed();
  const levels = `arrayFilter(v -> v IS NOT NULL, arrayMap(v -> accurateCastOrNull(v, 'Int64'), `;
  expect(text.match(/CREATE ROW POLICY/g)).toHaveLength(4);
  expect(text.match(/DROP ROW POLICY IF EXISTS `v_analyst`/g)).toHaveLength(2);
  expect(text).toContain(
    `CREATE ROW POLICY OR REPLACE \`v_reader\` ON \`shop\`.\`orders_local\` AS RESTRICTIVE FOR SELECT\n  USING ((tenant) IN ${listOf('SQL_v_tenants')} AND (level) IN ${levels}${listOf('SQL_v_levels')})))`,
  );
  expect(text).toContain(String.raw`((tenant) IN ['it\'s', 'a\\b'] OR multiIf((open), 'true', NOT (open), 'false', NULL) IN ['true'])`); // prettier-ignore
});

test('what has no mirror is said and grants nothing', () => {
  expect(printed()).toContain('-- NOT MIRRORED: anyOrders is a SELECT of the catalog: make it a view');
  expect(printed()).not.toMatch(/GRANT[^;]*lines/);
});

test('on a cluster every statement that can be is run there', () => {
  const without = printed('main')
    .split(';\n')
    .map((statement) => statement.replace(/^\s*(--.*\n)*/, ''))
    .filter((statement) => statement !== '' && !statement.includes('ON CLUSTER `main`'));
  expect(without.every((statement) => statement.startsWith('SET DEFAULT ROLE'))).toBe(true);
});

test('a query of a caller carries every attribute that a policy of the role reads, and no other', () => {
  const attributes = new Map([
    ['tenants', ["it's", 'a,b', '']],
    ['websites', ['w']],
  ]);
  expect(callerAccess(catalog(), { role: 'reader', attributes }, { prefix: 'v' })).toEqual({
    role: 'v_reader',
    settings: {
      optimize_functions_to_subcolumns: '0',
      SQL_v_tenants: "'it%27s,a%2Cb,,'",
      SQL_v_levels: "''",
    },
  });
});

test('names, texts and remarks cannot end what they stand in', () => {
  expect(quotedName('a`b\\`')).toBe('`a\\`b\\\\\\``');
  expect(quotedText("a'\\'\n")).toBe("'a\\'\\\\\\'\\n'");
  expect(remark('a\nDROP TABLE x\r\u2028y')).toBe('-- a DROP TABLE x y');
});

function listOf(setting: string): string {
  return `arrayMap(v -> decodeURLComponent(v), arrayPopBack(splitByChar(',', trim(BOTH '\\'' FROM getSetting('${setting}')))))`;
}
