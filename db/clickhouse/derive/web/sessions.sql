-- Visits: hits of one user on one website with gaps of at most 30 minutes, in the order (server_timestamp, event_id).
-- Hits that were sent twice are left out; heartbeats count, they say that the visitor was still there.
--
-- Server time orders hits because it is the one clock that all of them share: the clock of a device is wrong by minutes to
-- years and its owner can set it. So a filter on a day means the same rows in events, sessions and page views, and a visit is complete
-- once half an hour has passed. The price: what a device sends late, after it was offline, counts when it arrived.
--
-- A visit keeps the session_id of its first hit, so that hits find their visit; unless an earlier visit of the user has it
-- already or several users share it. Then it gets one made of website, user and first hit: the same in every run.
INSERT INTO web.sessions
(
    website_id, session_id, user_id, session_start, session_end, session_duration, pageviews, events, transactions, revenue,
    landing_page, exit_page, traffic_source, traffic_medium, traffic_campaign, device_type, browser, os, country, city,
    is_bounce, is_conversion, is_bot
)
WITH
    30 * 60 * 1000 AS longest_gap_ms,

    -- When each visit starts: at the first hit of the user, and at every hit after a long gap. Times suffice: hits at one instant have no gap.
    starts AS
    (
        SELECT
            website_id::String AS website_id,
            user_id,
            arraySort(groupArray(toUnixTimestamp64Milli(server_timestamp))) AS times,
            arrayJoin(arrayFilter((at, gap, position) -> gap > longest_gap_ms OR position = 1, times, arrayDifference(times), arrayEnumerate(times))) AS started_ms
        FROM web.events
        WHERE NOT is_duplicate AND {{users}}
        GROUP BY website_id, user_id
    ),

    -- TRICKY: plain strings, because joining and grouping LowCardinality columns looks up every value in a dictionary: twice the time.
    hits AS
    (
        SELECT
            website_id::String AS website_id, user_id, event_id, session_id, toUnixTimestamp64Milli(server_timestamp) AS at_ms,
            event_type = 'pageview' AS is_view, event_type = 'transaction' AS is_order, event_category = 'conversion' AS is_goal, is_bot, is_interactive,
            transaction_revenue, page_path::String AS path, traffic_source::String AS source, traffic_medium::Nullable(String) AS medium,
            traffic_campaign::Nullable(String) AS campaign, device_type::String AS device, browser::String AS browser, os::String AS os,
            country::Nullable(String) AS country, city::Nullable(String) AS city
        FROM web.events
        WHERE NOT is_duplicate AND {{users}}
    ),

    -- A hit belongs to the latest visit of its user that has started.
    visits AS
    (
        SELECT
            hits.website_id AS website_id,
            hits.user_id AS user_id,
            starts.started_ms AS started_ms,
            max(at_ms) AS ended_ms,
            -- One tuple, so that every attribute is that of the same hit.
            argMinIf((event_id, session_id, path, source, medium, campaign, device, browser, os, country, city), event_id, at_ms = starts.started_ms) AS first_hit,
            argMax(path, (at_ms, event_id)) AS last_path,
            countIf(is_view) AS viewed,
            count() AS hit_count,
            countIf(is_order) AS ordered,
            sumOrNullIf(transaction_revenue, is_order) AS earned,
            countIf(is_interactive) AS interactions,
            ordered > 0 OR countIf(is_goal) > 0 AS converted,
            max(is_bot) AS by_bot
        FROM hits
        ASOF JOIN starts ON hits.website_id = starts.website_id AND hits.user_id = starts.user_id AND hits.at_ms >= starts.started_ms
        GROUP BY hits.website_id, hits.user_id, starts.started_ms
    ),

    -- Ids that a tracker gave to several users, e.g. before and after a log-in. All users are looked at, those not in this run too; of their
    -- ids only those that matter here, or the groups of a large table would not fit in memory.
    shared AS
    (
        SELECT website_id, session_id
        FROM web.events
        WHERE NOT is_duplicate AND session_id IN (SELECT session_id FROM web.events WHERE NOT is_duplicate AND {{users}})
        GROUP BY website_id, session_id
        HAVING min(sipHash64(user_id)) != max(sipHash64(user_id))
    )

SELECT
    website_id,
    if(row_number() OVER (PARTITION BY website_id, user_id, first_hit.2 ORDER BY started_ms) = 1 AND (website_id, first_hit.2) NOT IN shared,
        first_hit.2,
        -- The version and variant bits of a version 4 UUID over a hash.
        reinterpretAsUUID(bitOr(
            bitAnd(reinterpretAsUInt128(sipHash128(website_id, user_id, first_hit.1)), reinterpretAsUInt128(toUUID('ffffffff-ffff-0fff-3fff-ffffffffffff'))),
            reinterpretAsUInt128(toUUID('00000000-0000-4000-8000-000000000000'))))),
    user_id,
    fromUnixTimestamp64Milli(started_ms, 'UTC'),
    fromUnixTimestamp64Milli(ended_ms, 'UTC'),
    intDiv(ended_ms - started_ms, 1000),
    viewed,
    hit_count,
    ordered,
    earned,
    first_hit.3,
    last_path,
    first_hit.4, first_hit.5, first_hit.6, first_hit.7, first_hit.8, first_hit.9, first_hit.10, first_hit.11,
    if(viewed = 0, NULL, viewed = 1 AND interactions = 0),
    converted,
    by_bot
FROM visits;
