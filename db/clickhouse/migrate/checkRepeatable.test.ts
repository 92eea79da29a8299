import { expect, it } from 'vitest';

import { checkRepeatable } from './checkRepeatable.js';

it.each([
  'CREATE TABLE IF NOT EXISTS a (b UInt8)',
  'create materialized view if not exists a AS SELECT 1',
  'CREATE OR REPLACE VIEW a AS SELECT 1',
  'DROP TABLE IF EXISTS a',
  "ALTER TABLE a ADD COLUMN IF NOT EXISTS b String DEFAULT 'ADD COLUMN'",
  'ALTER TABLE a ADD INDEX IF NOT EXISTS i b TYPE minmax, MODIFY COLUMN b String',
  'ALTER TABLE a RENAME COLUMN IF EXISTS b TO c',
  'ALTER TABLE a MODIFY TTL d + INTERVAL 1 DAY',
])('%s may run again', (statement) => {
  expect(checkRepeatable(statement)).toBeUndefined();
});

it.each([
  'CREATE TABLE a (b UInt8)',
  'CREATE OR REPLACE TABLE a (b UInt8)',
  'CREATE TABLE a /* IF NOT EXISTS */ (b UInt8)',
  'DROP TABLE a',
  'TRUNCATE TABLE a',
  'INSERT INTO a VALUES (1)',
  'ALTER TABLE a ADD COLUMN b UInt8',
  'ALTER TABLE a ADD COLUMN IF NOT EXISTS b UInt8, ADD COLUMN c UInt8',
  'ALTER TABLE a DROP COLUMN b',
  'ALTER TABLE a DROP PARTITION 1',
  'ALTER TABLE a UPDATE b = b + 1 WHERE 1',
  'ALTER TABLE a DELETE WHERE 1',
  'OPTIMIZE TABLE a',
])('%s may not', (statement) => {
  expect(checkRepeatable(statement)).toBeTypeOf('string');
});
