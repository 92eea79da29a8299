import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, validate } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrateWarehouse, type Warehouse } from '../../db/clickhouse/index.js';
import { openCatalog } from '../../src/catalog/index.js';
import { catalogFor, type Catalog } from '../../src/metrics/index.js';
import { planOperation } from '../../src/resolvers/index.js';
import { buildRoleSchema } from '../../src/schema/index.js';
import { openTestWarehouse } from '../support/embedded.js';

const ROOT = join(import.meta.dirname, '../..');
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
const block = (language: string): string =>
  new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(readme)?.[1] ?? '';

let warehouse: Warehouse;
let catalog: Catalog;
beforeAll(async () => {
  warehouse = await openTestWarehouse();
  await migrateWarehouse(warehouse, { folder: join(ROOT, 'db/clickhouse/migrations') });
  catalog = await openCatalog(join(ROOT, 'catalog'), warehouse);
});
afterAll(() => warehouse.close());

test('the SQL in the README is what its question compiles to for an owner', () => {
  const roleCatalog = catalogFor(catalog, 'owner');
  const schema = buildRoleSchema(roleCatalog);
  const document = parse(block('graphql'));
  expect(validate(schema, document)).toEqual([]);
  const plan = planOperation({
    schema,
    document,
    catalog: roleCatalog,
    viewer: {
      subject: 'olivia',
      role: 'owner',
      attributes: new Map([['websites', ['aurora-shop', 'tidal-news']]]),
    },
    now: new Date('2026-03-01T09:30:00Z'),
  });
  const statements = [...(plan?.scopes.values() ?? [])].flatMap((scope) => [...scope.views.values()]);
  expect(statements.map((view) => (view.kind === 'statement' ? `${view.statement.text}\n` : ''))).toEqual([
    block('sql'),
  ]);
});
