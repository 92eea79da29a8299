SELECT step, name, entered, converted, pending, entered - converted - pending AS lost, converted / max(entered) OVER (), converted / entered,
  if(step = 1, NULL, seconds), if(step = 1, NULL, seconds)
FROM (
  WITH firsts AS (
    SELECT a.user_id AS user_id, min(if(b.bounced AND b.started_at > a.started_at AND b.started_at < a.started_at + INTERVAL 5 DAY,
        tuple(b.started_at, -toUnixTimestamp64Milli(a.started_at)), tuple(toDateTime64('2200-01-01 00:00:00', 3), toInt64(0)))) AS best, max(a.started_at) AS latest
    FROM fixture.visits AS a LEFT JOIN fixture.visits AS b ON a.user_id = b.user_id AND b.site_id IN ('aa', 'bb')
    WHERE a.site_id IN ('aa', 'bb') AND a.started_at >= '2024-03-01 00:00:00' AND a.started_at < '2024-03-04 00:00:00'
    GROUP BY a.user_id
  )
  SELECT arrayJoin([1, 2]) AS step, ['any', 'bounce'][step] AS name, count() AS entered,
    if(step = 1, count(), countIf(best.1 < '2199-01-01 00:00:00')) AS converted,
    if(step = 1, 0, countIf(best.1 > '2199-01-01 00:00:00' AND latest + INTERVAL 5 DAY > '2024-03-05 12:00:00')) AS pending,
    avgIf((toUnixTimestamp64Milli(best.1) + best.2) / 1000, best.1 < '2199-01-01 00:00:00') AS seconds
  FROM firsts
  GROUP BY step
)
ORDER BY step
