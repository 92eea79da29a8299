-- Web analytics: one row per hit, as the tracker sent it and the server enriched it.
-- server_timestamp is the clock of this table: it orders and partitions it, and sessions are made from it. The tracker's own clock
-- (client_timestamp) is kept to be asked for; it is wrong by minutes to years on some devices and the visitor can set it.
-- Codecs: identities and addresses are noise and are stored as they are; times of one website ascend, so their differences are small.

CREATE DATABASE IF NOT EXISTS {{database web}} ENGINE = Atomic
COMMENT 'Web analytics';

CREATE TABLE IF NOT EXISTS {{table web.events sharded by cityHash64(website_id)}}
(
    event_id UUID COMMENT 'Identity of the hit; a hit that was sent twice keeps it' CODEC(NONE),
    website_id LowCardinality(String) COMMENT 'Website it happened on',
    session_id UUID COMMENT 'Session as the tracker counted it; web.sessions holds the sessions that are reported' CODEC(ZSTD(1)),
    user_id String COMMENT 'Pseudonymous visitor, unique within its website' CODEC(ZSTD(1)),

    event_type LowCardinality(String) COMMENT 'pageview, event or transaction',
    event_category LowCardinality(Nullable(String)) COMMENT 'Group of actions, e.g. video; null for page views. conversion marks a conversion',
    event_action LowCardinality(Nullable(String)) COMMENT 'What the visitor did, e.g. play; null for page views',
    event_label Nullable(String) COMMENT 'On what, e.g. the title of the video' CODEC(ZSTD(1)),
    event_value Nullable(Float64) COMMENT 'Number that goes with the action, e.g. seconds played' CODEC(ZSTD(1)),
    client_timestamp DateTime64(3, 'UTC') COMMENT 'When it happened, by the clock of the device' CODEC(Delta(8), ZSTD(1)),
    server_timestamp DateTime64(3, 'UTC') COMMENT 'When it arrived' CODEC(Delta(8), ZSTD(1)),

    page_url String COMMENT 'Whole address of the page; empty for a hit without a page' CODEC(ZSTD(1)),
    page_title LowCardinality(Nullable(String)) COMMENT 'Title of the page',
    page_referrer Nullable(String) COMMENT 'Address of the page before; null when there was none' CODEC(ZSTD(1)),
    page_path LowCardinality(String) COMMENT 'Path of the page, without host and query; empty for a hit without a page',

    ip_address IPv4 COMMENT 'Address of the visitor, its last byte 0 where the website anonymises' CODEC(NONE),
    user_agent String COMMENT 'User agent of the browser' CODEC(ZSTD(1)),
    country LowCardinality(Nullable(String)) COMMENT 'Country of the address, ISO 3166-1 alpha-2; null when unknown',
    region LowCardinality(Nullable(String)) COMMENT 'First-level division of the country',
    city LowCardinality(Nullable(String)) COMMENT 'City',
    latitude Nullable(Float64) COMMENT 'Of the city, degrees north' CODEC(ZSTD(1)),
    longitude Nullable(Float64) COMMENT 'Of the city, degrees east' CODEC(ZSTD(1)),

    device_type LowCardinality(String) COMMENT 'desktop, mobile or tablet',
    device_brand LowCardinality(Nullable(String)) COMMENT 'Maker of the device; null when the user agent does not say',
    device_model LowCardinality(Nullable(String)) COMMENT 'Model of the device; null when the user agent does not say',
    os LowCardinality(String) COMMENT 'Operating system',
    os_version LowCardinality(Nullable(String)) COMMENT 'Its version',
    browser LowCardinality(String) COMMENT 'Browser',
    browser_version LowCardinality(Nullable(String)) COMMENT 'Its major version',
    screen_resolution LowCardinality(Nullable(String)) COMMENT 'Width x height of the screen in pixels',

    traffic_source LowCardinality(String) COMMENT 'organic, paid, direct or referral',
    traffic_medium LowCardinality(Nullable(String)) COMMENT 'How the visitor was sent, e.g. cpc; null for direct',
    traffic_campaign LowCardinality(Nullable(String)) COMMENT 'Campaign that sent the visitor',
    traffic_keyword LowCardinality(Nullable(String)) COMMENT 'Search words that sent the visitor, when known',

    transaction_id Nullable(String) COMMENT 'Order; set on hits of type transaction only' CODEC(ZSTD(1)),
    transaction_revenue Nullable(Decimal(18, 4)) COMMENT 'What the order brought, with tax and shipping, in the currency of the website' CODEC(ZSTD(1)),
    transaction_tax Nullable(Decimal(18, 4)) COMMENT 'Tax within it' CODEC(ZSTD(1)),
    transaction_shipping Nullable(Decimal(18, 4)) COMMENT 'Shipping within it' CODEC(ZSTD(1)),
    product_sku LowCardinality(Nullable(String)) COMMENT 'Product the hit is about',
    product_name LowCardinality(Nullable(String)) COMMENT 'Its name',
    product_category LowCardinality(Nullable(String)) COMMENT 'Its category',
    product_price Nullable(Decimal(18, 4)) COMMENT 'Price of one, in the currency of the website' CODEC(ZSTD(1)),
    product_quantity Nullable(UInt32) COMMENT 'How many' CODEC(ZSTD(1)),

    custom_dimension_1 String DEFAULT '' COMMENT 'Custom dimension 1; meta.custom_dimensions names it; empty when not sent' CODEC(ZSTD(1)),
    custom_dimension_2 String DEFAULT '' COMMENT 'Custom dimension 2; meta.custom_dimensions names it; empty when not sent' CODEC(ZSTD(1)),
    custom_dimension_3 String DEFAULT '' COMMENT 'Custom dimension 3; meta.custom_dimensions names it; empty when not sent' CODEC(ZSTD(1)),
    custom_dimension_4 String DEFAULT '' COMMENT 'Custom dimension 4; meta.custom_dimensions names it; empty when not sent' CODEC(ZSTD(1)),
    custom_dimension_5 String DEFAULT '' COMMENT 'Custom dimension 5; meta.custom_dimensions names it; empty when not sent' CODEC(ZSTD(1)),
    custom_dimension_6 String DEFAULT '' COMMENT 'Custom dimension 6; meta.custom_dimensions names it; empty when not sent' CODEC(ZSTD(1)),
    custom_dimension_7 String DEFAULT '' COMMENT 'Custom dimension 7; meta.custom_dimensions names it; empty when not sent' CODEC(ZSTD(1)),
    custom_dimension_8 String DEFAULT '' COMMENT 'Custom dimension 8; meta.custom_dimensions names it; empty when not sent' CODEC(ZSTD(1)),
    custom_dimension_9 String DEFAULT '' COMMENT 'Custom dimension 9; meta.custom_dimensions names it; empty when not sent' CODEC(ZSTD(1)),
    custom_dimension_10 String DEFAULT '' COMMENT 'Custom dimension 10; meta.custom_dimensions names it; empty when not sent' CODEC(ZSTD(1)),
    custom_dimension_11 String DEFAULT '' COMMENT 'Custom dimension 11; meta.custom_dimensions names it; empty when not sent' CODEC(ZSTD(1)),
    custom_dimension_12 String DEFAULT '' COMMENT 'Custom dimension 12; meta.custom_dimensions names it; empty when not sent' CODEC(ZSTD(1)),
    custom_dimension_13 String DEFAULT '' COMMENT 'Custom dimension 13; meta.custom_dimensions names it; empty when not sent' CODEC(ZSTD(1)),
    custom_dimension_14 String DEFAULT '' COMMENT 'Custom dimension 14; meta.custom_dimensions names it; empty when not sent' CODEC(ZSTD(1)),
    custom_dimension_15 String DEFAULT '' COMMENT 'Custom dimension 15; meta.custom_dimensions names it; empty when not sent' CODEC(ZSTD(1)),
    custom_dimension_16 String DEFAULT '' COMMENT 'Custom dimension 16; meta.custom_dimensions names it; empty when not sent' CODEC(ZSTD(1)),
    custom_dimension_17 String DEFAULT '' COMMENT 'Custom dimension 17; meta.custom_dimensions names it; empty when not sent' CODEC(ZSTD(1)),
    custom_dimension_18 String DEFAULT '' COMMENT 'Custom dimension 18; meta.custom_dimensions names it; empty when not sent' CODEC(ZSTD(1)),
    custom_dimension_19 String DEFAULT '' COMMENT 'Custom dimension 19; meta.custom_dimensions names it; empty when not sent' CODEC(ZSTD(1)),
    custom_dimension_20 String DEFAULT '' COMMENT 'Custom dimension 20; meta.custom_dimensions names it; empty when not sent' CODEC(ZSTD(1)),

    custom_metric_1 Float64 DEFAULT 0 COMMENT 'Custom metric 1; meta.custom_metrics names it; 0 when not sent' CODEC(ZSTD(1)),
    custom_metric_2 Float64 DEFAULT 0 COMMENT 'Custom metric 2; meta.custom_metrics names it; 0 when not sent' CODEC(ZSTD(1)),
    custom_metric_3 Float64 DEFAULT 0 COMMENT 'Custom metric 3; meta.custom_metrics names it; 0 when not sent' CODEC(ZSTD(1)),
    custom_metric_4 Float64 DEFAULT 0 COMMENT 'Custom metric 4; meta.custom_metrics names it; 0 when not sent' CODEC(ZSTD(1)),
    custom_metric_5 Float64 DEFAULT 0 COMMENT 'Custom metric 5; meta.custom_metrics names it; 0 when not sent' CODEC(ZSTD(1)),
    custom_metric_6 Float64 DEFAULT 0 COMMENT 'Custom metric 6; meta.custom_metrics names it; 0 when not sent' CODEC(ZSTD(1)),
    custom_metric_7 Float64 DEFAULT 0 COMMENT 'Custom metric 7; meta.custom_metrics names it; 0 when not sent' CODEC(ZSTD(1)),
    custom_metric_8 Float64 DEFAULT 0 COMMENT 'Custom metric 8; meta.custom_metrics names it; 0 when not sent' CODEC(ZSTD(1)),
    custom_metric_9 Float64 DEFAULT 0 COMMENT 'Custom metric 9; meta.custom_metrics names it; 0 when not sent' CODEC(ZSTD(1)),
    custom_metric_10 Float64 DEFAULT 0 COMMENT 'Custom metric 10; meta.custom_metrics names it; 0 when not sent' CODEC(ZSTD(1)),
    custom_metric_11 Float64 DEFAULT 0 COMMENT 'Custom metric 11; meta.custom_metrics names it; 0 when not sent' CODEC(ZSTD(1)),
    custom_metric_12 Float64 DEFAULT 0 COMMENT 'Custom metric 12; meta.custom_metrics names it; 0 when not sent' CODEC(ZSTD(1)),
    custom_metric_13 Float64 DEFAULT 0 COMMENT 'Custom metric 13; meta.custom_metrics names it; 0 when not sent' CODEC(ZSTD(1)),
    custom_metric_14 Float64 DEFAULT 0 COMMENT 'Custom metric 14; meta.custom_metrics names it; 0 when not sent' CODEC(ZSTD(1)),
    custom_metric_15 Float64 DEFAULT 0 COMMENT 'Custom metric 15; meta.custom_metrics names it; 0 when not sent' CODEC(ZSTD(1)),
    custom_metric_16 Float64 DEFAULT 0 COMMENT 'Custom metric 16; meta.custom_metrics names it; 0 when not sent' CODEC(ZSTD(1)),
    custom_metric_17 Float64 DEFAULT 0 COMMENT 'Custom metric 17; meta.custom_metrics names it; 0 when not sent' CODEC(ZSTD(1)),
    custom_metric_18 Float64 DEFAULT 0 COMMENT 'Custom metric 18; meta.custom_metrics names it; 0 when not sent' CODEC(ZSTD(1)),
    custom_metric_19 Float64 DEFAULT 0 COMMENT 'Custom metric 19; meta.custom_metrics names it; 0 when not sent' CODEC(ZSTD(1)),
    custom_metric_20 Float64 DEFAULT 0 COMMENT 'Custom metric 20; meta.custom_metrics names it; 0 when not sent' CODEC(ZSTD(1)),

    is_bot Bool COMMENT 'The user agent or the behaviour is that of a program',
    is_duplicate Bool COMMENT 'The hit was sent before; such rows are kept for audit and count nowhere',
    is_interactive Bool COMMENT 'The visitor did something on purpose: click, play, buy. Such a hit prevents a bounce',
    is_heartbeat Bool COMMENT 'Sent by an open page on its own, to say that it is still read',
    sdk_version LowCardinality(String) COMMENT 'Version of the tracker',

    INDEX website_bloom website_id TYPE bloom_filter(0.01) GRANULARITY 4,
    INDEX session_bloom session_id TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX user_bloom user_id TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX path_tokens page_path TYPE tokenbf_v1(4096, 3, 0) GRANULARITY 1
)
ENGINE = {{engine MergeTree}}
PARTITION BY toYYYYMMDD(server_timestamp)
ORDER BY (website_id, server_timestamp, event_id)
TTL toDateTime(server_timestamp) + INTERVAL 14 MONTH
SETTINGS ttl_only_drop_parts = 1
COMMENT 'Hits of websites';
