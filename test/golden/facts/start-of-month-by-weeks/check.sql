SELECT w, nullIf(sum(n), 0), nullIf(sum(first), 0)
FROM (
  SELECT toMonday(started_at, 'UTC') AS w, 1 AS n, 0 AS first FROM fixture.visits WHERE site_id IN ('aa', 'bb') AND started_at >= '2024-02-28' AND started_at < '2024-05-15'
  UNION ALL
  SELECT arrayJoin(arrayFilter(x -> toMonth(x) = toMonth(monday), arrayMap(i -> addDays(monday, 7 * i), range(5)))), 0, 1
  FROM (SELECT toMonday(started_at, 'UTC') AS monday FROM fixture.visits WHERE site_id IN ('aa', 'bb') AND started_at < '2024-05-15')
  WHERE toDayOfMonth(monday) <= 7
)
WHERE w >= '2024-02-26' AND w < '2024-05-15'
GROUP BY w
ORDER BY w
