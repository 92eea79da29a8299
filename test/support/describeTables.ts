import { is, sql } from 'drizzle-orm';
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core';
import type { Drizzle } from '../../db/postgres/database.js';
import * as apiKeys from '../../db/postgres/schema/apiKeys.js';
import * as customDefinitions from '../../db/postgres/schema/customDefinitions.js';
import * as funnels from '../../db/postgres/schema/funnels.js';
import * as goals from '../../db/postgres/schema/goals.js';
import * as revokedTokens from '../../db/postgres/schema/revokedTokens.js';
import * as tenants from '../../db/postgres/schema/tenants.js';
import * as users from '../../db/postgres/schema/users.js';
import * as websitePermissions from '../../db/postgres/schema/websitePermissions.js';
import * as websiteProperties from '../../db/postgres/schema/websiteProperties.js';
import * as websites from '../../db/postgres/schema/websites.js';

const modules = [
  apiKeys,
  customDefinitions,
  funnels,
  goals,
  revokedTokens,
  tenants,
  users,
  websitePermissions,
  websiteProperties,
  websites,
];

/** Sorted lines: `users.id text not null`, `check goals.goals_type` … */
export function describeSchema(): string[] {
  const tables = modules.flatMap((module) => Object.values(module)).filter((value) => is(value, PgTable));
  return tables
    .map((table) => getTableConfig(table))
    .flatMap((table) => [
      ...table.columns.map((column) =>
        [
          `column ${table.name}.${column.name}`,
          plainType(column.getSQLType()),
          column.notNull ? 'not null' : 'null',
        ].join(' '),
      ),
      ...table.checks.map((check) => `check ${table.name}.${check.name}`),
      ...table.foreignKeys.map((key) => `foreign key ${table.name}.${key.getName()}`),
      ...table.uniqueConstraints.map((unique) => `unique ${table.name}.${unique.name ?? ''}`),
      ...table.indexes.map((index) => `index ${table.name}.${index.config.name ?? ''}`),
    ])
    .sort();
}

/** The same lines, as the store's own system tables tell. */
export async function describeStore(db: Drizzle): Promise<string[]> {
  const lines = await db.select({ line: sql<string>`line` }).from(sql`(
    SELECT format('column %s.%s %s %s', c.relname, a.attname, regexp_replace(format_type(a.atttypid, a.atttypmod), ', ', ','),
                  CASE WHEN a.attnotnull THEN 'not null' ELSE 'null' END) AS line
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE c.relnamespace = 'vernier'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND c.relname <> 'migrations'
    UNION ALL
    SELECT format('%s %s.%s', CASE contype WHEN 'c' THEN 'check' WHEN 'f' THEN 'foreign key' ELSE 'unique' END, c.relname, conname)
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
    WHERE connamespace = 'vernier'::regnamespace AND contype IN ('c', 'f', 'u')
    UNION ALL
    SELECT format('index %s.%s', tablename, indexname) FROM pg_indexes
    WHERE schemaname = 'vernier' AND indexname NOT IN (SELECT conname FROM pg_constraint) AND tablename <> 'migrations'
  ) AS described`);
  return lines.map((row) => row.line).sort();
}

function plainType(type: string): string {
  return type.replace(', ', ',');
}
