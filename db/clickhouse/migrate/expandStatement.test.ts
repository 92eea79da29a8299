import { describe, expect, it } from 'vitest';

import { expandStatement } from './expandStatement.js';

const EVENTS = `CREATE TABLE IF NOT EXISTS {{table web.events sharded by cityHash64(website_id)}}
(
    id UUID,
    website_id LowCardinality(String)
)
ENGINE = {{engine MergeTree}}
ORDER BY (website_id, id)`;

const WEBSITES = `CREATE TABLE IF NOT EXISTS {{table meta.websites}} (id String, version UInt64)
ENGINE = {{engine ReplacingMergeTree(version)}} ORDER BY id`;

describe('on a single node', () => {
  it.each([
    [
      EVENTS,
      `CREATE TABLE IF NOT EXISTS web.events
(
    id UUID,
    website_id LowCardinality(String)
)
ENGINE = MergeTree
ORDER BY (website_id, id)`,
    ],
    [
      WEBSITES,
      `CREATE TABLE IF NOT EXISTS meta.websites (id String, version UInt64)
ENGINE = ReplacingMergeTree(version) ORDER BY id`,
    ],
    [
      'ALTER TABLE {{table web.events sharded by rand()}} ADD COLUMN IF NOT EXISTS a UInt8',
      'ALTER TABLE web.events ADD COLUMN IF NOT EXISTS a UInt8',
    ],
    ['ALTER TABLE {{local web.events}} MODIFY TTL now()', 'ALTER TABLE web.events MODIFY TTL now()'],
    [
      'CREATE DATABASE IF NOT EXISTS {{database web}} ENGINE = Atomic',
      'CREATE DATABASE IF NOT EXISTS web ENGINE = Atomic',
    ],
    [
      'CREATE VIEW IF NOT EXISTS {{view web.hits}} AS SELECT 1',
      'CREATE VIEW IF NOT EXISTS web.hits AS SELECT 1',
    ],
  ])('%s', (statement, expected) => {
    expect(expandStatement(statement, undefined)).toEqual([expected]);
  });
});

describe('on a cluster', () => {
  it('a sharded table is a replicated local one behind a Distributed one', () => {
    expect(expandStatement(EVENTS, 'main')).toEqual([
      `CREATE TABLE IF NOT EXISTS web.events_local ON CLUSTER 'main'
(
    id UUID,
    website_id LowCardinality(String)
)
ENGINE = ReplicatedMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}')
ORDER BY (website_id, id)`,
      `CREATE TABLE IF NOT EXISTS web.events ON CLUSTER 'main' AS web.events_local
ENGINE = Distributed('main', 'web', 'events_local', cityHash64(website_id))`,
    ]);
  });

  it.each([
    [
      WEBSITES,
      [
        `CREATE TABLE IF NOT EXISTS meta.websites ON CLUSTER 'main' (id String, version UInt64)
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{uuid}/all', '{shard}-{replica}', version) ORDER BY id`,
      ],
    ],
    [
      'ALTER TABLE {{table web.events sharded by rand()}} ADD COLUMN IF NOT EXISTS a UInt8',
      [
        "ALTER TABLE web.events_local ON CLUSTER 'main' ADD COLUMN IF NOT EXISTS a UInt8",
        "ALTER TABLE web.events ON CLUSTER 'main' ADD COLUMN IF NOT EXISTS a UInt8",
      ],
    ],
    [
      'ALTER TABLE {{local web.events}} MODIFY TTL now()',
      ["ALTER TABLE web.events_local ON CLUSTER 'main' MODIFY TTL now()"],
    ],
    [
      'CREATE DATABASE IF NOT EXISTS {{database web}} ENGINE = Atomic',
      ["CREATE DATABASE IF NOT EXISTS web ON CLUSTER 'main' ENGINE = Atomic"],
    ],
    [
      'CREATE VIEW IF NOT EXISTS {{view web.hits}} AS SELECT 1',
      ["CREATE VIEW IF NOT EXISTS web.hits ON CLUSTER 'main' AS SELECT 1"],
    ],
  ])('%s', (statement, expected) => {
    expect(expandStatement(statement, 'main')).toEqual(expected);
  });
});

it.each([
  ['CREATE TABLE {{tabel web.events}}', '{{tabel …}} is not a macro'],
  ['CREATE TABLE {{table events}}', '"database.table"'],
  ['CREATE TABLE {{table web.a}} AS {{table web.b}}', 'more than one'],
])('%s is refused', (statement, message) => {
  expect(() => expandStatement(statement, undefined)).toThrow(message);
});

it('an engine that cannot be replicated is refused on a cluster', () => {
  expect(() => expandStatement('CREATE TABLE {{table web.a}} ENGINE = {{engine Memory}}', 'main')).toThrow(
    'MergeTree family',
  );
});
