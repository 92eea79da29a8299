-- One row per page view, made from web.events and web.sessions by derive/web/page_views.sql. Where and with what is that of the hit;
-- the traffic columns are those of the visit. Day partitions: a day that changes must not make the rollups of a whole month doubtful.

CREATE TABLE IF NOT EXISTS {{table web.page_views sharded by cityHash64(website_id)}}
(
    event_id UUID COMMENT 'Hit of web.events' CODEC(NONE),
    website_id LowCardinality(String) COMMENT 'Website of the page',
    session_id UUID COMMENT 'Visit it belongs to, of web.sessions' CODEC(ZSTD(1)),
    user_id String COMMENT 'Pseudonymous visitor, unique within its website' CODEC(ZSTD(1)),
    viewed_at DateTime64(3, 'UTC') COMMENT 'When the hit arrived' CODEC(Delta(8), ZSTD(1)),
    page_path LowCardinality(String) COMMENT 'Path of the page, without host and query',
    page_title LowCardinality(Nullable(String)) COMMENT 'Title of the page',
    country LowCardinality(Nullable(String)) COMMENT 'Country of the address, ISO 3166-1 alpha-2; null when unknown',
    region LowCardinality(Nullable(String)) COMMENT 'First-level division of the country',
    city LowCardinality(Nullable(String)) COMMENT 'City',
    device_type LowCardinality(String) COMMENT 'desktop, mobile or tablet',
    browser LowCardinality(String) COMMENT 'Browser',
    os LowCardinality(String) COMMENT 'Operating system',
    traffic_source LowCardinality(String) COMMENT 'organic, paid, direct or referral, of the visit',
    traffic_medium LowCardinality(Nullable(String)) COMMENT 'Medium of the visit',
    traffic_campaign LowCardinality(Nullable(String)) COMMENT 'Campaign of the visit',
    time_on_page Nullable(UInt32) COMMENT 'Whole seconds to the next page view of the visit, at most 1800; null for the last' CODEC(ZSTD(1)),
    is_entry Bool COMMENT 'The visit entered here: first view of its landing page',
    is_exit Bool COMMENT 'The visit left from here: last view of its exit page',
    is_bounce Nullable(Bool) COMMENT 'On the view that a visit entered by: whether the visit bounced; null on all others',
    is_bot Bool COMMENT 'The visit is that of a program',

    INDEX session_bloom session_id TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX user_bloom user_id TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX path_tokens page_path TYPE tokenbf_v1(4096, 3, 0) GRANULARITY 1
)
ENGINE = {{engine MergeTree}}
PARTITION BY toYYYYMMDD(viewed_at)
ORDER BY (website_id, viewed_at, event_id)
TTL toDateTime(viewed_at) + INTERVAL 14 MONTH
SETTINGS ttl_only_drop_parts = 1
COMMENT 'Page views of websites, with the time spent on each';
