SELECT toStartOfWeek(day, 1) AS week, toStartOfMonth(day) AS month, sum(german) FROM (SELECT toDate('2024-02-20') + number AS day, 0 AS german FROM numbers(77)
UNION ALL SELECT toDate(started_at), 1 FROM fixture.visits WHERE site_id IN ('aa', 'bb') AND country = 'DE' AND started_at >= '2024-02-20 00:00:00' AND started_at < '2024-05-07 00:00:00')
GROUP BY week, month ORDER BY week, month
