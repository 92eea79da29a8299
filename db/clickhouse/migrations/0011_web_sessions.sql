-- One row per visit, made from web.events by derive/web/sessions.sql: hits of one user on one website with gaps of at most
-- 30 minutes, hits that were sent twice left out. Attribution is that of the first hit, the exit page that of the last.

CREATE TABLE IF NOT EXISTS {{table web.sessions sharded by cityHash64(website_id)}}
(
    website_id LowCardinality(String) COMMENT 'Website of the visit',
    session_id UUID COMMENT 'Identity of the visit: that of the tracker wherever it names one visit only' CODEC(NONE),
    user_id String COMMENT 'Pseudonymous visitor, unique within its website' CODEC(ZSTD(1)),
    session_start DateTime64(3, 'UTC') COMMENT 'First hit; the visit belongs to the range this falls in' CODEC(Delta(8), ZSTD(1)),
    session_end DateTime64(3, 'UTC') COMMENT 'Last hit' CODEC(Delta(8), ZSTD(1)),
    session_duration UInt32 COMMENT 'Whole seconds from the first hit to the last; 0 for a single hit' CODEC(ZSTD(1)),
    pageviews UInt32 COMMENT 'Page views' CODEC(ZSTD(1)),
    events UInt32 COMMENT 'Hits of every type' CODEC(ZSTD(1)),
    transactions UInt32 COMMENT 'Transactions' CODEC(ZSTD(1)),
    revenue Nullable(Decimal(18, 4)) COMMENT 'Revenue of its transactions, in the currency of the website; null without any' CODEC(ZSTD(1)),
    landing_page LowCardinality(String) COMMENT 'Path of the first hit; empty when that has no page',
    exit_page LowCardinality(String) COMMENT 'Path of the last hit; empty when that has no page',
    traffic_source LowCardinality(String) COMMENT 'organic, paid, direct or referral, of the first hit',
    traffic_medium LowCardinality(Nullable(String)) COMMENT 'Medium of the first hit',
    traffic_campaign LowCardinality(Nullable(String)) COMMENT 'Campaign of the first hit',
    device_type LowCardinality(String) COMMENT 'desktop, mobile or tablet, of the first hit',
    browser LowCardinality(String) COMMENT 'Browser of the first hit',
    os LowCardinality(String) COMMENT 'Operating system of the first hit',
    country LowCardinality(Nullable(String)) COMMENT 'Country of the first hit, ISO 3166-1 alpha-2; null when unknown',
    city LowCardinality(Nullable(String)) COMMENT 'City of the first hit',
    is_bounce Nullable(Bool) COMMENT 'Exactly one page view and no interactive hit; null without a page view',
    is_conversion Bool COMMENT 'Has a transaction or a hit of the category conversion',
    is_bot Bool COMMENT 'Any of its hits is that of a program',

    INDEX session_bloom session_id TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX user_bloom user_id TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = {{engine MergeTree}}
PARTITION BY toYYYYMM(session_start)
ORDER BY (website_id, session_start, session_id)
TTL toDateTime(session_start) + INTERVAL 14 MONTH
COMMENT 'Visits of websites';
