-- Mirror of the PostgreSQL metadata, so that a question about sessions and their website stays one statement.
-- The mirror job builds a table beside the one that is read and swaps the two (EXCHANGE TABLES), so a table is always
-- one whole snapshot. Nothing else may write here. Times are UTC. Deleted websites stay listed: their history still has a name.

CREATE TABLE IF NOT EXISTS {{table meta.websites}}
(
    website_id LowCardinality(String) COMMENT 'Slug of the website, e.g. aurora-shop',
    tracking_id String COMMENT 'Id that the tracking snippet sends',
    name String COMMENT 'Name shown to people',
    domain String COMMENT 'Host name, without scheme',
    timezone LowCardinality(String) COMMENT 'IANA time zone; default zone of its queries',
    currency LowCardinality(String) COMMENT 'ISO 4217 code of its revenue',
    industry LowCardinality(Nullable(String)) COMMENT 'What the website is about',
    status LowCardinality(String) COMMENT 'active, paused or deleted',
    owner_id String COMMENT 'User who owns it',
    owner_name String COMMENT 'Name of that user',
    owner_company Nullable(String) COMMENT 'Company of that user',
    bot_filtering Bool COMMENT 'Whether hits of bots are left out of its figures',
    ip_anonymisation Bool COMMENT 'Whether addresses are truncated before they are stored',
    data_retention_days UInt16 COMMENT 'Days its hits are kept',
    sampling_rate Float64 COMMENT 'Share of hits that is stored, above 0 up to 1',
    created_at DateTime64(3, 'UTC') COMMENT 'When it was added',
    updated_at DateTime64(3, 'UTC') COMMENT 'When its settings last changed'
)
ENGINE = {{engine MergeTree}}
ORDER BY website_id
COMMENT 'Websites: identity, settings and owner';

CREATE TABLE IF NOT EXISTS {{table meta.website_properties}}
(
    website_id LowCardinality(String) COMMENT 'Website it describes',
    key LowCardinality(String) COMMENT 'Name of the property',
    value String COMMENT 'Its value',
    updated_at DateTime64(3, 'UTC') COMMENT 'When it last changed'
)
ENGINE = {{engine MergeTree}}
ORDER BY (website_id, key)
COMMENT 'Free properties of websites, one row per key';

CREATE TABLE IF NOT EXISTS {{table meta.goals}}
(
    goal_id String COMMENT 'Identity of the goal',
    website_id LowCardinality(String) COMMENT 'Website it belongs to',
    name String COMMENT 'Name, unique within its website',
    type LowCardinality(String) COMMENT 'destination, duration, pages_per_session or event',
    match LowCardinality(Nullable(String)) COMMENT 'equals, begins_with or regex; null for thresholds',
    value String COMMENT 'Page path, event action, or the threshold in seconds or pages',
    worth Nullable(Decimal(18, 4)) COMMENT 'What one conversion is worth, in the currency of the website',
    created_at DateTime64(3, 'UTC') COMMENT 'When it was added',
    updated_at DateTime64(3, 'UTC') COMMENT 'When it last changed'
)
ENGINE = {{engine MergeTree}}
ORDER BY (website_id, name)
COMMENT 'Conversion goals of websites';

CREATE TABLE IF NOT EXISTS {{table meta.funnels}}
(
    funnel_id String COMMENT 'Identity of the funnel',
    website_id LowCardinality(String) COMMENT 'Website it belongs to',
    name String COMMENT 'Name, unique within its website',
    description Nullable(String) COMMENT 'What it is for',
    step_count UInt8 COMMENT 'Number of steps',
    created_at DateTime64(3, 'UTC') COMMENT 'When it was added',
    updated_at DateTime64(3, 'UTC') COMMENT 'When it last changed'
)
ENGINE = {{engine MergeTree}}
ORDER BY (website_id, name)
COMMENT 'Funnels of websites';

CREATE TABLE IF NOT EXISTS {{table meta.funnel_steps}}
(
    funnel_id String COMMENT 'Funnel it belongs to',
    website_id LowCardinality(String) COMMENT 'Website of that funnel',
    position UInt8 COMMENT 'Place in the funnel, from 1',
    name String COMMENT 'Name of the step',
    type LowCardinality(String) COMMENT 'page or event',
    match LowCardinality(String) COMMENT 'equals, begins_with or regex',
    value String COMMENT 'Page path or event action'
)
ENGINE = {{engine MergeTree}}
ORDER BY (website_id, funnel_id, position)
COMMENT 'Steps of funnels, in order';

CREATE TABLE IF NOT EXISTS {{table meta.custom_dimensions}}
(
    website_id LowCardinality(String) COMMENT 'Website that defines it',
    slot UInt8 COMMENT 'Column of events it names: custom_dimension_1 to 20',
    name String COMMENT 'Name it is asked for by, unique within its website',
    scope LowCardinality(String) COMMENT 'hit, session or user',
    description Nullable(String) COMMENT 'What it holds',
    updated_at DateTime64(3, 'UTC') COMMENT 'When it last changed'
)
ENGINE = {{engine MergeTree}}
ORDER BY (website_id, slot)
COMMENT 'Names that websites give to their custom dimension columns';

CREATE TABLE IF NOT EXISTS {{table meta.custom_metrics}}
(
    website_id LowCardinality(String) COMMENT 'Website that defines it',
    slot UInt8 COMMENT 'Column of events it names: custom_metric_1 to 20',
    name String COMMENT 'Name it is asked for by, unique within its website',
    type LowCardinality(String) COMMENT 'integer, currency or time (seconds)',
    description Nullable(String) COMMENT 'What it measures',
    updated_at DateTime64(3, 'UTC') COMMENT 'When it last changed'
)
ENGINE = {{engine MergeTree}}
ORDER BY (website_id, slot)
COMMENT 'Names that websites give to their custom metric columns';

CREATE TABLE IF NOT EXISTS {{table meta.tenants}}
(
    tenant_id LowCardinality(String) COMMENT 'Slug of the tenant, e.g. northwind',
    name String COMMENT 'Name shown to people',
    status LowCardinality(String) COMMENT 'active, paused or deleted',
    created_at DateTime64(3, 'UTC') COMMENT 'When it was added',
    updated_at DateTime64(3, 'UTC') COMMENT 'When it last changed'
)
ENGINE = {{engine MergeTree}}
ORDER BY tenant_id
COMMENT 'Tenants: the companies whose rows the outreach and company warehouses hold';

-- Written before the swap and naming the UUID of the new table: a row counts only while the table with that UUID is
-- the one in place. So a swap that a crash prevented leaves a row that nobody believes.
CREATE TABLE IF NOT EXISTS {{table meta.mirror_versions}}
(
    table_name LowCardinality(String) COMMENT 'Mirrored table, without its database',
    table_uuid UUID COMMENT 'UUID of the table that holds this version',
    version String COMMENT 'SHA-256 of the rows, in hex',
    row_count UInt64 COMMENT 'How many rows it has',
    mirrored_at DateTime64(3, 'UTC') COMMENT 'When it was built'
)
ENGINE = {{engine MergeTree}}
ORDER BY (table_name, mirrored_at)
COMMENT 'Versions of the mirrored tables';
