-- Page views with the visit they belong to: the latest one of the user that had started by then.
-- Time on page is the gap to the next page view of the visit, at most 30 minutes, none for the last.
-- A visit enters by the first view of its landing page and leaves by the last view of its exit page; a bounce belongs to the page entered.
INSERT INTO web.page_views
(
    event_id, website_id, session_id, user_id, viewed_at, page_path, page_title, country, region, city, device_type, browser, os,
    traffic_source, traffic_medium, traffic_campaign, time_on_page, is_entry, is_exit, is_bounce, is_bot
)
WITH
    30 * 60 AS longest_seconds,

    -- TRICKY: plain strings, because sorting and joining LowCardinality columns looks up every value in a dictionary: twice the time.
    views AS
    (
        SELECT
            website_id::String AS website_id, user_id, event_id, server_timestamp, page_path::String AS page_path, page_title::Nullable(String) AS page_title,
            country::Nullable(String) AS country, region::Nullable(String) AS region, city::Nullable(String) AS city,
            device_type::String AS device_type, browser::String AS browser, os::String AS os
        FROM web.events
        WHERE event_type = 'pageview' AND NOT is_duplicate AND {{users}}
    ),

    visits AS
    (
        SELECT
            website_id::String AS website_id, user_id, session_id, session_start, landing_page::String AS landing_page, exit_page::String AS exit_page,
            traffic_source::String AS traffic_source, traffic_medium::Nullable(String) AS traffic_medium, traffic_campaign::Nullable(String) AS traffic_campaign,
            is_bounce, is_bot
        FROM web.sessions
        WHERE {{users}}
    )

SELECT
    views.event_id,
    views.website_id,
    visits.session_id,
    views.user_id,
    views.server_timestamp,
    views.page_path,
    views.page_title,
    views.country, views.region, views.city, views.device_type, views.browser, views.os,
    visits.traffic_source, visits.traffic_medium, visits.traffic_campaign,
    if(isNull(leadInFrame(toNullable(toUnixTimestamp64Milli(views.server_timestamp))) OVER visit AS next_ms), NULL,
        least(longest_seconds, intDiv(next_ms - toUnixTimestamp64Milli(views.server_timestamp), 1000))),
    views.event_id = argMinIf(views.event_id, (views.server_timestamp, views.event_id), views.page_path = visits.landing_page) OVER visit AND views.page_path = visits.landing_page AS enters,
    views.event_id = argMaxIf(views.event_id, (views.server_timestamp, views.event_id), views.page_path = visits.exit_page) OVER visit AND views.page_path = visits.exit_page,
    if(enters, visits.is_bounce, NULL),
    visits.is_bot
FROM views
ASOF JOIN visits ON views.website_id = visits.website_id AND views.user_id = visits.user_id AND views.server_timestamp >= visits.session_start
WINDOW visit AS (PARTITION BY visits.website_id, visits.session_id ORDER BY views.server_timestamp, views.event_id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING);
