-- The product's own database and the list of applied migrations. Each shipped warehouse makes its own in its first file.
-- ENGINE is said outright: the embedded engine's default database is not Atomic, and EXCHANGE TABLES, per-table
-- UUIDs and drops that do not wait for queries all need Atomic.

CREATE DATABASE IF NOT EXISTS {{database meta}} ENGINE = Atomic
COMMENT 'Mirror of the Postgres metadata, and the product''s own control tables';

-- Two instances may record the same file at the same instant: rows of one name fold into one.
CREATE TABLE IF NOT EXISTS {{table meta.migrations}}
(
    name String COMMENT 'File name, without the folder',
    checksum String COMMENT 'SHA-256 of the file''s text, in hex',
    applied_at DateTime64(3, 'UTC') DEFAULT now64(3) COMMENT 'When it was applied'
)
ENGINE = {{engine ReplacingMergeTree(applied_at)}}
ORDER BY name
COMMENT 'Migrations applied to this warehouse';
