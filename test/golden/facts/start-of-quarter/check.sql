SELECT m, s, nullIf(sum(n), 0), nullIf(sum(first), 0)
FROM (
  SELECT toStartOfMonth(started_at, 'UTC') AS m, site_id AS s, 1 AS n, 0 AS first FROM fixture.visits WHERE site_id IN ('aa', 'bb')
  UNION ALL
  SELECT arrayJoin(arrayMap(i -> addMonths(toStartOfMonth(started_at, 'UTC'), i), [0, 1, 2])), site_id, 0, 1
  FROM fixture.visits WHERE site_id IN ('aa', 'bb') AND toMonth(started_at, 'UTC') IN (1, 4, 7, 10)
)
WHERE m >= '2024-03-01' AND m < '2024-07-01'
GROUP BY m, s
ORDER BY m, s
