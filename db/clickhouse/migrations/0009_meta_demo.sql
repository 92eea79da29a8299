-- What demo data was loaded. A row without loaded_at is a load that began: if nothing runs, it was killed, and its tables may be emptied.
-- Tables with rows but without a row here are somebody's own.

CREATE TABLE IF NOT EXISTS {{table meta.demo}}
(
    warehouse LowCardinality(String) COMMENT 'web, outreach or company',
    rows UInt64 COMMENT 'How many web events were asked for',
    seed UInt64 COMMENT 'Seed of every hash',
    day Date COMMENT 'UTC day of the start; the last day of the data',
    loaded_at Nullable(DateTime64(3, 'UTC')) COMMENT 'When the load was done; null while it runs',
    version UInt8 COMMENT '1 when it began, 2 when it was done'
)
ENGINE = {{engine ReplacingMergeTree(version)}}
ORDER BY warehouse
COMMENT 'Demo data of each warehouse';
