SELECT m, sum(p), count()
FROM (
  SELECT pages AS p, arrayJoin([toStartOfMonth(started_at, 'UTC'), addMonths(toStartOfMonth(started_at, 'UTC'), 1)]) AS m
  FROM fixture.visits WHERE site_id IN ('aa', 'bb')
)
GROUP BY m
ORDER BY m
