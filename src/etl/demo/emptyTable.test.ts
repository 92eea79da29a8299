import { describe, expect, it } from 'vitest';
import { truncateStatement } from './emptyTable.js';

describe('emptying a table', () => {
  it('names the table itself on a single node', () => {
    expect(truncateStatement('web.events', 'MergeTree PARTITION BY toYYYYMMDD(server_timestamp)')).toBe(
      'TRUNCATE TABLE web.events SETTINGS max_table_size_to_drop = 0',
    );
  });

  it('names the local tables of the cluster behind a Distributed one, which itself holds no rows', () => {
    expect(
      truncateStatement(
        'web.events',
        "Distributed('main', 'web', 'events_local', cityHash64(website_id)) COMMENT 'Hits'",
      ),
    ).toBe("TRUNCATE TABLE web.events_local ON CLUSTER 'main' SETTINGS max_table_size_to_drop = 0");
  });
});
