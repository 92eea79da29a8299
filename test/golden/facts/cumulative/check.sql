SELECT m, sum(n) OVER (ORDER BY m), n
FROM (
  SELECT toStartOfMonth(started_at, 'UTC') AS m, count() AS n FROM fixture.visits WHERE site_id IN ('aa', 'bb') GROUP BY m
)
ORDER BY m
