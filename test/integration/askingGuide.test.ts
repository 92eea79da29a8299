import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Warehouse } from '../../db/clickhouse/index.js';
import { openMetadata, seedDemoMetadata, type Metadata } from '../../db/postgres/index.js';
import { openCatalog } from '../../src/catalog/index.js';
import { catalogFor, type RoleCatalog } from '../../src/metrics/index.js';
import {
  createRequestContext,
  createWebsiteSettings,
  executeDocument,
  type MetadataReader,
} from '../../src/resolvers/index.js';
import { buildRoleSchema } from '../../src/schema/index.js';
import { openShippedWarehouse } from '../support/shippedDemo.js';

const ROOT = join(import.meta.dirname, '../..');
const guide = readFileSync(join(ROOT, 'docs/asking.md'), 'utf8');
const questions = [...guide.matchAll(/```graphql\n([\s\S]*?)```/g)].map(([, text]) => text ?? '');

let warehouse: Warehouse;
let catalog: RoleCatalog;
let metadata: Metadata;
beforeAll(async () => {
  metadata = await openMetadata({ memory: true });
  await seedDemoMetadata(metadata);
  // A name that the guide asks of two websites.
  await metadata.insertMissing({
    customDimensions: [
      { websiteId: 'pampa-market', index: 2, name: 'customerTier', scope: 'user', description: null },
    ],
  });
  warehouse = await openShippedWarehouse();
  catalog = catalogFor(await openCatalog(join(ROOT, 'catalog'), warehouse), 'analyst');
});
afterAll(async () => {
  await warehouse.close();
  await metadata.close();
});

test.each(questions.map((source, index) => [index + 1, source] as const))(
  'question %i of the guide is one, and the engine answers it',
  async (_, source) => {
    const context = createRequestContext({
      viewer: { subject: 'ana', role: 'analyst', attributes: new Map() },
      catalog,
      warehouse,
      metadata: {} as MetadataReader,
      websiteSettings: createWebsiteSettings(metadata),
      now: new Date('2026-03-01T09:30:00Z'),
      requestId: 'guide',
    });
    const { errors } = await executeDocument({ schema: buildRoleSchema(catalog), context, source });
    expect(errors).toBeUndefined();
  },
);
