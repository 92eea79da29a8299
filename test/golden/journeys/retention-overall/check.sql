WITH
  own AS (
    SELECT visit_id, user_id, started_at, toStartOfMonth(toDate(started_at, 'Australia/Lord_Howe')) AS month, bounced, source FROM fixture.visits
    WHERE site_id != 'zz' AND started_at >= '2024-01-01 00:00:00'
  ),
  members AS (SELECT user_id, month, min(tuple(started_at, visit_id)) AS first FROM own WHERE NOT bounced GROUP BY user_id, month),
  backs AS (
    SELECT members.user_id AS user_id, members.month AS month, max(if(own.source = 'paid' AND tuple(own.started_at, own.visit_id) >= members.first, dateDiff('month', members.month, own.month), -1)) AS furthest
    FROM members JOIN own ON own.user_id = members.user_id GROUP BY user_id, month
  )
SELECT NULL, count() AS size, period, countIf(furthest >= period) AS retained, retained / size
FROM backs ARRAY JOIN range(10) AS period
WHERE addMonths(month, period + 1) <= '2024-11-01'
GROUP BY period
UNION ALL
SELECT NULL, NULL, period, NULL, NULL FROM (SELECT arrayJoin(range(10)) AS period) WHERE addMonths((SELECT min(month) FROM members), period + 1) > '2024-11-01'
